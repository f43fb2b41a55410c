//! JSON lines.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Unexpected, Visitor};

use super::Entry;

/// The keys that are read; `null` is the same as none.
#[derive(serde::Deserialize)]
struct Object<'a> {
    #[serde(borrow)]
    tenant_id: Option<Text<'a>>,
    #[serde(borrow)]
    content_id: Option<Text<'a>>,
    content_key_period_index: Option<Number>,
    key_id_index: Option<Number>,
    #[serde(borrow)]
    protection_scheme: Option<Text<'a>>,
    #[serde(borrow)]
    intended_track_type: Option<Text<'a>>,
}

/// A text, borrowed if nothing in it is escaped.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

struct Number(u32);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u32(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0 to 4294967295")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Number, E> {
        let unexpected = || E::invalid_value(Unexpected::Unsigned(number), &self);
        number.try_into().map(Number).map_err(|_| unexpected())
    }
}

/// Reads one line.
pub(super) fn entry<'a>(line: &'a str) -> Result<Entry<'a>, String> {
    // serde would also take an array of the values
    if !line.trim_ascii_start().starts_with('{') {
        return Err("is no JSON object".to_owned());
    }
    let object: Object<'a> = serde_json::from_str(line).map_err(|error| reason(&error))?;
    let given = |text: Option<Text<'a>>| text.map(|text| text.0).filter(|text| !text.is_empty());
    Ok(Entry {
        tenant_id: given(object.tenant_id),
        content_id: object.content_id.ok_or("has no content_id")?.0,
        content_key_period_index: object.content_key_period_index.map(|number| number.0),
        key_id_index: object.key_id_index.map(|number| number.0),
        protection_scheme: given(object.protection_scheme),
        intended_track_type: given(object.intended_track_type),
    })
}

/// What is wrong, and in which column; the line within the line says nothing.
fn reason(error: &serde_json::Error) -> String {
    let column = error.column();
    if !error.is_data() {
        return format!("is not valid JSON at column {column}");
    }
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    format!("{text}, at column {column}")
}

#[cfg(test)]
mod tests {
    use super::entry;

    #[test]
    fn keys_in_any_order_are_read_and_others_ignored() {
        let line = r#" {"kid":[1,{"content_id":2}],"key_id_index":7,"content_id":"a\u00e9\n\"","tenant_id":null,"x":1e400} "#;
        let read = entry(line).expect("an entry");
        assert_eq!(
            (&*read.content_id, read.key_id_index, read.tenant_id),
            ("aé\n\"", Some(7), None)
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_column() {
        for (line, expected) in [
            (r#"["T","film"]"#, "is no JSON object"),
            (r#""film""#, "is no JSON object"),
            (r#"{"content_id":"a""#, "is not valid JSON at column 17"),
            (r#"{"content_id":"a"} x"#, "is not valid JSON at column 20"),
            (
                r#"{"content_id":7}"#,
                "invalid type: integer `7`, expected a string, at column 15",
            ),
            (
                r#"{"content_id":"a","key_id_index":"7"}"#,
                "invalid type: string \"7\", expected a whole number from 0 to 4294967295, at column 36",
            ),
            (
                r#"{"content_id":"a","key_id_index":4294967296}"#,
                "invalid value: integer `4294967296`, expected a whole number from 0 to 4294967295, at column 43",
            ),
            (
                r#"{"content_id":"a","content_id":"b"}"#,
                "duplicate field `content_id`, at column 30",
            ),
            (r#"{"tenant_id":"T"}"#, "has no content_id"),
        ] {
            assert_eq!(entry(line).map(|_| ()).unwrap_err(), expected, "{line}");
        }
    }
}

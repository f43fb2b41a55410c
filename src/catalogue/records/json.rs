//! JSON lines.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Number;

use super::{Columns, Entry};

/// Reads one line.
pub(super) fn entry(line: &str) -> Result<Entry<'_>, String> {
    columns(line).map(Entry::from)
}

fn columns(line: &str) -> Result<Columns<'_>, String> {
    // serde would also take an array of the values
    if !line.trim_ascii_start().starts_with('{') {
        return Err("is not a JSON object".to_owned());
    }
    serde_json::from_str(line).map_err(|error| reason(&error))
}

/// What is wrong, and in which column; the number of a line within the line says nothing.
fn reason(error: &serde_json::Error) -> String {
    let column = error.column();
    if !error.is_data() {
        return format!("is not valid JSON at column {column}");
    }
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    format!("{text}, at column {column}")
}

/// A text; an empty one and `null` leave the choice to the command line.
pub(super) fn text<'de, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'a, str>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Cow::Owned))
}

/// A number, as a range of one; `null` leaves the choice to the command line.
pub(super) fn number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<RangeInclusive<u32>>, D::Error> {
    let Some(number) = Option::<Number>::deserialize(deserializer)? else {
        return Ok(None);
    };
    match number.as_u64().map(u32::try_from) {
        Some(Ok(number)) => Ok(Some(number..=number)),
        _ => Err(D::Error::custom(format_args!(
            "{number} is not a whole number from 0 to 4294967295"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn keys_in_any_order_are_read_and_others_ignored() {
        let line = r#" {"kid":[1,{"content_id":2}],"key_id_index":7,"content_id":"a\u00e9\n\"","tenant_id":null,"x":1e400} "#;
        let read = columns(line).expect("columns");
        assert_eq!(
            (&*read.content_id, read.key_id_index, read.tenant_id),
            ("aé\n\"", Some(7..=7), None)
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_column() {
        for (line, expected) in [
            (r#"["T","film"]"#, "is not a JSON object"),
            (r#""film""#, "is not a JSON object"),
            (r#"{"content_id":"a""#, "is not valid JSON at column 17"),
            (r#"{"content_id":"a"} x"#, "is not valid JSON at column 20"),
            (
                r#"{"content_id":7}"#,
                "invalid type: integer `7`, expected a string, at column 15",
            ),
            (
                r#"{"content_id":"a","key_id_index":"7"}"#,
                "invalid type: string \"7\", expected a JSON number, at column 36",
            ),
            (
                r#"{"content_id":"a","key_id_index":4294967296}"#,
                "4294967296 is not a whole number from 0 to 4294967295, at column 44",
            ),
            (
                r#"{"content_id":"a","content_id":"b"}"#,
                "duplicate field `content_id`, at column 30",
            ),
            (
                r#"{"tenant_id":"T"}"#,
                "missing field `content_id`, at column 17",
            ),
        ] {
            assert_eq!(columns(line).map(|_| ()).unwrap_err(), expected, "{line}");
        }
    }
}

//! JSON lines.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Number;

use super::column::{Column, Names};
use super::{Columns, Entry};

/// Reads one line, and takes note of the names of its keys.
pub(super) fn entry<'a>(line: &'a str, names: &mut Names) -> Result<Entry<'a>, String> {
    columns(line, names).map(Entry::from)
}

fn columns<'a>(line: &'a str, names: &mut Names) -> Result<Columns<'a>, String> {
    if !line.trim_ascii_start().starts_with('{') {
        return Err("is not a JSON object".to_owned());
    }
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let columns = Object(names).deserialize(&mut deserializer);
    columns
        .and_then(|columns| deserializer.end().map(|()| columns))
        .map_err(|error| reason(&error))
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

/// An object with the columns for keys.
struct Object<'n>(&'n mut Names);

/// A text that is borrowed if it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Columns<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Columns<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Columns<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Columns<'de>, A::Error> {
        let Self(names) = self;
        let mut columns = Columns::default();
        let mut read = 0;
        while let Some(Text(name)) = map.next_key()? {
            let Some(column) = names.note(&name) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if read & column.bit() != 0 {
                return Err(Error::duplicate_field(column.name()));
            }
            read |= column.bit();
            match column {
                Column::TenantId => columns.tenant_id = text(&mut map)?,
                Column::ContentId => columns.content_id = map.next_value::<Text>()?.0,
                Column::ContentKeyPeriodIndex => {
                    columns.content_key_period_index = number(&mut map)?;
                }
                Column::KeyIdIndex => columns.key_id_index = number(&mut map)?,
                Column::ProtectionScheme => columns.protection_scheme = text(&mut map)?,
                Column::IntendedTrackType => columns.intended_track_type = text(&mut map)?,
            }
        }
        if read & Column::ContentId.bit() != 0 {
            Ok(columns)
        } else {
            Err(Error::missing_field(Column::ContentId.name()))
        }
    }
}

/// A text; an empty one and `null` leave the choice to the command line.
fn text<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    let text = map.next_value::<Option<Text>>()?;
    Ok(text.map(|Text(text)| text).filter(|text| !text.is_empty()))
}

/// A number, as a range of one; `null` leaves the choice to the command line.
fn number<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<RangeInclusive<u32>>, A::Error> {
    let Some(number) = map.next_value::<Option<Number>>()? else {
        return Ok(None);
    };
    match number.as_u64().map(u32::try_from) {
        Some(Ok(number)) => Ok(Some(number..=number)),
        _ => Err(Error::custom(format_args!(
            "{number} is not a whole number from 0 to 4294967295"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Columns, Names};

    fn columns(line: &str) -> Result<Columns<'_>, String> {
        super::columns(line, &mut Names::default())
    }

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

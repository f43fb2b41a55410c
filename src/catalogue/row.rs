//! One row of a result, and how it is written as CSV and as JSON lines.

use std::borrow::Cow;

use clap::ValueEnum;
use countersign::speke::{Form, Input, KeyId, Version};
use serde::{Serialize, Serializer};

use super::records::{
    CONTENT_ID, CONTENT_KEY_PERIOD_INDEX, INTENDED_TRACK_TYPE, KEY_ID_INDEX, PROTECTION_SCHEME,
    TENANT_ID,
};

/// The key id's own column.
pub(crate) const KID: &str = "kid";

/// The columns of a row and their values, in order.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a>(Vec<(&'static str, Value<'a>)>);

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    /// An empty field in CSV, `null` in JSON.
    Null,
    Text(&'a str),
    Number(u64),
    KeyId(KeyId, Form),
}

impl<'a> Row<'a> {
    /// The columns of an input; without one, those of a version, with nothing in them.
    pub(crate) fn new(version: Version, input: Option<Input<'a>>) -> Self {
        let mut row = Self(Vec::with_capacity(8));
        row.push(TENANT_ID, input.map(|input| input.tenant_id()));
        row.push(CONTENT_ID, input.map(|input| input.content_id()));
        let period = input.map(|input| input.content_key_period_index());
        row.push(CONTENT_KEY_PERIOD_INDEX, period);
        match version {
            Version::V1 => row.push(KEY_ID_INDEX, input.and_then(|input| input.key_id_index())),
            Version::V2 => {
                row.push(
                    PROTECTION_SCHEME,
                    input.and_then(|input| input.protection_scheme()),
                );
                row.push(
                    INTENDED_TRACK_TYPE,
                    input.and_then(|input| input.intended_track_type()),
                );
            }
        }
        row
    }

    pub(crate) fn push(&mut self, column: &'static str, value: impl Into<Value<'a>>) {
        self.0.push((column, value.into()));
    }

    /// The same row with one more column.
    pub(crate) fn with(mut self, column: &'static str, value: impl Into<Value<'a>>) -> Self {
        self.push(column, value);
        self
    }

    /// The names of the columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(column, _)| *column)
    }

    /// The value of a column.
    pub(crate) fn get(&self, column: &str) -> Option<Value<'a>> {
        let (_, value) = self.0.iter().find(|(name, _)| *name == column)?;
        Some(*value)
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl Value<'_> {
    /// The value as plain text; nothing is an empty one.
    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        match *self {
            Self::Null => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::KeyId(key_id, form) => Cow::Owned(key_id.to_form(form)),
        }
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Text(_) | Self::KeyId(..) => serializer.serialize_str(&self.to_text()),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<(KeyId, Form)> for Value<'_> {
    fn from((key_id, form): (KeyId, Form)) -> Self {
        Self::KeyId(key_id, form)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// What people read
    Text,
    /// CSV with a header line
    Csv,
    /// One JSON object per line
    Jsonl,
}

impl Format {
    /// The line above all rows, if there is one.
    pub(crate) fn header(self, columns: &[&str]) -> String {
        match self {
            Self::Csv => columns.join(",") + "\n",
            Self::Text | Self::Jsonl => String::new(),
        }
    }
}

/// Rows, written as CSV or as JSON lines.
pub(crate) struct Rows {
    lines: Vec<u8>,
    csv: Option<Csv>,
}

struct Csv {
    columns: Vec<&'static str>,
    writer: csv_core::Writer,
}

impl Rows {
    /// CSV with these columns. Where a row does not have one, its field is empty.
    pub(crate) fn csv(columns: &[&'static str]) -> Self {
        let csv = Csv {
            columns: columns.to_vec(),
            writer: csv_core::Writer::new(),
        };
        Self {
            lines: Vec::new(),
            csv: Some(csv),
        }
    }

    /// JSON lines with the columns that each row has.
    pub(crate) fn jsonl() -> Self {
        Self {
            lines: Vec::new(),
            csv: None,
        }
    }

    /// Writes a row, whose columns are in the order of those of the CSV.
    pub(crate) fn push(&mut self, row: &Row<'_>) {
        if let Some(csv) = &mut self.csv {
            csv.push(row, &mut self.lines);
        } else {
            // a vector takes everything
            let _ = serde_json::to_writer(&mut self.lines, row);
            self.lines.push(b'\n');
        }
    }

    /// Takes the lines of all rows so far.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.lines)
    }
}

impl Csv {
    fn push(&mut self, row: &Row<'_>, lines: &mut Vec<u8>) {
        let mut values = row.0.iter().peekable();
        let mut end = lines.len();
        for (i, column) in self.columns.iter().enumerate() {
            let value = values.next_if(|(name, _)| name == column);
            let field = value.map_or(Cow::Borrowed(""), |(_, value)| value.to_text());
            // each byte may be a quote, which is written twice, and there may be a quote and a comma at either end
            lines.resize(end + 2 * field.len() + 4, 0);
            if i > 0 {
                end += self.writer.delimiter(&mut lines[end..]).1;
            }
            end += self.writer.field(field.as_bytes(), &mut lines[end..]).2;
        }
        lines.resize(end + 4, 0);
        end += self.writer.terminator(&mut lines[end..]).1;
        lines.truncate(end);
    }
}

//! One row of a result, and how it is written as CSV and as JSON lines.

use clap::ValueEnum;
use countersign::speke::{Form, Input, KeyId, Version};

pub(crate) use super::records::{
    CONTENT_ID, CONTENT_KEY_PERIOD_INDEX, INTENDED_TRACK_TYPE, KEY_ID_INDEX, PROTECTION_SCHEME,
    TENANT_ID,
};

/// The key ID's own column.
pub(crate) const KID: &str = "kid";

/// The columns of a row and their values, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row<'a>(Vec<(&'static str, Value<'a>)>);

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    /// An empty field in CSV, no key in JSON.
    Absent,
    /// An empty field in CSV, `null` in JSON.
    Null,
    Text(&'a str),
    Number(u64),
    KeyId(KeyId, Form),
}

impl<'a> Row<'a> {
    /// The columns of versions, with the values of an input. What only the other version has is absent; without an input, everything is null.
    pub(crate) fn new(versions: &[Version], input: Option<Input<'a>>) -> Self {
        let mut row = Self::default();
        row.set(versions, input);
        row
    }

    /// Makes it a new row, in the memory of the old one.
    pub(crate) fn set(&mut self, versions: &[Version], input: Option<Input<'a>>) {
        self.0.clear();
        self.push(TENANT_ID, input.map(|input| input.tenant_id()));
        self.push(CONTENT_ID, input.map(|input| input.content_id()));
        let period = input.map(|input| input.content_key_period_index());
        self.push(CONTENT_KEY_PERIOD_INDEX, period);
        if versions.contains(&Version::V1) {
            let index = input.map(|input| or_absent(input.key_id_index()));
            self.push(KEY_ID_INDEX, index);
        }
        if versions.contains(&Version::V2) {
            let scheme = input.map(|input| or_absent(input.protection_scheme()));
            self.push(PROTECTION_SCHEME, scheme);
            let track_type = input.map(|input| or_absent(input.intended_track_type()));
            self.push(INTENDED_TRACK_TYPE, track_type);
        }
    }

    pub(crate) fn push(&mut self, column: &'static str, value: impl Into<Value<'a>>) {
        self.0.push((column, value.into()));
    }

    /// The same row with one more column.
    pub(crate) fn with(mut self, column: &'static str, value: impl Into<Value<'a>>) -> Self {
        self.push(column, value);
        self
    }

    /// The columns of two rows.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The value of a column.
    pub(crate) fn get(&self, column: &str) -> Option<Value<'a>> {
        let (_, value) = self.0.iter().find(|(name, _)| *name == column)?;
        Some(*value)
    }
}

/// The value of a column that not every row has.
pub(crate) fn or_absent<'a>(value: Option<impl Into<Value<'a>>>) -> Value<'a> {
    value.map_or(Value::Absent, Into::into)
}

impl Value<'_> {
    /// The value as plain text, in a buffer if it has none of its own; nothing is an empty text.
    fn text<'b>(&'b self, buffer: &'b mut Buffer) -> &'b str {
        match *self {
            Self::Absent | Self::Null => "",
            Self::Text(text) => text,
            Self::Number(number) => buffer.number.format(number),
            Self::KeyId(key_id, form) => key_id.encode(form, &mut buffer.key_id),
        }
    }

    /// The value as plain text; nothing is an empty text.
    pub(crate) fn to_text(self) -> String {
        self.text(&mut Buffer::default()).to_owned()
    }
}

/// Room for the text of a value.
struct Buffer {
    number: itoa::Buffer,
    key_id: [u8; Form::MAX_LENGTH],
}

impl Default for Buffer {
    fn default() -> Self {
        Self {
            number: itoa::Buffer::new(),
            key_id: [0; Form::MAX_LENGTH],
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

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
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
    /// The line above all rows, if there is one: the columns of this row.
    pub(crate) fn header(self, row: &Row<'_>) -> String {
        match self {
            Self::Csv => {
                let columns: Vec<_> = row.0.iter().map(|(column, _)| *column).collect();
                columns.join(",") + "\n"
            }
            Self::Text | Self::Jsonl => String::new(),
        }
    }
}

/// Rows of the same columns, written as CSV or as JSON lines.
pub(crate) struct Rows {
    lines: Vec<u8>,
    is_csv: bool,
    /// In JSON, what precedes the value of each column.
    keys: Vec<String>,
    buffer: Buffer,
}

impl Rows {
    /// CSV, without a header.
    pub(crate) fn csv() -> Self {
        Self {
            is_csv: true,
            ..Self::jsonl()
        }
    }

    /// JSON lines.
    pub(crate) fn jsonl() -> Self {
        Self {
            lines: Vec::new(),
            is_csv: false,
            keys: Vec::new(),
            buffer: Buffer::default(),
        }
    }

    /// Writes a row.
    pub(crate) fn push(&mut self, row: &Row<'_>) {
        if self.is_csv {
            self.push_csv(row);
        } else {
            self.push_json(row);
        }
    }

    /// Writes a line that is no row.
    pub(crate) fn push_line(&mut self, line: &str) {
        self.lines.extend_from_slice(line.as_bytes());
        self.lines.push(b'\n');
    }

    /// How many bytes are written.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Takes the lines of all rows so far.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.lines)
    }

    fn push_csv(&mut self, row: &Row<'_>) {
        let Self { lines, buffer, .. } = self;
        for (_, value) in &row.0 {
            let field = value.text(buffer);
            if has_any(field, |byte| matches!(byte, b'"' | b',' | b'\r' | b'\n')) {
                lines.push(b'"');
                lines.extend_from_slice(field.replace('"', "\"\"").as_bytes());
                lines.push(b'"');
            } else {
                lines.extend_from_slice(field.as_bytes());
            }
            lines.push(b',');
        }
        // the last comma
        if let Some(last) = lines.last_mut() {
            *last = b'\n';
        }
    }

    fn push_json(&mut self, row: &Row<'_>) {
        let Self {
            lines,
            keys,
            buffer,
            ..
        } = self;
        if keys.is_empty() {
            // the names of columns need no escapes
            keys.extend(row.0.iter().map(|(column, _)| format!(",\"{column}\":")));
        }
        let start = lines.len();
        let values = row.0.iter().map(|(_, value)| value).zip(keys);
        for (value, key) in values.filter(|(value, _)| **value != Value::Absent) {
            lines.extend_from_slice(key.as_bytes());
            match value {
                Value::Absent | Value::Null => lines.extend_from_slice(b"null"),
                Value::Text(text)
                    if has_any(text, |byte| byte < b' ' || matches!(byte, b'"' | b'\\')) =>
                {
                    // a vector takes everything
                    let _ = serde_json::to_writer(&mut *lines, text);
                }
                Value::Number(_) => lines.extend_from_slice(value.text(buffer).as_bytes()),
                Value::Text(_) | Value::KeyId(..) => {
                    lines.push(b'"');
                    lines.extend_from_slice(value.text(buffer).as_bytes());
                    lines.push(b'"');
                }
            }
        }
        // the first comma; a row has a value
        lines[start] = b'{';
        lines.extend_from_slice(b"}\n");
    }
}

/// Whether a text has a byte of a kind.
pub(super) fn has_any(text: &str, is_kind: impl Fn(u8) -> bool) -> bool {
    // without a way out of the loop, many bytes are looked at at once
    text.bytes()
        .fold(false, |found, byte| found | is_kind(byte))
}

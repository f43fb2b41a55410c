//! What one line of a catalogue says.

mod csv;
mod json;

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

pub(super) use csv::{Columns, ends as csv_ends};

/// The columns that are read; all others, `kid` among them, are ignored.
pub(super) const COLUMNS: [&str; 6] = [
    "tenant_id",
    "content_id",
    "content_key_period_index",
    "key_id_index",
    "protection_scheme",
    "intended_track_type",
];

/// How records stand in a file.
pub(super) enum Layout {
    /// One content id a line.
    Lines,
    /// CSV, with what its header line said.
    Csv(Columns),
    /// A JSON object a line.
    Jsonl,
}

/// A content, and what the flags would say if a column did not.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Entry<'a> {
    pub(super) tenant_id: Option<Cow<'a, str>>,
    pub(super) content_id: Cow<'a, str>,
    pub(super) content_key_period_index: Option<u32>,
    pub(super) key_id_index: Option<u32>,
    pub(super) protection_scheme: Option<Cow<'a, str>>,
    pub(super) intended_track_type: Option<Cow<'a, str>>,
}

impl Layout {
    /// Gives every record of `bytes`, which are whole ones, with the number of the line where it begins; or why it is none.
    pub(super) fn each(
        &self,
        bytes: &[u8],
        first_line: u64,
        mut give: impl FnMut(u64, Result<&Entry<'_>, String>),
    ) {
        if let Ok(text) = str::from_utf8(bytes) {
            return self.each_of_text(text, first_line, &mut give);
        }
        let (mut start, mut line) = (0, first_line);
        while start < bytes.len() {
            let end = start + self.first_end(&bytes[start..]);
            let record = &bytes[start..end];
            match str::from_utf8(record) {
                Ok(text) => self.each_of_text(text, line, &mut give),
                Err(error) => give(
                    line,
                    Err(format!(
                        "is not UTF-8: byte {} starts no character",
                        error.valid_up_to() + 1
                    )),
                ),
            }
            line += memchr_iter(b'\n', record).count() as u64;
            start = end;
        }
    }

    fn each_of_text(
        &self,
        text: &str,
        first_line: u64,
        give: &mut impl FnMut(u64, Result<&Entry<'_>, String>),
    ) {
        match self {
            Self::Lines => {
                let mut entry = Entry::default();
                each_line(text, first_line, |line, text| {
                    entry.content_id = Cow::Borrowed(text);
                    give(line, entry.checked());
                });
            }
            Self::Csv(columns) => columns.each(text, first_line, give),
            Self::Jsonl => each_line(text, first_line, |line, text| {
                if !text.trim_ascii().is_empty() {
                    match json::entry(text) {
                        Ok(entry) => give(line, entry.checked()),
                        Err(reason) => give(line, Err(reason)),
                    }
                }
            }),
        }
    }

    /// Where the first record ends.
    fn first_end(&self, bytes: &[u8]) -> usize {
        let end = match self {
            Self::Csv(_) => csv_ends(bytes).next(),
            Self::Lines | Self::Jsonl => memchr(b'\n', bytes).map(|at| at + 1),
        };
        end.unwrap_or(bytes.len())
    }
}

/// Gives every line without its line break.
fn each_line<'a>(text: &'a str, first_line: u64, mut give: impl FnMut(u64, &'a str)) {
    let (mut start, mut line) = (0, first_line);
    for end in memchr_iter(b'\n', text.as_bytes()) {
        let record = &text[start..end];
        give(line, record.strip_suffix('\r').unwrap_or(record));
        (start, line) = (end + 1, line + 1);
    }
    if start < text.len() {
        give(line, &text[start..]);
    }
}

impl Entry<'_> {
    /// Whether all but the content id is left to the flags.
    pub(super) fn is_plain(&self) -> bool {
        self.tenant_id.is_none()
            && self.content_key_period_index.is_none()
            && self.key_id_index.is_none()
            && self.protection_scheme.is_none()
            && self.intended_track_type.is_none()
    }

    /// Refuses an empty content id; whatever else is empty is left to the flags.
    fn checked(&self) -> Result<&Self, String> {
        if self.content_id.is_empty() {
            Err("the content id is empty".to_owned())
        } else {
            Ok(self)
        }
    }
}

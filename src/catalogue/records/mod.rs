//! The records of a file of contents: what a line, a CSV row or a JSON object says.

mod csv;
mod json;
mod reader;

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::slice;

use countersign::speke::{Grid, Keys};
use memchr::memchr_iter;

pub(crate) use self::reader::{Limits, Reader};

pub(crate) const TENANT_ID: &str = "tenant_id";
pub(crate) const CONTENT_ID: &str = "content_id";
pub(crate) const CONTENT_KEY_PERIOD_INDEX: &str = "content_key_period_index";
pub(crate) const KEY_ID_INDEX: &str = "key_id_index";
pub(crate) const PROTECTION_SCHEME: &str = "protection_scheme";
pub(crate) const INTENDED_TRACK_TYPE: &str = "intended_track_type";

/// The format of a file of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// One content id a line.
    Lines,
    /// CSV with a header line.
    Csv,
    /// A JSON object a line.
    Jsonl,
}

/// A content id, and what its record says instead of the command line.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
pub(crate) struct Entry<'a> {
    #[serde(borrow)]
    pub(crate) content_id: Cow<'a, str>,
    #[serde(default, deserialize_with = "json::text")]
    pub(crate) tenant_id: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "json::number")]
    pub(crate) content_key_period_index: Option<RangeInclusive<u32>>,
    #[serde(default, deserialize_with = "json::number")]
    pub(crate) key_id_index: Option<RangeInclusive<u32>>,
    #[serde(default, deserialize_with = "json::text")]
    pub(crate) protection_scheme: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "json::text")]
    pub(crate) intended_track_type: Option<Cow<'a, str>>,
}

impl<'a> Entry<'a> {
    /// A content id alone.
    fn new(content_id: &'a str) -> Self {
        Self {
            content_id: content_id.into(),
            ..Self::default()
        }
    }

    /// The grid of a command line with this content, and with what the record says instead.
    pub(crate) fn grid<'e>(&'e self, template: &Grid<'e>) -> Grid<'e> {
        Grid {
            tenant_id: self.tenant_id.as_deref().unwrap_or(template.tenant_id),
            content_id: &self.content_id,
            content_key_period_indexes: or(
                &self.content_key_period_index,
                template.content_key_period_indexes,
            ),
            keys: match template.keys {
                Keys::V1 { key_id_indexes } => Keys::V1 {
                    key_id_indexes: or(&self.key_id_index, key_id_indexes),
                },
                Keys::V2 {
                    protection_schemes,
                    intended_track_types,
                } => Keys::V2 {
                    protection_schemes: or(&self.protection_scheme, protection_schemes),
                    intended_track_types: or(&self.intended_track_type, intended_track_types),
                },
            },
        }
    }
}

/// A list of one, or else the list of the command line.
fn or<'e, T>(own: &'e Option<T>, list: &'e [T]) -> &'e [T] {
    own.as_ref().map_or(list, slice::from_ref)
}

/// A line that is no record, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadLine {
    pub(crate) line: u64,
    pub(crate) reason: String,
}

/// Whole records, in order.
#[derive(Debug)]
pub(crate) struct Records {
    /// The line that the first one begins on.
    pub(crate) line: u64,
    /// How many records there are at most.
    pub(crate) count: usize,
    /// How long they are in the file.
    pub(crate) bytes: usize,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    /// Content ids of the command line.
    Ids(&'static [String]),
    Lines(Vec<u8>),
    Csv(csv::Table),
    Jsonl(Vec<u8>),
    /// What begins on the line cannot be read as a record.
    Bad(&'static str),
}

/// What records say.
#[derive(Debug, Default)]
pub(crate) struct Parsed<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    pub(crate) bad: Vec<BadLine>,
}

impl Records {
    /// Content ids of the command line.
    pub(crate) fn from_ids(ids: &'static [String]) -> Self {
        Self {
            line: 0,
            count: ids.len(),
            bytes: ids.iter().map(String::len).sum(),
            content: Content::Ids(ids),
        }
    }

    pub(crate) fn are_of_a_file(&self) -> bool {
        !matches!(self.content, Content::Ids(_))
    }

    /// Parses the records. Each must name a tenant if the command line does not.
    pub(crate) fn parse(&self, needs_tenant: bool) -> Parsed<'_> {
        let mut parsed = Parsed {
            entries: Vec::with_capacity(self.count),
            bad: Vec::new(),
        };
        let mut add = |line, entry| parsed.add(line, entry, needs_tenant);
        match &self.content {
            Content::Ids(ids) => ids.iter().for_each(|id| add(0, Ok(Entry::new(id)))),
            Content::Lines(bytes) => lines(bytes, self.line)
                .for_each(|(line, bytes)| add(line, text(bytes).map(Entry::new))),
            Content::Csv(table) => table.entries().for_each(|(line, entry)| add(line, entry)),
            Content::Jsonl(bytes) => lines(bytes, self.line)
                .filter(|(_, bytes)| !bytes.trim_ascii().is_empty())
                .for_each(|(line, bytes)| add(line, text(bytes).and_then(json::entry))),
            Content::Bad(reason) => add(self.line, Err((*reason).to_owned())),
        }
        parsed
    }
}

impl<'a> Parsed<'a> {
    fn add(&mut self, line: u64, entry: Result<Entry<'a>, String>, needs_tenant: bool) {
        let reason = match entry {
            Err(reason) => reason,
            Ok(entry) if entry.content_id.is_empty() => "the content id is empty".to_owned(),
            Ok(entry) if needs_tenant && entry.tenant_id.is_none() => {
                "has no tenant_id, and --tenant-id is not given".to_owned()
            }
            Ok(entry) => return self.entries.push(entry),
        };
        self.bad.push(BadLine { line, reason });
    }
}

/// The lines with their numbers, without `\n` or `\r\n`.
fn lines(bytes: &[u8], first: u64) -> impl Iterator<Item = (u64, &[u8])> {
    let last = (!bytes.is_empty() && !bytes.ends_with(b"\n")).then_some(bytes.len());
    let ends = memchr_iter(b'\n', bytes).map(|at| at + 1).chain(last);
    (first..).zip(ends.scan(0, |start, end| {
        let line = &bytes[std::mem::replace(start, end)..end];
        let line = line
            .strip_suffix(b"\r\n")
            .or(line.strip_suffix(b"\n"))
            .unwrap_or(line);
        Some(line)
    }))
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    str::from_utf8(bytes).map_err(|error| {
        format!(
            "is not UTF-8: byte {} starts no character",
            error.valid_up_to() + 1
        )
    })
}

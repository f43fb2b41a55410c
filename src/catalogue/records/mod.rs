//! The records of a file of contents: what a line, a CSV row or a JSON object says.

mod column;
mod csv;
mod json;
mod reader;

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::slice;

use clap::ValueEnum;
use countersign::speke::{Grid, Keys};
use memchr::memchr_iter;

pub(crate) use self::column::Names;
pub(crate) use self::reader::{Limits, Reader};
use super::BadLine;

pub(crate) const TENANT_ID: &str = "tenant_id";
pub(crate) const CONTENT_ID: &str = "content_id";
pub(crate) const CONTENT_KEY_PERIOD_INDEX: &str = "content_key_period_index";
pub(crate) const KEY_ID_INDEX: &str = "key_id_index";
pub(crate) const PROTECTION_SCHEME: &str = "protection_scheme";
pub(crate) const INTENDED_TRACK_TYPE: &str = "intended_track_type";

/// The format of a file of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One content ID per line
    Lines,
    /// CSV with a header line
    Csv,
    /// One JSON object per line
    Jsonl,
}

/// What a record says.
#[derive(Debug)]
pub(crate) enum Entry<'a> {
    /// A content ID, and nothing instead of the command line.
    Id(&'a str),
    Columns(Box<Columns<'a>>),
}

/// A content ID, and what the record says instead of the command line.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Columns<'a> {
    pub(crate) content_id: Cow<'a, str>,
    pub(crate) tenant_id: Option<Cow<'a, str>>,
    pub(crate) content_key_period_index: Option<RangeInclusive<u32>>,
    pub(crate) key_id_index: Option<RangeInclusive<u32>>,
    pub(crate) protection_scheme: Option<Cow<'a, str>>,
    pub(crate) intended_track_type: Option<Cow<'a, str>>,
}

impl<'a> From<Columns<'a>> for Entry<'a> {
    /// Most records have a content ID only, so that they are to be small.
    fn from(columns: Columns<'a>) -> Self {
        match columns {
            Columns {
                content_id: Cow::Borrowed(id),
                tenant_id: None,
                content_key_period_index: None,
                key_id_index: None,
                protection_scheme: None,
                intended_track_type: None,
            } => Self::Id(id),
            columns => Self::Columns(Box::new(columns)),
        }
    }
}

impl Entry<'_> {
    pub(crate) fn content_id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Columns(columns) => &columns.content_id,
        }
    }

    fn has_tenant(&self) -> bool {
        matches!(self, Self::Columns(columns) if columns.tenant_id.is_some())
    }

    /// The grid of a command line with this content, and with what the record says instead.
    pub(crate) fn grid<'e>(&'e self, template: &Grid<'e>) -> Grid<'e> {
        match self {
            Self::Id(content_id) => Grid {
                content_id,
                ..*template
            },
            Self::Columns(columns) => columns.grid(template),
        }
    }
}

impl Columns<'_> {
    fn grid<'e>(&'e self, template: &Grid<'e>) -> Grid<'e> {
        Grid {
            tenant_id: self.tenant_id.as_deref().unwrap_or(template.tenant_id),
            content_id: &self.content_id,
            content_key_period_indexes: or(
                self.content_key_period_index.as_ref(),
                template.content_key_period_indexes,
            ),
            keys: match template.keys {
                Keys::V1 { key_id_indexes } => Keys::V1 {
                    key_id_indexes: or(self.key_id_index.as_ref(), key_id_indexes),
                },
                Keys::V2 {
                    protection_schemes,
                    intended_track_types,
                } => Keys::V2 {
                    protection_schemes: or(self.protection_scheme.as_ref(), protection_schemes),
                    intended_track_types: or(
                        self.intended_track_type.as_ref(),
                        intended_track_types,
                    ),
                },
            },
        }
    }
}

/// A list of one, or else the list of the command line.
fn or<'e, T>(column: Option<&'e T>, list: &'e [T]) -> &'e [T] {
    column.map_or(list, slice::from_ref)
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
    /// Content IDs of the command line.
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
    /// The names of the keys of JSON objects.
    pub(crate) names: Names,
}

impl Records {
    /// Content IDs of the command line.
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
            ..Parsed::default()
        };
        let mut names = Names::default();
        let mut add = |line, entry| parsed.add(line, entry, needs_tenant);
        match &self.content {
            Content::Ids(ids) => ids.iter().for_each(|id| add(0, Ok(Entry::Id(id)))),
            Content::Lines(bytes) => {
                lines(bytes, self.line).for_each(|(line, text)| add(line, text.map(Entry::Id)));
            }
            Content::Csv(table) => table.entries().for_each(|(line, entry)| add(line, entry)),
            Content::Jsonl(bytes) => lines(bytes, self.line)
                .filter(|(_, text)| !matches!(text, Ok(text) if text.trim_ascii().is_empty()))
                .for_each(|(line, text)| {
                    add(line, text.and_then(|text| json::entry(text, &mut names)));
                }),
            Content::Bad(reason) => add(self.line, Err((*reason).to_owned())),
        }
        parsed.names = names;
        parsed
    }
}

impl<'a> Parsed<'a> {
    fn add(&mut self, line: u64, entry: Result<Entry<'a>, String>, needs_tenant: bool) {
        let reason = match entry {
            Err(reason) => reason,
            Ok(entry) if entry.content_id().is_empty() => "the content ID is empty".to_owned(),
            Ok(entry) if needs_tenant && !entry.has_tenant() => {
                "has no tenant_id, and --tenant-id is not given".to_owned()
            }
            Ok(entry) => return self.entries.push(entry),
        };
        self.bad.push(BadLine { line, reason });
    }
}

/// The lines with their numbers, without `\n` or `\r\n`.
fn lines(bytes: &[u8], first: u64) -> impl Iterator<Item = (u64, Result<&str, String>)> {
    let last = (!bytes.is_empty() && !bytes.ends_with(b"\n")).then_some(bytes.len());
    let ends = memchr_iter(b'\n', bytes).map(|at| at + 1).chain(last);
    // most files are UTF-8, which is faster to find out for all lines at once
    let all = str::from_utf8(bytes);
    let (mut start, mut line) = (0, first);
    ends.map(move |end| {
        let bytes = &bytes[start..end];
        let length = if bytes.ends_with(b"\r\n") {
            bytes.len() - 2
        } else {
            bytes.len() - usize::from(bytes.ends_with(b"\n"))
        };
        let text = match all {
            Ok(all) => Ok(&all[start..start + length]),
            Err(_) => text(&bytes[..length]),
        };
        let number = line;
        (start, line) = (end, line + 1);
        (number, text)
    })
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    str::from_utf8(bytes).map_err(|error| {
        format!(
            "is not UTF-8: byte {} starts no character",
            error.valid_up_to() + 1
        )
    })
}

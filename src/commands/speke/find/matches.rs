//! The matches of a search, and how they are written.

use std::io::{self, IsTerminal};

use countersign::speke::{Input, Version};

use super::wanted::{ByteOrder, Origin, Target, Wanted};
use crate::catalogue::Part;
use crate::catalogue::row::{Format, KID, Row, Rows, Value, or_absent};
use crate::terminal::printable;

/// A target, and an input that gives its key ID.
pub(super) struct Match<'a> {
    /// The index of the target.
    index: usize,
    target: &'a Target,
    input: Input<'a>,
    order: ByteOrder,
}

impl<'a> Match<'a> {
    /// The matches in a part of a catalogue.
    pub(super) fn all(part: &'a Part<'_>, wanted: &'a Wanted) -> Vec<Self> {
        // most parts have none, and need no inputs then
        if !wanted.has_any(&part.key_ids) {
            return Vec::new();
        }
        let found = part
            .inputs()
            .zip(&part.key_ids)
            .flat_map(|(input, key_id)| {
                wanted.find(key_id).iter().map(move |&(index, order)| Self {
                    index,
                    target: &wanted.targets[index],
                    input,
                    order,
                })
            });
        found.collect()
    }

    fn sentence(&self) -> String {
        let Self { target, input, .. } = self;
        let order = match self.order {
            ByteOrder::AsGiven => "",
            ByteOrder::Swapped => ", in the other byte order",
        };
        let line = format!("{target}: {input}{order}");
        if io::stdout().is_terminal() {
            printable(&line).into_owned()
        } else {
            line
        }
    }

    fn row(&self, have_origins: bool) -> Row<'_> {
        let order = match self.order {
            ByteOrder::AsGiven => "as given",
            ByteOrder::Swapped => "swapped",
        };
        let row = Row::new(&[Version::V1, Version::V2], Some(self.input))
            .with(KID, self.target.text.as_str())
            .with(BYTE_ORDER, order);
        if have_origins {
            with_origin(row, self.target.origin.as_ref())
        } else {
            row
        }
    }
}

const BYTE_ORDER: &str = "byte_order";

/// The columns of both versions, without values.
pub(super) fn columns(wanted: &Wanted) -> Row<'static> {
    let row = Row::new(&[Version::V1, Version::V2], None)
        .with(KID, Value::Null)
        .with(BYTE_ORDER, Value::Null);
    if wanted.have_origins() {
        with_origin(row, None)
    } else {
        row
    }
}

fn with_origin<'a>(row: Row<'a>, origin: Option<&'a Origin>) -> Row<'a> {
    row.with("file", or_absent(origin.map(|origin| &*origin.file)))
        .with("line", or_absent(origin.and_then(|origin| origin.line)))
        .with("offset", or_absent(origin.and_then(|origin| origin.offset)))
        .with("where", or_absent(origin.map(|origin| &*origin.place)))
}

/// A line with a match.
pub(super) struct Found {
    /// The index of the target.
    index: usize,
    /// Where the line ends among those of its block.
    end: usize,
}

/// A line for each match.
pub(super) fn write(
    matches: &[Match<'_>],
    wanted: &Wanted,
    format: Format,
) -> (Vec<u8>, Vec<Found>) {
    let mut rows = match format {
        Format::Csv => Rows::csv(),
        Format::Text | Format::Jsonl => Rows::jsonl(),
    };
    let have_origins = !matches.is_empty() && wanted.have_origins();
    let found = matches.iter().map(|found| {
        match format {
            Format::Text => rows.push_line(&found.sentence()),
            Format::Csv | Format::Jsonl => rows.push(&found.row(have_origins)),
        }
        Found {
            index: found.index,
            end: rows.len(),
        }
    });
    let found = found.collect();
    (rows.take(), found)
}

/// Which targets were found.
pub(super) struct Search {
    is_found: Vec<bool>,
    missing: usize,
}

impl Search {
    pub(super) fn new(wanted: &Wanted) -> Self {
        Self {
            is_found: vec![false; wanted.targets.len()],
            missing: wanted.targets.len(),
        }
    }

    /// Takes note of matches. Returns where the line of the last target ends, if all are found now.
    pub(super) fn note(&mut self, matches: &[Found]) -> Option<usize> {
        let mut last = 0;
        for Found { index, end } in matches {
            if !std::mem::replace(&mut self.is_found[*index], true) {
                self.missing -= 1;
                last = *end;
            }
        }
        (self.missing == 0).then_some(last)
    }

    /// The targets that were not found.
    pub(super) fn missing<'w>(&self, wanted: &'w Wanted) -> Vec<&'w Target> {
        let targets = wanted.targets.iter().zip(&self.is_found);
        let missing = targets.filter(|(_, is_found)| !**is_found);
        missing.map(|(target, _)| target).collect()
    }
}

//! The rows of a document on standard output: a table for people, CSV and JSON lines for programs.

use anyhow::Context;
use clap::ValueEnum;
use countersign::speke::Form;
use countersign::speke::cpix::{Override, SpekeVersion};

use super::record::{Outcome, Record};
use crate::terminal::{Failure, Output};

/// How rows are written.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// An aligned table with a header line
    Text,
    /// All columns, with a header line
    Csv,
    /// All columns, an object a line
    Jsonl,
}

/// What people read, in its order, under headings no wider than they must be; what may hold spaces comes last.
const HEADINGS: [(&str, &str); 11] = [
    ("status", "status"),
    ("line", "line"),
    ("requested_kid", "requested_kid"),
    ("kid", "kid"),
    ("found_kid", "found_kid"),
    ("found_line", "found_line"),
    ("content_key_period_index", "period"),
    ("key_id_index", "key_index"),
    ("protection_scheme", "scheme"),
    ("intended_track_type", "track_type"),
    ("content_id", "content_id"),
];

/// What people do not read beside an answer, which has kids and lines of its own.
const LEFT_OUT: [&str; 2] = ["line", "requested_kid"];

/// How wide a column gets; a longer value sticks out.
const MAX_WIDTH: usize = 64;

/// The rows of a document: overrides, and where there is an answer, what became of them.
pub(super) struct Table<'a> {
    version: SpekeVersion,
    form: Form,
    rows: Vec<(Option<&'a Override<'a>>, Option<Outcome>)>,
    has_outcomes: bool,
}

impl<'a> Table<'a> {
    /// A table of overrides.
    pub(super) fn of_overrides(
        version: SpekeVersion,
        form: Form,
        rows: &'a [Override<'a>],
    ) -> Self {
        Self {
            version,
            form,
            rows: rows.iter().map(|row| (Some(row), None)).collect(),
            has_outcomes: false,
        }
    }

    /// A table of what became of overrides, and of keys that only an answer has.
    pub(super) fn of_outcomes(
        version: SpekeVersion,
        form: Form,
        rows: impl Iterator<Item = (Option<&'a Override<'a>>, Outcome)>,
    ) -> Self {
        Self {
            version,
            form,
            rows: rows
                .map(|(expected, outcome)| (expected, Some(outcome)))
                .collect(),
            has_outcomes: true,
        }
    }

    /// Writes the table to standard output.
    pub(super) fn print(&self, format: Format) -> Result<(), Failure> {
        let mut output = Output::new();
        match format {
            Format::Text => self.text(&mut output)?,
            Format::Csv => self.csv(&mut output)?,
            Format::Jsonl => {
                for record in self.records() {
                    output.write(
                        &serde_json::to_vec(&record).context("a row cannot be written as JSON")?,
                    )?;
                    output.write(b"\n")?;
                }
            }
        }
        output.finish()
    }

    /// The rows, made one at a time: a large document has some hundred thousand.
    fn records(&self) -> impl Iterator<Item = Record> {
        self.rows
            .iter()
            .map(|(expected, outcome)| Record::new(self.version, *expected, *outcome, self.form))
    }

    /// A row without values, for the names of the columns.
    fn columns(&self) -> Record {
        Record::new(
            self.version,
            None,
            self.has_outcomes.then_some(("", None)),
            self.form,
        )
    }

    fn csv(&self, output: &mut Output) -> Result<(), Failure> {
        output.write(&line(self.columns().names())?)?;
        self.records()
            .try_for_each(|record| output.write(&line(record.values())?))
    }

    /// The header and the rows, each column as wide as its widest value.
    fn text(&self, output: &mut Output) -> Result<(), Failure> {
        let columns = self.columns();
        let shown = |name: &str| {
            !(self.has_outcomes && LEFT_OUT.contains(&name))
                && columns.names().any(|column| column == name)
        };
        let (names, headings): (Vec<_>, Vec<_>) =
            HEADINGS.into_iter().filter(|(name, _)| shown(name)).unzip();
        let cells = |record: &Record| {
            names
                .iter()
                .filter_map(|name| record.readable(name))
                .collect::<Vec<_>>()
        };

        let mut widths: Vec<_> = headings.iter().map(|heading| heading.len()).collect();
        for record in self.records() {
            widths
                .iter_mut()
                .zip(cells(&record))
                .for_each(|(width, cell)| *width = cell.chars().count().clamp(*width, MAX_WIDTH));
        }
        if let Some(last) = widths.last_mut() {
            // a content id may end in spaces, and they are its own
            *last = 0;
        }
        output.write(&aligned(&headings, &widths))?;
        self.records()
            .try_for_each(|record| output.write(&aligned(&cells(&record), &widths)))
    }
}

fn line(fields: impl Iterator<Item = impl AsRef<[u8]>>) -> anyhow::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(fields)
        .context("a row cannot be written as CSV")?;
    csv.into_inner().context("a row cannot be written as CSV")
}

/// A line of a table.
fn aligned(cells: &[impl AsRef<str>], widths: &[usize]) -> Vec<u8> {
    let columns: Vec<_> = cells
        .iter()
        .zip(widths)
        .map(|(cell, &width)| format!("{:width$}", cell.as_ref()))
        .collect();
    (columns.join("  ") + "\n").into_bytes()
}

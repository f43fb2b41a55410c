//! The rows of a document on standard output: a table for people, CSV and JSON lines for programs.

use countersign::speke::cpix::{Name, Override};
use countersign::speke::{Form, Version};

use crate::catalogue::row::{
    CONTENT_ID, CONTENT_KEY_PERIOD_INDEX, Format, INTENDED_TRACK_TYPE, KEY_ID_INDEX, KID,
    PROTECTION_SCHEME, Row, Rows, Value,
};
use crate::commands::speke::table::{self, readable};
use crate::terminal::{Failure, Output};

/// The column of the file's name, where there are several files.
const FILE: &str = "file";
/// The columns of the kid that a request asks for, and of its line.
const REQUESTED_KID: &str = "requested_kid";
const LINE: &str = "line";
/// The columns of what became of a key in a response: a word, and the kid that was found, with its line.
const STATUS: &str = "status";
const FOUND_KID: &str = "found_kid";
const FOUND_LINE: &str = "found_line";

/// What people read, in this order, under headings no wider than necessary; what may have spaces in it comes last.
const HEADINGS: [(&str, &str); 12] = [
    (FILE, FILE),
    (STATUS, STATUS),
    (LINE, LINE),
    (REQUESTED_KID, REQUESTED_KID),
    (KID, KID),
    (FOUND_KID, FOUND_KID),
    (FOUND_LINE, FOUND_LINE),
    (CONTENT_KEY_PERIOD_INDEX, "period"),
    (KEY_ID_INDEX, "key_index"),
    (PROTECTION_SCHEME, "scheme"),
    (INTENDED_TRACK_TYPE, "track_type"),
    (CONTENT_ID, CONTENT_ID),
];

/// What all rows have in common: the columns of which versions, and how key IDs are written.
#[derive(Clone, Copy)]
pub(super) struct Style<'s> {
    pub(super) has_file: bool,
    pub(super) versions: &'s [Version],
    pub(super) form: Form,
}

impl Style<'_> {
    /// A row of a request; without an override, its columns with nothing in them.
    pub(super) fn row<'a>(self, file: &'a str, row: Option<&'a Override<'a>>) -> Row<'a> {
        let start = if self.has_file {
            Row::default().with(FILE, file)
        } else {
            Row::default()
        };
        let inputs = Row::new(self.versions, row.map(|row| row.inputs));
        start
            .and(inputs)
            .with(KID, row.map(|row| (row.key_id, self.form)))
            .with(REQUESTED_KID, row.map(|row| self.kid(&row.requested)))
            .with(LINE, row.map(|row| row.line))
    }

    /// A row of a request that has no name, with what became of its key in a response.
    pub(super) fn outcome<'a>(
        self,
        row: Option<&'a Override<'a>>,
        status: &'static str,
        found: Option<(&'a Name, usize)>,
    ) -> Row<'a> {
        self.row("", row)
            .with(STATUS, status)
            .with(FOUND_KID, found.map(|(kid, _)| self.kid(kid)))
            .with(FOUND_LINE, found.map(|(_, line)| line))
    }

    fn kid(self, name: &Name) -> Value<'_> {
        match name {
            Name::KeyId(key_id) => Value::KeyId(*key_id, self.form),
            Name::Text(text) => Value::Text(text),
        }
    }
}

/// Writes rows to standard output; `empty` is one with nothing in its columns.
pub(super) fn print<'a>(
    empty: &Row<'_>,
    rows: impl Iterator<Item = Row<'a>> + Clone,
    format: Format,
) -> Result<(), Failure> {
    let mut output = Output::new();
    output.write(format.header(empty).as_bytes())?;
    let mut lines = match format {
        Format::Text => return print_text(empty, rows, output),
        Format::Csv => Rows::csv(),
        Format::Jsonl => Rows::jsonl(),
    };
    for row in rows {
        lines.push(&row);
        output.write(&lines.take())?;
    }
    output.finish()
}

/// Writes a table of the columns for people.
fn print_text<'a>(
    empty: &Row<'_>,
    rows: impl Iterator<Item = Row<'a>> + Clone,
    output: Output,
) -> Result<(), Failure> {
    // with a response, the kids and lines of the request are too much
    let has = |column| empty.get(column).is_some();
    let is_shown =
        |column| has(column) && !(has(STATUS) && [LINE, REQUESTED_KID].contains(&column));
    let shown = HEADINGS.into_iter().filter(|(column, _)| is_shown(*column));
    let (columns, headings): (Vec<_>, Vec<_>) = shown.unzip();
    let cells = |row: Row<'_>| {
        let values = columns.iter().map(|column| readable(row.get(column)));
        values.collect::<Vec<_>>()
    };
    table::print(&headings, rows.map(cells), output)
}

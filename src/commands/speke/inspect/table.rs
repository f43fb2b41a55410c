//! The rows of files on standard output: a table for people, CSV and JSON lines for programs.

use countersign::speke::Form;
use countersign::speke::inspect::{Inspection, Position, Sighting};

use crate::catalogue::row::{Format, KID, Row, Rows, Value, or_absent};
use crate::commands::speke::table::{self, readable};
use crate::terminal::{Failure, Output};

const FILE: &str = "file";
const LINE: &str = "line";
const OFFSET: &str = "offset";
const WHERE: &str = "where";
const CARRIER: &str = "carrier";
const SYSTEM: &str = "system";
const AS_WRITTEN: &str = "as_written";
const FORM: &str = "form";
const BYTE_ORDER: &str = "byte_order";

/// What people read, in this order; what may have spaces in it comes last.
const SHOWN: [&str; 8] = [FILE, LINE, OFFSET, KID, FORM, BYTE_ORDER, SYSTEM, WHERE];

/// Writes the key IDs of files, each with its name, to standard output.
pub(super) fn print(
    files: &[(String, Inspection)],
    form: Form,
    format: Format,
) -> Result<(), Failure> {
    let sightings = files.iter().flat_map(|(name, inspection)| {
        let sightings = inspection.sightings.iter();
        sightings.map(move |sighting| (name.as_str(), sighting))
    });
    let mut output = Output::new();
    let mut lines = match format {
        Format::Text => return print_text(sightings, form, files.len() > 1, output),
        Format::Csv => Rows::csv(),
        Format::Jsonl => Rows::jsonl(),
    };
    let texts = Texts::default();
    let empty = row(("", None), &texts, form);
    output.write(format.header(&empty).as_bytes())?;
    for (name, sighting) in sightings {
        let texts = Texts::of(sighting);
        lines.push(&row((name, Some(sighting)), &texts, form));
        output.write(&lines.take())?;
    }
    output.finish()
}

/// Writes a table of the columns for people.
fn print_text<'a>(
    sightings: impl Iterator<Item = (&'a str, &'a Sighting)> + Clone,
    form: Form,
    has_files: bool,
    output: Output,
) -> Result<(), Failure> {
    let positions = sightings.clone().map(|(_, sighting)| sighting.position);
    let has_lines = positions.clone().any(|at| matches!(at, Position::Line(_)));
    let has_offsets = positions
        .clone()
        .any(|at| matches!(at, Position::Offset(_)));
    let is_shown = |column: &&str| match *column {
        FILE => has_files,
        LINE => has_lines,
        OFFSET => has_offsets,
        _ => true,
    };
    let columns: Vec<_> = SHOWN.into_iter().filter(is_shown).collect();
    let cells = |(name, sighting): (&str, &Sighting)| {
        let texts = Texts::of(sighting);
        let row = row((name, Some(sighting)), &texts, form);
        let values = columns.iter().map(|column| row.get(column));
        values.map(readable).collect::<Vec<_>>()
    };
    table::print(&columns, sightings.map(cells), output)
}

/// The texts of a row that a sighting does not have as such.
#[derive(Default)]
struct Texts {
    carrier: String,
    system: Option<String>,
    as_written: String,
}

impl Texts {
    fn of(sighting: &Sighting) -> Self {
        Self {
            carrier: sighting.carrier.to_string(),
            system: sighting.system.map(|system| system.to_string()),
            as_written: sighting.as_written().into_owned(),
        }
    }
}

/// A row; without a sighting, its columns with nothing in them.
fn row<'a>(
    (file, sighting): (&'a str, Option<&'a Sighting>),
    texts: &'a Texts,
    form: Form,
) -> Row<'a> {
    let (line, offset) = match sighting.map(|sighting| sighting.position) {
        Some(Position::Line(line)) => (Value::from(line), Value::Absent),
        Some(Position::Offset(offset)) => (Value::Absent, Value::Number(offset)),
        _ => (Value::Absent, Value::Absent),
    };
    let byte_order = sighting.map(|sighting| {
        if sighting.is_little_endian() {
            "little-endian"
        } else {
            "big-endian"
        }
    });
    let written = sighting.map(|sighting| sighting.form.map_or("bytes", Form::name));
    let system = texts.system.as_deref();
    Row::default()
        .with(FILE, file)
        .with(LINE, line)
        .with(OFFSET, offset)
        .with(WHERE, sighting.map(|sighting| &*sighting.place))
        .with(CARRIER, &*texts.carrier)
        .with(SYSTEM, or_absent(system))
        .with(KID, sighting.map(|sighting| (sighting.key_id, form)))
        .with(AS_WRITTEN, &*texts.as_written)
        .with(FORM, written)
        .with(BYTE_ORDER, byte_order)
}

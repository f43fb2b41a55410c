//! CSV as csv-core reads it: commas, quotes only at the start of a field, `\n`, `\r\n` or `\r` at the end of a row.

use std::ops::RangeInclusive;
use std::sync::Arc;

use csv_core::ReadRecordResult;
use memchr::{memchr, memchr_iter, memchr2};

use super::column::{Column, Names};
use super::{Columns, Entry, Limits, text};

/// Splits bytes into rows and fields.
pub(super) struct Parser {
    reader: csv_core::Reader,
    header: Arc<[Header]>,
    /// The fields of one row, and where each ends.
    fields: Vec<u8>,
    ends: Vec<usize>,
}

/// Rows.
#[derive(Debug, Default)]
pub(crate) struct Table {
    header: Arc<[Header]>,
    rows: Vec<Row>,
    /// The fields of all rows, one after the other, and where each ends in its row.
    fields: Vec<u8>,
    ends: Vec<usize>,
}

/// The name of a column, and what it is read as.
#[derive(Debug)]
struct Header {
    name: String,
    column: Option<Column>,
}

#[derive(Debug)]
struct Row {
    line: u64,
    /// How many fields it has, and how long they are together.
    count: usize,
    length: usize,
}

impl Parser {
    pub(super) fn new() -> Self {
        let mut parser = Self {
            reader: csv_core::Reader::new(),
            header: Arc::default(),
            fields: Vec::new(),
            ends: Vec::new(),
        };
        parser.start_row();
        parser
    }

    /// Begins a row, whatever was read before.
    fn start_row(&mut self) {
        self.reader.reset();
        // the start of what it reads is not a byte-order mark, which was taken off before
        self.reader.read_record(b"\n", &mut [0], &mut [0]);
    }

    /// Takes all whole rows from the start of `bytes` that the limits allow. Returns their length, too.
    pub(super) fn rows(&mut self, bytes: &[u8], limits: Limits, mut line: u64) -> (Table, usize) {
        let mut table = Table {
            header: Arc::clone(&self.header),
            ..Table::default()
        };
        let mut at = 0;
        while at < bytes.len() && at < limits.bytes && table.rows.len() < limits.records {
            let rest = &bytes[at..];
            let blank = rest
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
            let (blank, rest) = rest.split_at(blank);
            at += blank.len();
            line += memchr_iter(b'\n', blank).count() as u64;
            let read = match unquoted(rest) {
                Some((row, length)) => Some((length, self.split(row))),
                None => self.row(rest),
            };
            let Some((length, count)) = read else {
                break;
            };
            if at + length > limits.bytes && table.count() > 0 {
                break;
            }
            let ends = &self.ends[..count];
            let fields = &self.fields[..ends.last().copied().unwrap_or_default()];
            table.rows.push(Row {
                line,
                count,
                length: fields.len(),
            });
            table.ends.extend_from_slice(ends);
            table.fields.extend_from_slice(fields);
            at += length;
            line += memchr_iter(b'\n', &rest[..length]).count() as u64;
        }
        (table, at)
    }

    /// Reads a row without quotes into `fields` and `ends`. Returns how many fields it has.
    fn split(&mut self, row: &[u8]) -> usize {
        self.fields.clear();
        self.ends.clear();
        let mut start = 0;
        for end in memchr_iter(b',', row).chain([row.len()]) {
            self.fields.extend_from_slice(&row[start..end]);
            self.ends.push(self.fields.len());
            start = end + 1;
        }
        self.ends.len()
    }

    /// Reads one row into `fields` and `ends`. Returns its length and how many fields it has; none if it does not end in `bytes`.
    fn row(&mut self, bytes: &[u8]) -> Option<(usize, usize)> {
        let (mut read, mut written, mut count) = (0, 0, 0);
        loop {
            if read == bytes.len() {
                // an empty slice would be the end of the file
                break;
            }
            let (result, more_read, more_written, more_ends) = self.reader.read_record(
                &bytes[read..],
                &mut self.fields[written..],
                &mut self.ends[count..],
            );
            read += more_read;
            written += more_written;
            count += more_ends;
            match result {
                ReadRecordResult::Record => return Some((read, count)),
                ReadRecordResult::OutputFull => self.fields.resize(2 * written + 256, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * count + 8, 0),
                ReadRecordResult::InputEmpty | ReadRecordResult::End => break,
            }
        }
        self.start_row();
        None
    }

    /// Takes the only row of a table for the header, and returns its names.
    pub(super) fn set_header(&mut self, table: &Table) -> Result<Names, String> {
        let (_, fields) = table.rows().next().ok_or("there is no header line")?;
        let mut names = Names::default();
        let mut header = Vec::new();
        for field in fields {
            let name = text(field)?.to_owned();
            let column = names.note(&name);
            if let Some(column) = column
                && header
                    .iter()
                    .any(|header: &Header| header.column == Some(column))
            {
                return Err(format!("has the column {} twice", column.name()));
            }
            header.push(Header { name, column });
        }
        self.header = header.into();
        if names.has(Column::ContentId) {
            return Ok(names);
        }
        let missing = format!("has no column {}", Column::ContentId.name());
        Err(match names.similar_to(Column::ContentId) {
            Some(similar) => format!("{missing}, only '{similar}'"),
            None => missing,
        })
    }
}

/// The next row without its end, and its length with it, if the row has no quotes: csv-core would read it byte by byte.
fn unquoted(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let end = memchr(b'\n', bytes)?;
    let row = &bytes[..end];
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    memchr2(b'"', b'\r', row)
        .is_none()
        .then_some((row, end + 1))
}

impl Table {
    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        self.rows.len()
    }

    /// What each row says, with its line.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u64, Result<Entry<'_>, String>)> {
        self.rows().map(|(row, fields)| {
            let entry = if row.count == self.header.len() {
                entry(self.header.iter().zip(fields))
            } else {
                Err(format!(
                    "has {} fields instead of {}",
                    row.count,
                    self.header.len()
                ))
            };
            (row.line, entry)
        })
    }

    /// Each row and its fields.
    fn rows(&self) -> impl Iterator<Item = (&Row, impl Iterator<Item = &[u8]>)> {
        let mut rest = (&self.fields[..], &self.ends[..]);
        self.rows.iter().map(move |row| {
            let (fields, other_fields) = rest.0.split_at(row.length);
            let (ends, other_ends) = rest.1.split_at(row.count);
            rest = (other_fields, other_ends);
            let fields = ends.iter().scan(0, move |start, &end| {
                Some(&fields[std::mem::replace(start, end)..end])
            });
            (row, fields)
        })
    }
}

/// Reads the fields of a row. An empty one leaves the choice to the command line.
fn entry<'a>(fields: impl Iterator<Item = (&'a Header, &'a [u8])>) -> Result<Entry<'a>, String> {
    let mut columns = Columns::default();
    for (Header { name, column }, field) in fields.filter(|(_, field)| !field.is_empty()) {
        let text = || text(field).map_err(|reason| format!("{name} {reason}"));
        let number = || number(field).map_err(|reason| format!("{name} {reason}"));
        match column {
            Some(Column::TenantId) => columns.tenant_id = Some(text()?.into()),
            Some(Column::ContentId) => columns.content_id = text()?.into(),
            Some(Column::ContentKeyPeriodIndex) => {
                columns.content_key_period_index = Some(number()?);
            }
            Some(Column::KeyIdIndex) => columns.key_id_index = Some(number()?),
            Some(Column::ProtectionScheme) => columns.protection_scheme = Some(text()?.into()),
            Some(Column::IntendedTrackType) => columns.intended_track_type = Some(text()?.into()),
            None => {}
        }
    }
    Ok(columns.into())
}

/// A number, as a range of one.
fn number(field: &[u8]) -> Result<RangeInclusive<u32>, &'static str> {
    str::from_utf8(field)
        .ok()
        // a sign is no digit, though Rust would take it
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .map(|number| number..=number)
        .ok_or("is not a whole number from 0 to 4294967295")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Rows with and without quotes are told apart only to be faster.
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[ab,\"\r\n]{0,40}", records in 1..9usize, bytes in 1..40usize) {
            let text = text + "\n";
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<_>> = reader.byte_records().map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect()).collect();
            let (mut parser, mut at, mut found) = (Parser::new(), 0, Vec::new());
            loop {
                let (table, length) = parser.rows(&text.as_bytes()[at..], Limits { records, bytes }, 1);
                found.extend(table.rows().map(|(_, fields)| fields.map(<[u8]>::to_vec).collect::<Vec<_>>()));
                at += length;
                if length == 0 {
                    break;
                }
            }
            // a quote that is not closed ends the rows early
            prop_assert!(found.len() <= expected.len() && found == expected[..found.len()]);
            prop_assert!(at < text.len() || found.len() == expected.len());
        }
    }
}

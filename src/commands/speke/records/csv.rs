//! CSV as RFC 4180 has it, and as leniently as usual: quotes open only at the start of a field. Records are found and read where they stand.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2};

use super::{COLUMNS, Entry};

/// Which field of a record is which of [`COLUMNS`].
#[derive(Debug)]
pub(crate) struct Columns(Vec<Option<usize>>);

/// A field, and what follows it.
struct Field {
    /// What stands in quotes, or all of it.
    text: Range<usize>,
    /// Whether quotes in the text are doubled.
    escaped: bool,
    /// What stands behind the closing quote.
    tail: Range<usize>,
    /// Where the delimiter, the line break, or the end is.
    end: usize,
}

impl Field {
    /// The field at `start`; none if its quote is not closed.
    fn at(start: usize, bytes: &[u8]) -> Option<Self> {
        let delimiter =
            |from: usize| memchr2(b',', b'\n', &bytes[from..]).map_or(bytes.len(), |at| from + at);
        if bytes.get(start) != Some(&b'"') {
            let end = delimiter(start);
            let stop = before_return(bytes, start, end);
            return Some(Self {
                text: start..stop,
                escaped: false,
                tail: stop..stop,
                end,
            });
        }
        let (mut from, mut escaped) = (start + 1, false);
        loop {
            let quote = from + memchr(b'"', &bytes[from..])?;
            if bytes.get(quote + 1) != Some(&b'"') {
                let end = delimiter(quote + 1);
                return Some(Self {
                    text: start + 1..quote,
                    escaped,
                    tail: quote + 1..before_return(bytes, quote + 1, end),
                    end,
                });
            }
            (from, escaped) = (quote + 2, true);
        }
    }

    fn value<'a>(&self, all: &'a str) -> Cow<'a, str> {
        let (text, tail) = (&all[self.text.clone()], &all[self.tail.clone()]);
        let text = if self.escaped {
            Cow::Owned(text.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(text)
        };
        if tail.is_empty() { text } else { text + tail }
    }
}

/// Where a field stops that ends at `end`: before the carriage return of a line's end.
fn before_return(bytes: &[u8], start: usize, end: usize) -> usize {
    let returns = bytes.get(end) == Some(&b'\n') && bytes[start..end].ends_with(b"\r");
    end - usize::from(returns)
}

/// Where the records of `bytes` end, behind their line breaks; what is behind the last one is none yet.
pub(crate) fn ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at = Field::at(at, bytes)?.end;
            let delimiter = *bytes.get(at)?;
            at += 1;
            if delimiter == b'\n' {
                return Some(at);
            }
        }
    })
}

impl Columns {
    /// Reads the header line.
    pub(crate) fn of(header: &str) -> Result<Self, String> {
        let mut places = Vec::new();
        fields(header, 0, |field| {
            let name = field.value(header);
            places.push(COLUMNS.iter().position(|column| *column == name));
        })?;
        for (place, name) in COLUMNS.iter().enumerate() {
            if places.iter().filter(|other| **other == Some(place)).count() > 1 {
                return Err(format!("has the column {name} twice"));
            }
        }
        Ok(Self(places))
    }

    /// Whether there is such a column.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().flatten().any(|place| COLUMNS[*place] == name)
    }

    /// Gives every record, with the line where it begins. Empty lines are none.
    pub(super) fn each(
        &self,
        text: &str,
        first_line: u64,
        give: &mut impl FnMut(u64, Result<&Entry<'_>, String>),
    ) {
        let (mut start, mut line) = (0, first_line);
        while start < text.len() {
            let (mut entry, mut count, mut wrong) = (Entry::default(), 0, None);
            let end = fields(text, start, |field| {
                if let Some(place) = self.0.get(count).copied().flatten() {
                    wrong = wrong.take().or(entry.set(place, field.value(text)).err());
                }
                count += 1;
            });
            let record = &text[start..end.as_ref().copied().unwrap_or(text.len())];
            if !matches!(record, "\n" | "\r\n" | "\r") {
                let whole = if count == self.0.len() {
                    Ok(())
                } else {
                    Err(format!("has {count} fields instead of {}", self.0.len()))
                };
                give(
                    line,
                    end.and(whole)
                        .and(wrong.map_or(Ok(()), Err))
                        .and_then(|()| entry.checked()),
                );
            }
            line += memchr_iter(b'\n', record.as_bytes()).count() as u64;
            start += record.len();
        }
    }
}

impl<'a> Entry<'a> {
    /// Takes the value of one of [`COLUMNS`]; an empty one is left to the flags.
    fn set(&mut self, place: usize, value: Cow<'a, str>) -> Result<(), String> {
        if value.is_empty() {
            return Ok(());
        }
        match place {
            0 => self.tenant_id = Some(value),
            1 => self.content_id = value,
            2 => self.content_key_period_index = Some(number(place, &value)?),
            3 => self.key_id_index = Some(number(place, &value)?),
            4 => self.protection_scheme = Some(value),
            _ => self.intended_track_type = Some(value),
        }
        Ok(())
    }
}

fn number(place: usize, text: &str) -> Result<u32, String> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse().ok() } else { None };
    number.ok_or_else(|| format!("{} is no whole number from 0 to 4294967295", COLUMNS[place]))
}

/// Gives the fields of the record at `start`, and returns where it ends.
fn fields(text: &str, start: usize, mut give: impl FnMut(&Field)) -> Result<usize, String> {
    let mut at = start;
    loop {
        let field = Field::at(at, text.as_bytes()).ok_or("has a quote that is not closed")?;
        at = field.end;
        give(&field);
        match text.as_bytes().get(at) {
            None => return Ok(at),
            Some(b'\n') => return Ok(at + 1),
            Some(_) => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "content_id,kid,tenant_id\n";

    /// What the csv crate makes of it: the fields of every record.
    fn peer(text: &str) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(::csv::Terminator::Any(b'\n'))
            .from_reader(text.as_bytes());
        reader
            .records()
            .map(|record| record.expect("UTF-8").iter().map(str::to_owned).collect())
            .collect()
    }

    fn ours(text: &str) -> Vec<Vec<String>> {
        let mut records = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let mut record = Vec::new();
            let end = fields(text, start, |field| {
                record.push(field.value(text).into_owned());
            })
            .expect("closed quotes");
            if &text[start..end] != "\n" {
                records.push(record);
            }
            start = end;
        }
        records
    }

    proptest! {
        #[test]
        fn fields_are_those_of_the_csv_crate(text in "[ab,\"\n]{0,40}") {
            let closed = ends(format!("{text}\n").as_bytes()).last() == Some(text.len() + 1);
            prop_assume!(closed);
            prop_assert_eq!(ours(&text), peer(&text));
        }

        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(("[a,\"\r\n é]{1,9}", "[a,\"\r\n]{0,9}"), 1..9), crlf: bool) {
            let terminator = if crlf { ::csv::Terminator::CRLF } else { ::csv::Terminator::Any(b'\n') };
            let mut writer = ::csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
            rows.iter().for_each(|(content, tenant)| writer.write_record([content, "k", tenant]).expect("written"));
            let bytes = writer.into_inner().expect("written");
            let mut line = 7;
            let mut expected = rows.iter();
            let text = String::from_utf8(bytes).expect("UTF-8");
            Columns::of(HEADER).expect("a header").each(&text, line, &mut |at, entry: Result<&Entry<'_>, String>| {
                let (content, tenant) = expected.next().expect("as many");
                let entry = entry.expect("an entry");
                assert_eq!((at, &*entry.content_id, entry.tenant_id.as_deref().unwrap_or_default()), (line, &**content, &**tenant));
                line += 1 + (content.matches('\n').count() + tenant.matches('\n').count()) as u64;
            });
            prop_assert!(expected.next().is_none());
            prop_assert_eq!(ends(text.as_bytes()).count(), rows.len());
        }
    }

    #[test]
    fn a_header_names_each_column_once() {
        assert!(Columns::of("content_id,tenant_id,content_id\r\n").is_err());
        let columns = Columns::of("kid,kid,\"content_id\"\r\n").expect("others may be doubled");
        assert!(columns.has("content_id") && !columns.has("tenant_id"));
    }

    #[test]
    fn what_is_wrong_with_a_record_is_said() {
        let columns = Columns::of("content_id,key_id_index").expect("a header");
        let mut said = Vec::new();
        let text = "a,1\nb\n\"c\nd\",1,2\n,1\ne,-1\nf,4294967296\ng,\n\r\n\"h,1\n";
        columns.each(text, 2, &mut |line, entry: Result<&Entry<'_>, String>| {
            said.push((line, entry.map(|entry| entry.content_id.to_string())));
        });
        let wrong = |line, text: &str| (line, Err(text.to_owned()));
        assert_eq!(
            said,
            [
                (2, Ok("a".to_owned())),
                wrong(3, "has 1 fields instead of 2"),
                wrong(4, "has 3 fields instead of 2"),
                wrong(6, "the content id is empty"),
                wrong(7, "key_id_index is no whole number from 0 to 4294967295"),
                wrong(8, "key_id_index is no whole number from 0 to 4294967295"),
                (9, Ok("g".to_owned())),
                wrong(11, "has a quote that is not closed"),
            ]
        );
    }
}

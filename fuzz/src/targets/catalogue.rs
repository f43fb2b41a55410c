//! Files of contents: any division into parts gives the same records, and they are those of csv and of serde_json.

use serde_json::Value;

use super::Pieces;
use crate::catalogue::BadLine;
use crate::catalogue::records::reader::{Limits, Reader};
use crate::catalogue::records::{Entry, Format};

/// The content ID, and all that a record says.
type Record = (String, String);

pub fn catalogue(input: &[u8]) {
    let [kind, records, bytes, piece, file @ ..] = input else {
        return;
    };
    let format = [Format::Lines, Format::Csv, Format::Jsonl][usize::from(kind % 3)];
    let needs_tenant = kind & 0x80 != 0;
    let limits = Limits {
        records: usize::from(*records).max(1),
        bytes: usize::from(*bytes).max(1),
    };
    let all = Limits {
        records: usize::MAX,
        bytes: usize::MAX,
    };
    let whole = read(file, format, all, u8::MAX, needs_tenant);
    let parts = read(file, format, limits, *piece, needs_tenant);
    assert_eq!(whole, parts);
    let Ok((records, bad)) = whole else {
        return;
    };
    if needs_tenant {
        return;
    }
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    match format {
        Format::Lines => check_lines(file, &records, &bad),
        Format::Csv => check_csv(file, &records, &bad),
        Format::Jsonl => check_json(file, &records, &bad),
    }
}

fn read(
    file: &[u8],
    format: Format,
    limits: Limits,
    piece: u8,
    needs_tenant: bool,
) -> Result<(Vec<Record>, Vec<BadLine>), String> {
    let mut reader = Reader::new(Box::new(Pieces::new(file, piece.into())), format);
    reader.read_header().expect("no error of the source")?;
    reader.limit(limits);
    let (mut records, mut bad) = (Vec::new(), Vec::new());
    for part in reader {
        let part = part.expect("no error of the source");
        let parsed = part.parse(needs_tenant);
        let record = |entry: &Entry<'_>| (entry.content_id().to_owned(), format!("{entry:?}"));
        records.extend(parsed.entries.iter().map(record));
        bad.extend(parsed.bad);
    }
    assert!(bad.is_sorted_by_key(|bad| bad.line));
    Ok((records, bad))
}

fn check_lines(file: &[u8], records: &[Record], bad: &[BadLine]) {
    let mut lines: Vec<_> = file.split(|byte| *byte == b'\n').collect();
    lines.pop_if(|line| line.is_empty());
    let last = lines.len().saturating_sub(1);
    let is_last = |at| at == last && !file.ends_with(b"\n");
    let lines = lines
        .iter()
        .enumerate()
        .map(|(at, line)| match line.strip_suffix(b"\r") {
            Some(line) if !is_last(at) => line,
            _ => line,
        });
    let ids: Vec<_> = lines
        .clone()
        .filter_map(|line| str::from_utf8(line).ok())
        .collect();
    let ids: Vec<_> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    assert_eq!(records.iter().map(|(id, _)| id).collect::<Vec<_>>(), ids);
    assert_eq!(records.len() + bad.len(), lines.count());
}

fn check_csv(file: &[u8], records: &[Record], bad: &[BadLine]) {
    let is_unclosed = |bad: &BadLine| bad.reason.contains("a quote that is not closed");
    if bad.iter().any(is_unclosed) {
        // the reader gives up one line and reads on, the oracle takes the rest for one field
        return;
    }
    let mut oracle = csv::ReaderBuilder::new();
    let mut oracle = oracle.flexible(true).from_reader(file);
    let header = oracle
        .byte_headers()
        .expect("what was read has a header")
        .clone();
    let column = header.iter().position(|name| name == b"content_id");
    let column = column.expect("what was read has this column");
    let rows: Vec<_> = oracle
        .byte_records()
        .map(|row| row.expect("a row"))
        .collect();
    let ids: Vec<_> = rows
        .iter()
        .filter(|row| row.len() == header.len())
        .map(|row| String::from_utf8_lossy(&row[column]))
        .collect();
    let mut ids = ids.iter();
    for (id, _) in records {
        assert!(ids.any(|other| other == id), "{id:?} is no content ID");
    }
    assert_eq!(records.len() + bad.len(), rows.len());
}

fn check_json(file: &[u8], records: &[Record], bad: &[BadLine]) {
    let lines = file.split(|byte| *byte == b'\n').enumerate();
    let mut records = records.iter();
    for (at, line) in lines.filter(|(_, line)| !line.trim_ascii().is_empty()) {
        let object = match serde_json::from_slice(line) {
            Ok(Value::Object(object)) => Some(object),
            // an ignored column may have a number that is too large for the oracle
            Err(error) if error.to_string().contains("out of range") => {
                let is_bad = bad.iter().any(|bad| bad.line == at as u64 + 1);
                assert!(is_bad || records.next().is_some());
                continue;
            }
            _ => None,
        };
        let bad = bad.iter().find(|bad| bad.line == at as u64 + 1);
        match (object, bad) {
            (None, bad) => assert!(bad.is_some(), "line {at} is no object"),
            (Some(object), None) => {
                let (id, _) = records.next().expect("a record");
                assert_eq!(object["content_id"], id.as_str());
            }
            (Some(object), Some(bad)) => {
                let is_text = |name| {
                    matches!(
                        object.get(name),
                        None | Some(Value::Null | Value::String(_))
                    )
                };
                let is_number = |name| match object.get(name) {
                    None | Some(Value::Null) => true,
                    Some(value) => value
                        .as_u64()
                        .is_some_and(|number| number <= u32::MAX.into()),
                };
                let id = object.get("content_id").and_then(Value::as_str);
                let is_good = id.is_some_and(|id| !id.is_empty())
                    && [
                        "tenant_id",
                        "protection_scheme",
                        "scheme",
                        "intended_track_type",
                        "track_type",
                    ]
                    .into_iter()
                    .all(is_text)
                    && [
                        "content_key_period_index",
                        "period",
                        "key_id_index",
                        "key_index",
                    ]
                    .into_iter()
                    .all(is_number);
                assert!(
                    !is_good || bad.reason.contains("duplicate"),
                    "line {at}: {}",
                    bad.reason
                );
            }
        }
    }
    assert!(records.next().is_none());
}

//! The same answers, made another way: ring's SHA-256, the formula byte by byte, loops in the order that the help promises.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest;

pub(crate) const FORMS: [&str; 6] = ["guid", "hex", "hls", "base64", "base64url", "playready"];
pub(crate) const FORMATS: [&str; 3] = ["text", "csv", "jsonl"];

/// What one row says: its columns' names and values, in order.
pub(crate) type Row = Vec<(&'static str, Value)>;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(u32),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

/// A content, and the lists of its row.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) tenant: String,
    pub(crate) id: String,
    pub(crate) periods: Vec<u32>,
    pub(crate) indexes: Vec<u32>,
    pub(crate) schemes: Vec<String>,
    pub(crate) tracks: Vec<String>,
}

/// All rows of a content.
pub(crate) fn rows(content: &Content, version: &str) -> Vec<Row> {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut rows = Vec::new();
    for period in &content.periods {
        let head: Row = vec![
            ("tenant_id", text(&content.tenant)),
            ("content_id", text(&content.id)),
            ("content_key_period_index", Value::Number(*period)),
        ];
        if version == "v1" {
            rows.extend(content.indexes.iter().map(|index| {
                [head.clone(), vec![("key_id_index", Value::Number(*index))]].concat()
            }));
            continue;
        }
        for scheme in &content.schemes {
            for track in &content.tracks {
                rows.push(
                    [
                        head.clone(),
                        vec![
                            ("protection_scheme", text(scheme)),
                            ("intended_track_type", text(track)),
                        ],
                    ]
                    .concat(),
                );
            }
        }
    }
    rows
}

/// The bytes of the key ID, in the order in which its GUID is written.
pub(crate) fn key_id(row: &Row) -> [u8; 16] {
    let value = |name| {
        row.iter()
            .find(|(column, _)| *column == name)
            .map(|(_, value)| value.to_string())
            .unwrap_or_default()
    };
    let fields = [
        "tenant_id",
        "content_id",
        "protection_scheme",
        "content_key_period_index",
        "key_id_index",
        "intended_track_type",
    ];
    let message: String = fields.into_iter().map(value).collect();
    let digest = digest::digest(&digest::SHA256, message.as_bytes());
    let digest = digest.as_ref();
    [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map(|i| digest[i] ^ digest[i + 16])
}

pub(crate) fn form(key_id: &[u8; 16], form: &str) -> String {
    let hex = hex::encode(key_id);
    match form {
        "guid" => [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ]
        .join("-"),
        "hex" => hex,
        "hls" => format!("0x{hex}"),
        "base64" => STANDARD.encode(key_id),
        "base64url" => URL_SAFE_NO_PAD.encode(key_id),
        "playready" => STANDARD
            .encode([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map(|i| key_id[i])),
        other => panic!("{other}"),
    }
}

/// The whole output of rows, in one of the formats.
pub(crate) fn output(rows: &[Row], version: &str, form: &str, format: &str) -> String {
    let kid = |row: &Row| self::form(&key_id(row), form);
    match format {
        "text" => rows.iter().map(|row| kid(row) + "\n").collect(),
        "csv" => {
            let between: &[&str] = if version == "v1" {
                &["key_id_index"]
            } else {
                &["protection_scheme", "intended_track_type"]
            };
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer
                .write_record(
                    [
                        &["tenant_id", "content_id", "content_key_period_index"],
                        between,
                        &["kid"],
                    ]
                    .concat(),
                )
                .expect("written");
            for row in rows {
                let values: Vec<_> = row
                    .iter()
                    .map(|(_, value)| value.to_string())
                    .chain([kid(row)])
                    .collect();
                writer.write_record(values).expect("written");
            }
            String::from_utf8(writer.into_inner().expect("written")).expect("UTF-8")
        }
        "jsonl" => rows.iter().map(|row| json(row, &kid(row))).collect(),
        other => panic!("{other}"),
    }
}

fn json(row: &Row, kid: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).expect("JSON");
    let mut fields: Vec<_> = row
        .iter()
        .map(|(name, value)| match value {
            Value::Text(text) => format!("\"{name}\":{}", quoted(text)),
            Value::Number(number) => format!("\"{name}\":{number}"),
        })
        .collect();
    fields.push(format!("\"kid\":{}", quoted(kid)));
    format!("{{{}}}\n", fields.join(","))
}

//! `countersign speke find`.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use countersign::speke::{Input, KeyId, Version};

use super::args::{self, CatalogueArgs, IndexArgs, TrackArgs};
use crate::catalogue::row::{Format, KID, Row, Rows, Value};
use crate::catalogue::wanted::{ByteOrder, Wanted};
use crate::catalogue::{Part, bad_lines};
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure, Status, printable};

const AFTER_HELP: &str = r"Formats:
  text   the key id as given, and the input it was derived from
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index,protection_scheme,intended_track_type,kid,byte_order;
         fields of the other version are empty; byte_order is 'as given' or
         'swapped'
  jsonl  the same columns as JSON objects, one per line, without empty ones

Content files:
  lines, CSV or JSON lines, as for speke kid v1 and v2

Examples:
  Which content does this key id belong to?
  $ printf 'film\nseries-1\nseries-2\n' | countersign speke find \
      yKHChGL_Xm3xIbvvjo2YFQ --tenant-id T1 --content-ids - \
      --period 0-23
  yKHChGL_Xm3xIbvvjo2YFQ: tenant id T1, content id film, content key period index 1, key id index 0

  $ countersign speke find yFeLvB5qWBtSNdi+bOVgKg== --format csv \
      --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id test_content --track-type VIDEO,AUDIO
  tenant_id,content_id,content_key_period_index,key_id_index,protection_scheme,intended_track_type,kid,byte_order
  10d42897-a795-4fd8-a2d4-00e3ab59dece,test_content,0,,cenc,VIDEO,yFeLvB5qWBtSNdi+bOVgKg==,swapped";

/// How many key ids that were not found are named.
const NAMED: usize = 20;

/// Find the input that a key id was derived from
///
/// Derives every key id of the given lists and prints the inputs of those that match. All matches are printed as they are found; searching for many key
/// ids takes one pass. A key id can be given in any form, and is also found with its bytes in the other order, as Base64 of a little-endian GUID has
/// them. The options imply the version: --key-id-index is version 1, --protection-scheme and --intended-track-type are version 2; with none or all of
/// them, both are tried, unless --speke says which. Exits with 1 if a key id is not found.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// Key ids, in any form: GUID, hex, 0x and hex, base64, base64url
    #[arg(value_name = "KID", required_unless_present = "kids")]
    key_ids: Vec<String>,
    /// Read more key ids from a file, one per line, or - for standard input
    #[arg(id = "kids", long, value_name = "FILE", value_parser = FileArg::parser())]
    kids: Option<FileArg>,
    /// The version of SPEKE [default: implied by the options, or both]
    #[arg(long, value_name = "VERSION", value_parser = args::version(), help_heading = "Key")]
    speke: Option<Version>,
    #[command(flatten)]
    catalogue: CatalogueArgs,
    #[command(flatten)]
    indexes: IndexArgs,
    #[command(flatten)]
    tracks: TrackArgs,
    /// Output format
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let (wanted, bad_key_ids) = self.wanted(console)?;
        self.catalogue.warn(console);
        self.tracks.warn(console);
        let versions = self.versions();
        let mut keys = Vec::new();
        if versions.contains(&Version::V1) {
            keys.push(self.indexes.keys());
        }
        if versions.contains(&Version::V2) {
            keys.push(self.tracks.keys());
        }
        let catalogue = self.catalogue.catalogue(keys)?;

        let (format, wanted) = (self.format, Arc::new(wanted));
        let mut is_missing = vec![true; wanted.texts.len()];
        let mut candidates = 0;
        let header = format.header(&row(None, Value::Null, Value::Null));
        let searched = Arc::clone(&wanted);
        let (mut run, blocks) = catalogue.run(&header, move |part| {
            let matches = Match::all(part, &searched);
            let lines = match format {
                Format::Text => text(&matches),
                Format::Csv => rows(Rows::csv(), &matches),
                Format::Jsonl => rows(Rows::jsonl(), &matches),
            };
            (
                lines,
                matches.iter().map(|found| found.place).collect::<Vec<_>>(),
            )
        })?;
        for block in blocks {
            let block = block?;
            run.write(&block, console)?;
            candidates += block.rows;
            for place in block.found {
                is_missing[place] = false;
            }
        }
        let outcome = run.finish(console).and(bad_key_ids);
        console.step("candidates", candidates);

        let texts = wanted.texts.iter().map(String::as_str);
        let missing = texts.zip(is_missing).filter(|(_, is_missing)| *is_missing);
        let missing: Vec<_> = missing.map(|(text, _)| text).collect();
        match (outcome, not_found(&missing)) {
            (Ok(()), None) => Ok(()),
            (Ok(()), Some(missing)) => Err(Failure::expected(Status::Other, missing)),
            (Err(bad), None) => Err(bad),
            (Err(bad), Some(missing)) => {
                console.complain(missing);
                Err(bad)
            }
        }
    }

    /// The key ids of the command line, each of which must be one, and those of a file, where a bad line costs only itself. The second result
    /// is the failure at the end, if there were bad lines.
    fn wanted(&self, console: &Console) -> Result<(Wanted, Result<(), Failure>), Failure> {
        let mut key_ids: Vec<(String, KeyId)> = Vec::new();
        for text in &self.key_ids {
            match text.parse() {
                Ok(key_id) => key_ids.push((text.clone(), key_id)),
                Err(error) => return Err(Failure::input(format!("'{text}' {error}"))),
            }
        }
        let Some(file) = &self.kids else {
            return Ok((Wanted::new(key_ids), Ok(())));
        };
        let (name, bytes) = (file.name(), file.read("--kids")?);
        let lines = String::from_utf8_lossy(&bytes);
        let lines = lines.trim_start_matches('\u{feff}').lines().map(str::trim);
        let mut bad = 0;
        for (line, text) in (1..).zip(lines).filter(|(_, text)| !text.is_empty()) {
            match text.parse() {
                Ok(key_id) => key_ids.push((text.to_owned(), key_id)),
                Err(error) => {
                    bad += 1;
                    console.complain(format_args!("{name}: line {line}: {error}"));
                }
            }
        }
        Ok((Wanted::new(key_ids), bad_lines(&name, bad)))
    }

    /// The versions to try.
    fn versions(&self) -> &'static [Version] {
        match (self.speke, self.indexes.is_given(), self.tracks.is_given()) {
            (Some(Version::V1), ..) | (None, true, false) => &[Version::V1],
            (Some(Version::V2), ..) | (None, false, true) => &[Version::V2],
            (None, ..) => &[Version::V1, Version::V2],
        }
    }
}

/// A wanted key id, and an input that gives it.
struct Match<'a> {
    /// Which one of those that are wanted.
    place: usize,
    /// The key id as it was given.
    text: &'a str,
    input: Input<'a>,
    order: ByteOrder,
}

impl<'a> Match<'a> {
    /// The matches in a part of a catalogue.
    fn all(part: &'a Part<'_>, wanted: &'a Wanted) -> Vec<Self> {
        // most parts have none, and need no inputs then
        if !part.key_ids.iter().any(|key_id| wanted.has(key_id)) {
            return Vec::new();
        }
        let found = part
            .inputs()
            .zip(&part.key_ids)
            .flat_map(|(input, key_id)| {
                wanted.find(key_id).iter().map(move |&(place, order)| Self {
                    place,
                    text: &wanted.texts[place],
                    input,
                    order,
                })
            });
        found.collect()
    }
}

/// Each match as a sentence.
fn text(matches: &[Match<'_>]) -> Vec<u8> {
    let mut lines = Vec::new();
    for Match {
        text, input, order, ..
    } in matches
    {
        let order = match order {
            ByteOrder::AsGiven => "",
            ByteOrder::Swapped => ", in the other byte order",
        };
        let line = format!("{text}: {input}{order}");
        let line = if io::stdout().is_terminal() {
            printable(&line)
        } else {
            line.into()
        };
        lines.extend_from_slice(line.as_bytes());
        lines.push(b'\n');
    }
    lines
}

fn rows(mut rows: Rows, matches: &[Match<'_>]) -> Vec<u8> {
    for Match {
        text, input, order, ..
    } in matches
    {
        rows.push(&row(Some(*input), (*text).into(), order.name().into()));
    }
    rows.take()
}

/// A row with the columns of both versions.
fn row<'a>(input: Option<Input<'a>>, kid: Value<'a>, order: Value<'a>) -> Row<'a> {
    let row = Row::new(&[Version::V1, Version::V2], input);
    row.with(KID, kid).with("byte_order", order)
}

/// Names the key ids that no input gives.
fn not_found(missing: &[&str]) -> Option<String> {
    let named = missing[..missing.len().min(NAMED)].join(", ");
    match missing.len() {
        0 => None,
        1 => Some(format!("no input of the grid gives the key id {named}")),
        count if count <= NAMED => Some(format!(
            "no input of the grid gives {count} of the key ids: {named}"
        )),
        count => Some(format!(
            "no input of the grid gives {count} of the key ids: {named} and {} more",
            count - NAMED
        )),
    }
}

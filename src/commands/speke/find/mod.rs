//! `countersign speke find`.

mod kids;
mod tried;

use std::io::{self, IsTerminal};
use std::sync::Arc;

use countersign::speke::{Input, Version};

use self::tried::Tried;
use super::args::{self, CatalogueArgs, IndexArgs, TrackArgs};
use crate::catalogue::Part;
use crate::catalogue::row::{Format, KID, Row, Rows, Value};
use crate::catalogue::wanted::{ByteOrder, Wanted};
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure, printable};

const AFTER_HELP: &str = r"Formats:
  text   the key id as given, and the input it was derived from
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index,protection_scheme,intended_track_type,kid,byte_order;
         fields of the other version are empty; byte_order is 'as given' or
         'swapped'
  jsonl  the same columns as JSON objects, one per line, without empty ones

Content files:
  lines, CSV or JSON lines, with the columns of speke kid v1 and v2

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

/// Find the input that a key id was derived from
///
/// Derives every key ID of the given lists and prints the inputs of those that match, as they are found. The search ends when each key ID is found,
/// unless --all is given; searching for many takes one pass. A key ID can be given in any form, and is also found with its bytes in the other order, as
/// Base64 of a little-endian GUID has them. The options imply the version: --key-id-index is version 1, --protection-scheme and --intended-track-type
/// are version 2; with none or all of them, both are tried, unless --speke says which. Exits with 1 if a key ID is not found, and says what was tried.
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
    /// Print every match: do not end when each key ID is found once
    #[arg(long)]
    all: bool,
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
        let (wanted, bad_key_ids) = kids::read(&self.key_ids, self.kids.as_ref(), console)?;
        self.catalogue.warn(console);
        self.tracks.warn(console);
        let versions = self.versions();
        let mut keys = Vec::new();
        if versions.contains(&Version::V1) {
            keys.push(self.indexes.keys());
        }
        if versions.contains(&Version::V2) {
            keys.push(self.tracks.keys()?);
        }
        let catalogue = self.catalogue.catalogue(keys)?;
        let mut tried = Tried::new(&catalogue, self.speke);

        let (format, wanted) = (self.format, Arc::new(wanted));
        let mut search = Search::new(&wanted);
        let header = format.header(&row(None, Value::Null, Value::Null));
        let searched = Arc::clone(&wanted);
        let (mut run, blocks) = catalogue.run(&header, console, move |part| {
            write(&Match::all(part, &searched), format)
        })?;
        for block in blocks {
            let mut block = block?;
            tried.inputs += block.rows;
            let end = search.note(&block.found);
            if let Some(end) = end.filter(|_| !self.all) {
                block.lines.truncate(end);
            }
            run.write(block)?;
            if end.is_some() && !self.all {
                break;
            }
        }
        let outcome = run.finish().and(bad_key_ids);
        console.step("candidates", tried.inputs);
        match (outcome, tried.failure(&search.missing(&wanted))) {
            (outcome, None) => outcome,
            (Ok(()), Some(missing)) => Err(missing),
            (Err(bad), Some(missing)) => {
                console.report(&missing);
                Err(bad)
            }
        }
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

    fn sentence(&self) -> String {
        let Self { text, input, .. } = self;
        let order = match self.order {
            ByteOrder::AsGiven => "",
            ByteOrder::Swapped => ", in the other byte order",
        };
        let line = format!("{text}: {input}{order}");
        if io::stdout().is_terminal() {
            printable(&line).into_owned()
        } else {
            line
        }
    }

    fn row(&self) -> Row<'_> {
        row(Some(self.input), self.text.into(), self.order.name().into())
    }
}

/// The matches that were found.
struct Search {
    is_found: Vec<bool>,
    missing: usize,
}

/// A line with a match.
struct Found {
    /// Which of the wanted key IDs it is.
    place: usize,
    /// Where the line ends among those of its block.
    end: usize,
}

impl Search {
    fn new(wanted: &Wanted) -> Self {
        Self {
            is_found: vec![false; wanted.texts.len()],
            missing: wanted.texts.len(),
        }
    }

    /// Takes note of matches. Returns where the line ends that has the last key ID, if each is found now.
    fn note(&mut self, matches: &[Found]) -> Option<usize> {
        let mut last = 0;
        for Found { place, end } in matches {
            if !std::mem::replace(&mut self.is_found[*place], true) {
                self.missing -= 1;
                last = *end;
            }
        }
        (self.missing == 0).then_some(last)
    }

    /// The key IDs that were not found.
    fn missing<'w>(&self, wanted: &'w Wanted) -> Vec<&'w str> {
        let texts = wanted.texts.iter().map(String::as_str);
        let missing = texts
            .zip(&self.is_found)
            .filter(|(_, is_found)| !**is_found);
        missing.map(|(text, _)| text).collect()
    }
}

/// A line for each match.
fn write(matches: &[Match<'_>], format: Format) -> (Vec<u8>, Vec<Found>) {
    let mut rows = match format {
        Format::Csv => Rows::csv(),
        Format::Text | Format::Jsonl => Rows::jsonl(),
    };
    let found = matches.iter().map(|found| {
        match format {
            Format::Text => rows.push_line(&found.sentence()),
            Format::Csv | Format::Jsonl => rows.push(&found.row()),
        }
        Found {
            place: found.place,
            end: rows.len(),
        }
    });
    let found = found.collect();
    (rows.take(), found)
}

/// A row with the columns of both versions.
fn row<'a>(input: Option<Input<'a>>, kid: Value<'a>, order: Value<'a>) -> Row<'a> {
    let row = Row::new(&[Version::V1, Version::V2], input);
    row.with(KID, kid).with("byte_order", order)
}

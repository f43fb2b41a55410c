//! `countersign speke find`.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use clap::ValueEnum;
use countersign::speke::lanes::{KeyIdBytes, Level};
use countersign::speke::{Deriver, Input, V1, V2};
use serde::Serialize;

use super::catalogue::Catalogue;
use super::fields::{CatalogueArgs, IndexArgs, TrackArgs};
use super::kids::{ByteOrder, Kids};
use super::pick::pick;
use super::run::{Block, Run, unreadable};
use super::tasks::Task;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure, Status, printable};

const AFTER_HELP: &str = r"Formats:
  text   the key id as it was given, and the inputs that give it
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index,protection_scheme,intended_track_type,kid,byte_order;
         what a version does not have is empty, the byte order is 'as given' or
         'swapped'
  jsonl  the same columns as JSON objects, one a line, without what is empty

Files of contents:
  as in speke kid v1 and v2: lines, CSV or JSON lines

Examples:
  A player asks for a key id that nobody knows; whose is it?
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

/// Find the inputs that give a key id
///
/// Derives every key id of the grid and prints the inputs of those that are looked for. All that match are printed, as they are found; any number of
/// key ids costs one pass. A key id may be in any form. If it only matches in the other byte order, as base64 of a little-endian GUID does, that is said.
/// Without --speke, the options tell the version: --key-id-index is of version 1, --protection-scheme and --intended-track-type are of version 2;
/// with none or all of them, both versions are tried. Exits with 1 if a key id is not found.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// Key ids, in any form: GUID, hex, 0x and hex, base64, base64url
    #[arg(value_name = "KID", required_unless_present = "kids")]
    key_ids: Vec<String>,
    /// A file of more key ids, one a line, or - for standard input
    #[arg(id = "kids", long, value_name = "FILE", value_parser = FileArg::parser())]
    kids: Option<FileArg>,
    /// Which version the key ids are of [default: told by the options, or both]
    #[arg(long, value_name = "VERSION", help_heading = "Key")]
    speke: Option<SpekeVersion>,
    #[command(flatten)]
    catalogue: CatalogueArgs,
    #[command(flatten)]
    indexes: IndexArgs,
    #[command(flatten)]
    tracks: TrackArgs,
    /// How each match is written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum SpekeVersion {
    V1,
    V2,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// The key id and its inputs, to be read
    Text,
    /// Inputs, key id and byte order, with a header line
    Csv,
    /// Inputs, key id and byte order, an object a line
    Jsonl,
}

/// A match, in the order of the columns.
#[derive(Serialize)]
struct Match<'a> {
    tenant_id: &'a str,
    content_id: &'a str,
    content_key_period_index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id_index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protection_scheme: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intended_track_type: Option<&'a str>,
    kid: &'a str,
    byte_order: &'static str,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let (kids, bad_kids) = Kids::read(&self.key_ids, self.kids.as_ref(), console)?;
        self.catalogue.warn(console);
        self.tracks.warn(console);
        let versions = self.versions();
        let Self {
            catalogue,
            indexes,
            tracks,
            format,
            ..
        } = self;
        let wanted = |version| versions.contains(&version);
        let versions = [
            wanted(SpekeVersion::V1).then(|| indexes.version()),
            wanted(SpekeVersion::V2).then(|| tracks.version()),
        ];
        let run = Run::new(catalogue, versions.into_iter().flatten().collect())?;
        let (catalogue, kids) = (Arc::clone(&run.catalogue), Arc::new(kids));
        let worker = || {
            let mut search = Search {
                deriver: Deriver::new(Level::detect()),
                kids: Arc::clone(&kids),
                done: 0,
                found: Vec::new(),
            };
            let catalogue = Arc::clone(&catalogue);
            move |task: Task, give: &mut dyn FnMut(Block)| {
                give(search.task(&catalogue, &task, format));
            }
        };
        let mut missing = vec![true; kids.texts.len()];
        let mut looked = 0;
        let bad = run.run(format.header(), console, worker, |block| {
            looked += block.rows;
            block.found.iter().for_each(|place| missing[*place] = false);
        })?;
        console.step("candidates", looked);
        let missing: Vec<_> = kids
            .texts
            .iter()
            .zip(missing)
            .filter_map(|(text, missing)| missing.then_some(text.as_str()))
            .collect();
        match (bad.or(bad_kids), not_found(&missing)) {
            (Some(bad), Some(missing)) => {
                console.complain(missing);
                Err(bad)
            }
            (Some(bad), None) => Err(bad),
            (None, Some(missing)) => Err(Failure::expected(Status::Other, missing)),
            (None, None) => Ok(()),
        }
    }

    /// The versions to try.
    fn versions(&self) -> Vec<SpekeVersion> {
        match (self.speke, self.indexes.is_given(), self.tracks.is_given()) {
            (Some(version), ..) => vec![version],
            (None, true, false) => vec![SpekeVersion::V1],
            (None, false, true) => vec![SpekeVersion::V2],
            (None, ..) => vec![SpekeVersion::V1, SpekeVersion::V2],
        }
    }
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

/// One core's work: from the inputs of a task to matches.
struct Search {
    deriver: Deriver,
    kids: Arc<Kids>,
    /// How many inputs of the task have their key ids.
    done: u64,
    /// The places in the task of the inputs that match.
    found: Vec<u64>,
}

impl Search {
    fn task(&mut self, catalogue: &Catalogue, task: &Task, format: Format) -> Block {
        (self.done, self.found) = (0, Vec::new());
        let Self {
            deriver,
            kids,
            done,
            found,
        } = self;
        let tally = catalogue.walk(&task.source, &task.slice, |grid, slice| {
            deriver.push_all(grid, slice, |candidates| {
                look(candidates, kids, done, found);
            });
        });
        look(deriver.finish(), kids, done, found);
        let mut block = Block {
            tally,
            rows: *done,
            bytes: task.bytes(),
            failure: unreadable(catalogue, &task.source),
            ..Block::default()
        };
        if !found.is_empty() {
            pick(catalogue, task, found, |input| {
                for (place, order) in kids.find(input.key_id().swapped().as_bytes()) {
                    block.found.push(*place);
                    format.write(&mut block.lines, input, &kids.texts[*place], *order);
                }
            });
        }
        block
    }
}

/// Notes the places of the candidates that are looked for.
fn look(candidates: &[KeyIdBytes], kids: &Kids, done: &mut u64, found: &mut Vec<u64>) {
    if kids.may_have_any(candidates) {
        found.extend(
            (*done..)
                .zip(candidates)
                .filter(|(_, candidate)| !kids.find(candidate).is_empty())
                .map(|(place, _)| place),
        );
    }
    *done += candidates.len() as u64;
}

impl Format {
    fn header(self) -> &'static str {
        match self {
            Self::Csv => {
                "tenant_id,content_id,content_key_period_index,key_id_index,protection_scheme,intended_track_type,kid,byte_order\n"
            }
            Self::Text | Self::Jsonl => "",
        }
    }

    fn write(self, lines: &mut Vec<u8>, input: &Input<'_>, kid: &str, order: ByteOrder) {
        let found = Match::new(input, kid, order);
        match self {
            Self::Text => {
                let other = if order == ByteOrder::Swapped {
                    ", in the other byte order"
                } else {
                    ""
                };
                let text = format!("{kid}: {input}{other}");
                let text = if io::stdout().is_terminal() {
                    printable(&text)
                } else {
                    text.into()
                };
                lines.extend_from_slice(text.as_bytes());
                lines.push(b'\n');
            }
            // a vector always takes them
            Self::Csv => drop(found.write_csv(lines)),
            Self::Jsonl => {
                let _ = serde_json::to_writer(&mut *lines, &found);
                lines.push(b'\n');
            }
        }
    }
}

impl<'a> Match<'a> {
    fn new(input: &Input<'a>, kid: &'a str, order: ByteOrder) -> Self {
        let (key_id_index, protection_scheme, intended_track_type) = match *input {
            Input::V1(V1 { key_id_index, .. }) => (Some(key_id_index), None, None),
            Input::V2(V2 {
                protection_scheme,
                intended_track_type,
                ..
            }) => (None, Some(protection_scheme), Some(intended_track_type)),
        };
        Self {
            tenant_id: input.tenant_id(),
            content_id: input.content_id(),
            content_key_period_index: input.content_key_period_index(),
            key_id_index,
            protection_scheme,
            intended_track_type,
            kid,
            byte_order: order.name(),
        }
    }

    fn write_csv(&self, lines: &mut Vec<u8>) -> csv::Result<()> {
        let number =
            |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
        let mut csv = csv::Writer::from_writer(lines);
        csv.write_record([
            self.tenant_id,
            self.content_id,
            &number(Some(self.content_key_period_index)),
            &number(self.key_id_index),
            self.protection_scheme.unwrap_or_default(),
            self.intended_track_type.unwrap_or_default(),
            self.kid,
            self.byte_order,
        ])?;
        Ok(csv.flush()?)
    }
}

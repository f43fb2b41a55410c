//! `countersign speke kid v1` and `v2`.

use std::sync::Arc;

use clap::Subcommand;
use countersign::speke::{Form, KeyId, Version};

use super::args::{CatalogueArgs, IndexArgs, StyleArgs, TrackArgs};
use super::explain;
use crate::catalogue::row::{Format, KID, Row, Rows, Value};
use crate::catalogue::unique::Seen;
use crate::catalogue::{Catalogue, Part};
use crate::terminal::{Console, Failure, Status};

const EXAMPLES: &str = "\
Examples:
  $ countersign speke kid v1 --tenant-id T1 --content-id film --period 0,1
  89f7d061-3102-4f9a-0b27-21c29405de51
  c8a1c284-62ff-5e6d-f121-bbef8e8d9815

  $ countersign speke kid v2 --tenant-id T1 --content-id film \\
      --track-type VIDEO,AUDIO
  db104c24-be04-e6d4-39d3-abdc86c0f170
  902a1e27-0551-76e3-34ec-9c76b5270d20";

const V1_AFTER_HELP: &str = r#"Formats:
  text   the key ID alone, one per line
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index,kid
  jsonl  the same columns as JSON objects, one per line

Content files:
  lines  one content ID per line, taken literally; \n or \r\n ends it
  csv    a header line with the column content_id; tenant_id,
         content_key_period_index (or period) and key_id_index (or key_index)
         override the options where they are not empty; other columns are
         ignored, with a warning if their name is nearly right
  jsonl  objects with the same keys

  A bad line is reported with its number and skipped; the exit status is then 3.
  Memory: 5 MB, plus at most 1 MB per thread.

Examples:
  $ countersign speke kid v1 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id bd99b041-4353-4b7a-9533-f36ee752b735
  0a1e610d-e346-0665-42b2-409580b51be6

  $ countersign speke kid v1 --tenant-id T1 --content-id film --period 0-1 \
      --format csv
  tenant_id,content_id,content_key_period_index,key_id_index,kid
  T1,film,0,0,89f7d061-3102-4f9a-0b27-21c29405de51
  T1,film,1,0,c8a1c284-62ff-5e6d-f121-bbef8e8d9815

  The key IDs of a whole catalogue, in the form that the packager expects:
  $ printf 'content_id,content_key_period_index\nfilm,1\n"a, b",0\n' | \
      countersign speke kid v1 --tenant-id T1 --content-ids - \
      --input-format csv --form hex --format csv --unique
  tenant_id,content_id,content_key_period_index,key_id_index,kid
  T1,film,1,0,c8a1c28462ff5e6df121bbef8e8d9815
  T1,"a, b",0,0,6579bdcf3d9f0c3fec05a54e404f1724"#;

const V2_AFTER_HELP: &str = r"Formats:
  text   the key ID alone, one per line
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         protection_scheme,intended_track_type,kid
  jsonl  the same columns as JSON objects, one per line

Content files:
  lines  one content ID per line, taken literally; \n or \r\n ends it
  csv    a header line with the column content_id; tenant_id,
         content_key_period_index (or period), protection_scheme (or scheme)
         and intended_track_type (or track_type) override the options where
         they are not empty; other columns are ignored, with a warning if their
         name is nearly right
  jsonl  objects with the same keys

  A bad line is reported with its number and skipped; the exit status is then 3.
  Memory: 5 MB, plus at most 1 MB per thread.

Examples:
  $ countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id test_content
  bc8b57c8-6a1e-1b58-5235-d8be6ce5602a

  $ countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id test_content --track-type VIDEO,AUDIO --form base64
  vItXyGoeG1hSNdi+bOVgKg==
  nfCUMKm4EwR/CX62KyINFQ==

  The key IDs of an encryption contract with PRESET-VIDEO-2 and PRESET-AUDIO-1:
  $ countersign speke kid v2 --tenant-id T1 --content-id film \
      --preset video-2,audio-1 --format csv
  tenant_id,content_id,content_key_period_index,protection_scheme,intended_track_type,kid
  T1,film,0,cenc,SD,813a241f-67e4-62c8-e059-3d69dfcfef0b
  T1,film,0,cenc,HD,61caf6a4-d286-51c5-bfe9-6d8ae8c3e2c0
  T1,film,0,cenc,AUDIO,902a1e27-0551-76e3-34ec-9c76b5270d20

  The key IDs of a whole catalogue:
  $ printf 'film\nseries-1\n' | \
      countersign speke kid v2 --tenant-id T1 --content-ids - \
      --track-type VIDEO,AUDIO --format csv --unique
  tenant_id,content_id,content_key_period_index,protection_scheme,intended_track_type,kid
  T1,film,0,cenc,VIDEO,db104c24-be04-e6d4-39d3-abdc86c0f170
  T1,film,0,cenc,AUDIO,902a1e27-0551-76e3-34ec-9c76b5270d20
  T1,series-1,0,cenc,VIDEO,53e00365-f673-74c2-bd91-199b565d7789
  T1,series-1,0,cenc,AUDIO,9eeae5e3-aeb8-d9f1-60a5-6908a6cbfd38";

/// Derive key IDs
#[derive(Subcommand)]
#[command(after_long_help = EXAMPLES)]
pub(crate) enum Command {
    V1(V1Args),
    V2(V2Args),
}

/// Derive version 1 key IDs
///
/// SHA-256 of tenant ID, content ID, content key period index and key ID index, without separators. Prints all combinations of the
/// lists in the order given, the content ID outermost. A catalogue of any size is streamed in constant memory, except with --unique.
#[derive(clap::Args)]
#[command(after_long_help = V1_AFTER_HELP, override_usage = "\
    countersign speke kid v1 [OPTIONS] --tenant-id <GUID>
           --content-id <ID>...
       countersign speke kid v1 [OPTIONS] --tenant-id <GUID>
           --content-ids <FILE>")]
pub(crate) struct V1Args {
    #[command(flatten)]
    catalogue: CatalogueArgs,
    #[command(flatten)]
    indexes: IndexArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Derive version 2 key IDs
///
/// SHA-256 of tenant ID, content ID, protection scheme, content key period index and intended track type, without separators. Prints all
/// combinations of the lists in the order given, the content ID outermost. A catalogue of any size is streamed in constant memory, except with
/// --unique.
#[derive(clap::Args)]
#[command(after_long_help = V2_AFTER_HELP, override_usage = "\
    countersign speke kid v2 [OPTIONS] --tenant-id <GUID>
           --content-id <ID>...
       countersign speke kid v2 [OPTIONS] --tenant-id <GUID>
           --content-ids <FILE>")]
pub(crate) struct V2Args {
    #[command(flatten)]
    catalogue: CatalogueArgs,
    #[command(flatten)]
    tracks: TrackArgs,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(clap::Args)]
struct OutputArgs {
    #[command(flatten)]
    style: StyleArgs,
    /// Fail if two different inputs give the same key ID, and name both; earlier rows have been printed by then
    ///
    /// Keeps every key ID in memory: 30 to 60 bytes per row, 3.5 GiB for 100 million rows.
    #[arg(long, help_heading = "Output")]
    unique: bool,
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::V1(args) => {
                args.catalogue.warn(console);
                let catalogue = args.catalogue.catalogue(vec![args.indexes.keys()])?;
                args.output.derive(catalogue, Version::V1, console)
            }
            Self::V2(args) => {
                args.catalogue.warn(console);
                args.tracks.warn(console);
                let catalogue = args.catalogue.catalogue(vec![args.tracks.keys()?])?;
                args.output.derive(catalogue, Version::V2, console)
            }
        }
    }
}

impl OutputArgs {
    /// Writes a row for each key ID.
    fn derive(
        self,
        catalogue: Catalogue,
        version: Version,
        console: &Console,
    ) -> Result<(), Failure> {
        let Self {
            style: StyleArgs { form, format },
            unique,
        } = self;
        let header = format.header(&Row::new(&[version], None).with(KID, Value::Null));
        let seen = unique.then(|| Arc::new(Seen::new()));
        let is_verbose = console.is_verbose();
        let (mut run, blocks) = catalogue.run(&header, console, move |part| {
            let lines = match format {
                Format::Text => text(&part.key_ids, form),
                Format::Csv => rows(Rows::csv(), part, form),
                Format::Jsonl => rows(Rows::jsonl(), part, form),
            };
            let first = part.inputs().next().filter(|_| is_verbose);
            let found = Found {
                message: first.map(|input| input.message()),
                collision: seen.as_deref().and_then(|seen| collision(seen, part)),
            };
            (lines, found)
        })?;
        let mut is_explained = false;
        for block in blocks {
            let block = block?;
            if let (Some(message), false) = (&block.found.message, is_explained) {
                explain(message, console);
                is_explained = true;
            }
            if let Some(collision) = run.write(block)?.collision {
                return Err(collision);
            }
        }
        run.finish()
    }
}

/// What is found in a part of a catalogue.
struct Found {
    /// The first message, if it is to be explained.
    message: Option<String>,
    /// Two inputs with one key ID.
    collision: Option<Failure>,
}

/// The key IDs alone, one per line.
fn text(key_ids: &[KeyId], form: Form) -> Vec<u8> {
    let mut lines = Vec::with_capacity(key_ids.len() * (Form::MAX_LENGTH + 1));
    let mut buffer = [0; Form::MAX_LENGTH];
    for key_id in key_ids {
        lines.extend_from_slice(key_id.encode(form, &mut buffer).as_bytes());
        lines.push(b'\n');
    }
    lines
}

/// A row for each key ID.
fn rows(mut rows: Rows, part: &Part<'_>, form: Form) -> Vec<u8> {
    let mut row = Row::default();
    for (input, key_id) in part.inputs().zip(&part.key_ids) {
        row.set(&[input.version()], Some(input));
        row.push(KID, (*key_id, form));
        rows.push(&row);
    }
    rows.take()
}

/// Two different inputs with one key ID, the one with the shorter description first.
fn collision(seen: &Seen, part: &Part<'_>) -> Option<Failure> {
    let (key_id, mut inputs) = seen.add(part)?;
    inputs.sort_by(|a, b| a.len().cmp(&b.len()).then(a.cmp(b)));
    let inputs = inputs.join("; and ");
    let failure = Failure::expected(
        Status::Other,
        format!("two inputs give the key ID {key_id}: {inputs}"),
    );
    Some(failure.hint("the fields are hashed without separators: a content ID that ends in a digit can give the key ID of another one's period"))
}

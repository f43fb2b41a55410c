//! `countersign speke kid v1` and `v2`.

use std::sync::Arc;

use clap::Subcommand;
use countersign::speke::lanes::{KeyIdBytes, Level};
use countersign::speke::{Deriver, Input};

use super::catalogue::{Catalogue, Version};
use super::explain::explain;
use super::fields::{CatalogueArgs, IndexArgs, TrackArgs};
use super::pick::pick;
use super::rows::{RowArgs, Sheet};
use super::run::{Block, Run, unreadable};
use super::tasks::Task;
use super::unique::{Cut, Seen};
use crate::terminal::{Console, Failure, Status};

/// How many bytes of rows are handed over at once.
const FULL: usize = 128 << 10;

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
  text   the key id alone, one a line
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index,kid
  jsonl  the same columns as JSON objects, one a line

Files of contents:
  lines  one content id a line, exactly as it stands; \n or \r\n ends it
  csv    a header line with the column content_id; tenant_id,
         content_key_period_index and key_id_index override the options, unless
         they are empty; all other columns are ignored
  jsonl  objects with the same keys

  A bad line is reported with its number and costs nothing but itself; the exit
  status is 3 then. Memory: 5 MB, and at most 1 MB for each core.

Examples:
  $ countersign speke kid v1 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id bd99b041-4353-4b7a-9533-f36ee752b735
  0a1e610d-e346-0665-42b2-409580b51be6

  $ countersign speke kid v1 --tenant-id T1 --content-id film --period 0-1 \
      --format csv
  tenant_id,content_id,content_key_period_index,key_id_index,kid
  T1,film,0,0,89f7d061-3102-4f9a-0b27-21c29405de51
  T1,film,1,0,c8a1c284-62ff-5e6d-f121-bbef8e8d9815

  Before packaging, all key ids of a catalogue, in the form that the packager
  wants:
  $ printf 'content_id,content_key_period_index\nfilm,1\n"a, b",0\n' | \
      countersign speke kid v1 --tenant-id T1 --content-ids - \
      --input-format csv --form hex --format csv --unique
  tenant_id,content_id,content_key_period_index,key_id_index,kid
  T1,film,1,0,c8a1c28462ff5e6df121bbef8e8d9815
  T1,"a, b",0,0,6579bdcf3d9f0c3fec05a54e404f1724"#;

const V2_AFTER_HELP: &str = r"Formats:
  text   the key id alone, one a line
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         protection_scheme,intended_track_type,kid
  jsonl  the same columns as JSON objects, one a line

Files of contents:
  lines  one content id a line, exactly as it stands; \n or \r\n ends it
  csv    a header line with the column content_id; tenant_id,
         content_key_period_index, protection_scheme and intended_track_type
         override the options, unless they are empty; all other columns are
         ignored
  jsonl  objects with the same keys

  A bad line is reported with its number and costs nothing but itself; the exit
  status is 3 then. Memory: 5 MB, and at most 1 MB for each core.

Examples:
  $ countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id test_content
  bc8b57c8-6a1e-1b58-5235-d8be6ce5602a

  $ countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id test_content --track-type VIDEO,AUDIO --form base64
  vItXyGoeG1hSNdi+bOVgKg==
  nfCUMKm4EwR/CX62KyINFQ==

  Before packaging, all key ids of a catalogue:
  $ printf 'film\nseries-1\n' | \
      countersign speke kid v2 --tenant-id T1 --content-ids - \
      --track-type VIDEO,AUDIO --format csv --unique
  tenant_id,content_id,content_key_period_index,protection_scheme,intended_track_type,kid
  T1,film,0,cenc,VIDEO,db104c24-be04-e6d4-39d3-abdc86c0f170
  T1,film,0,cenc,AUDIO,902a1e27-0551-76e3-34ec-9c76b5270d20
  T1,series-1,0,cenc,VIDEO,53e00365-f673-74c2-bd91-199b565d7789
  T1,series-1,0,cenc,AUDIO,9eeae5e3-aeb8-d9f1-60a5-6908a6cbfd38";

/// Derive key ids
#[derive(Subcommand)]
#[command(after_long_help = EXAMPLES)]
pub(crate) enum Command {
    V1(V1Args),
    V2(V2Args),
}

/// Derive version 1 key ids
///
/// SHA-256 of tenant id, content id, content key period index and key id index, without separators. All combinations of the lists come out, the
/// content id outermost, in the order given. A catalogue of any size is streamed: its memory does not grow, but with --unique.
#[derive(clap::Args)]
#[command(after_long_help = V1_AFTER_HELP)]
pub(crate) struct V1Args {
    #[command(flatten)]
    catalogue: CatalogueArgs,
    #[command(flatten)]
    indexes: IndexArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Derive version 2 key ids
///
/// SHA-256 of tenant id, content id, protection scheme, content key period index and intended track type, without separators. All combinations of
/// the lists come out, the content id outermost, in the order given. A catalogue of any size is streamed: its memory does not grow, but with
/// --unique.
#[derive(clap::Args)]
#[command(after_long_help = V2_AFTER_HELP)]
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
    rows: RowArgs,
    /// Fail when two different inputs give one key id, naming both; the rows before it are out by then
    ///
    /// Every key id is kept: 30 to 60 bytes a row, 100 million rows in 3.5 GiB.
    #[arg(long, help_heading = "Output")]
    unique: bool,
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::V1(args) => {
                args.catalogue.warn(console);
                derive(
                    args.catalogue,
                    args.indexes.version(),
                    "key_id_index",
                    &args.output,
                    console,
                )
            }
            Self::V2(args) => {
                args.catalogue.warn(console);
                args.tracks.warn(console);
                derive(
                    args.catalogue,
                    args.tracks.version(),
                    "protection_scheme,intended_track_type",
                    &args.output,
                    console,
                )
            }
        }
    }
}

/// Derives all key ids; `kind` are the columns that only this version has.
fn derive(
    args: CatalogueArgs,
    version: Version,
    kind: &str,
    output: &OutputArgs,
    console: &Console,
) -> Result<(), Failure> {
    let run = Run::new(args, vec![version])?;
    let catalogue = Arc::clone(&run.catalogue);
    let seen = output.unique.then(|| Arc::new(Seen::new()));
    let (rows, explains) = (output.rows, console.is_verbose());
    let worker = || {
        let mut derivation = Derivation::new(rows, seen.clone(), explains);
        let catalogue = Arc::clone(&catalogue);
        move |task: Task, give: &mut dyn FnMut(Block)| derivation.task(&catalogue, &task, give)
    };
    let mut explained = false;
    let bad = run.run(&rows.header(kind), console, worker, |block| {
        if let Some(message) = block.first.as_ref().filter(|_| !explained) {
            explained = true;
            explain(message, console);
        }
    })?;
    bad.map_or(Ok(()), Err)
}

/// One core's work: from the inputs of a task to rows.
struct Derivation {
    deriver: Deriver,
    sheet: Sheet,
    seen: Option<Arc<Seen>>,
    /// The cuts of the inputs whose key ids are still to come.
    cuts: Vec<Cut>,
    /// The place in the task of an input whose key id another input has, and how that one is cut.
    twin: Option<(u64, Cut)>,
    /// Whether the first input of each task is kept.
    explains: bool,
    first: Option<String>,
    /// How many inputs of the task have their key ids, and how many of them are handed over.
    done: u64,
    given: u64,
}

impl Derivation {
    fn new(rows: RowArgs, seen: Option<Arc<Seen>>, explains: bool) -> Self {
        let (deriver, sheet) = (Deriver::new(Level::detect()), Sheet::new(rows));
        Self {
            deriver,
            sheet,
            seen,
            cuts: Vec::new(),
            twin: None,
            explains,
            first: None,
            done: 0,
            given: 0,
        }
    }

    fn task(&mut self, catalogue: &Catalogue, task: &Task, give: &mut dyn FnMut(Block)) {
        (self.done, self.given, self.first) = (0, 0, None);
        let tally = catalogue.walk(&task.source, &task.slice, |grid, slice| {
            self.deriver.start(grid);
            self.sheet.start(grid);
            grid.for_each(slice, |input| self.input(&input, give));
        });
        let Self {
            deriver,
            sheet,
            seen,
            cuts,
            twin,
            done,
            ..
        } = self;
        fill(deriver.finish(), sheet, seen.as_deref(), cuts, twin, done);
        let mut block = Block {
            tally,
            bytes: task.bytes(),
            failure: unreadable(catalogue, &task.source),
            ..self.block()
        };
        if let Some((place, other)) = self.twin.take() {
            pick(catalogue, task, &[place], |input| {
                block.failure = Some(collision(input, other));
            });
        }
        give(block);
    }

    fn input(&mut self, input: &Input<'_>, give: &mut dyn FnMut(Block)) {
        let Self {
            deriver,
            sheet,
            seen,
            cuts,
            twin,
            explains,
            first,
            done,
            ..
        } = self;
        if std::mem::take(explains) {
            *first = Some(input.message());
        }
        if seen.is_some() {
            cuts.push(Cut::of(input));
        }
        sheet.row(input);
        if let Some(key_ids) = deriver.push(input) {
            fill(key_ids, sheet, seen.as_deref(), cuts, twin, done);
            if sheet.full() >= FULL {
                give(self.block());
            }
        }
    }

    /// What is done and not handed over yet.
    fn block(&mut self) -> Block {
        let rows = self.done - self.given;
        self.given = self.done;
        Block {
            lines: self.sheet.take(),
            rows,
            first: self.first.take(),
            ..Block::default()
        }
    }
}

/// Fills key ids into their rows, and looks whether they are new.
fn fill(
    key_ids: &[KeyIdBytes],
    sheet: &mut Sheet,
    seen: Option<&Seen>,
    cuts: &mut Vec<Cut>,
    twin: &mut Option<(u64, Cut)>,
    done: &mut u64,
) {
    sheet.fill(key_ids);
    if let Some(seen) = seen {
        for (place, (key_id, cut)) in (*done..).zip(key_ids.iter().zip(cuts.drain(..))) {
            let other = seen.add(key_id, cut);
            *twin = twin.or(other.map(|other| (place, other)));
        }
    }
    *done += key_ids.len() as u64;
}

/// Names both inputs, the one with the shorter texts first.
fn collision(input: &Input<'_>, other: Cut) -> Failure {
    let message = input.message();
    let mut names = [Some(*input), other.cut(&message, input)]
        .map(|input| input.map_or_else(String::new, |input| input.to_string()));
    names.sort_by_key(|name| (name.len(), name.clone()));
    let [first, second] = names;
    Failure::expected(Status::Other, format!("two inputs give the key id {}: {first}; and {second}", input.key_id()))
        .hint("the fields are hashed without separators: a content id that ends in a digit can give the key id of another one's period")
}

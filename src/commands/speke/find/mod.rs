//! `countersign speke find`.

mod matches;
mod targets;
mod tried;
mod wanted;

use std::sync::Arc;

use countersign::speke::Version;

use self::matches::{Match, Search, columns, write};
use self::targets::Targets;
use self::tried::Tried;
use self::wanted::Wanted;
use super::args::{self, CatalogueArgs, IndexArgs, TrackArgs};
use crate::catalogue::row::Format;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

const AFTER_HELP: &str = r"Formats:
  text   the key ID as given, and the input it was derived from
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index,protection_scheme,intended_track_type,kid,byte_order;
         fields of the other version are empty; byte_order is 'as given' or
         'swapped'
  jsonl  the same columns as JSON objects, one per line, without empty ones

  A key ID from a file is printed with its first place there; csv and jsonl then
  also have the columns file,line,offset,where.

Content files:
  lines, CSV or JSON lines, with the columns of speke kid v1 and v2

Examples:
  Whose key is this playlist's?
  $ printf '#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,KEYID=0x%s\n' \
      db104c24be04e6d439d3abdc86c0f170 | \
      countersign speke find --in - --tenant-id T1 --content-id film
  db104c24-be04-e6d4-39d3-abdc86c0f170 (standard input, line 2, EXT-X-KEY@KEYID): tenant id T1, content id film, content key period index 0, protection scheme cenc, intended track type VIDEO

  Which content does this key ID belong to?
  $ printf 'film\nseries-1\nseries-2\n' | countersign speke find \
      yKHChGL_Xm3xIbvvjo2YFQ --tenant-id T1 --content-ids - \
      --period 0-23
  yKHChGL_Xm3xIbvvjo2YFQ: tenant id T1, content id film, content key period index 1, key id index 0

  $ countersign speke find yFeLvB5qWBtSNdi+bOVgKg== --format csv \
      --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id test_content --track-type VIDEO,AUDIO
  tenant_id,content_id,content_key_period_index,key_id_index,protection_scheme,intended_track_type,kid,byte_order
  10d42897-a795-4fd8-a2d4-00e3ab59dece,test_content,0,,cenc,VIDEO,yFeLvB5qWBtSNdi+bOVgKg==,swapped";

/// Find the input that a key ID was derived from
///
/// Derives the key IDs of all combinations of the lists, and prints the inputs of those that match as they are found. The search ends when every key ID
/// is found, unless --all is given; searching for many takes one pass. A key ID can be given in any form, and is also found if its bytes are in the other
/// order, as in the Base64 of a little-endian GUID. --key-id-index implies version 1, --protection-scheme and --intended-track-type imply version 2; with
/// neither or both, both versions are tried, unless --speke selects one. If a key ID is not found, the exit status is 1 and the error says what was tried.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP, override_usage = "\
    countersign speke find [OPTIONS] --tenant-id <GUID> --content-id <ID>...
           <KID>...
       countersign speke find [OPTIONS] --tenant-id <GUID> --content-ids <FILE>
           --kids <FILE>
       countersign speke find [OPTIONS] --tenant-id <GUID> --content-id <ID>...
           --in <FILE>")]
pub(crate) struct Args {
    /// Key IDs, in any form: GUID, hex, 0x and hex, base64, base64url
    #[arg(value_name = "KID", required_unless_present_any = ["kids", "in"])]
    key_ids: Vec<String>,
    /// Search for the key IDs in a manifest, playlist, segment, PSSH box or other file that speke inspect reads; repeat the option for more files
    #[arg(id = "in", long, value_name = "FILE", value_parser = FileArg::parser())]
    files: Vec<FileArg>,
    /// Read more key IDs from a file, or - for standard input: one per line, or JSON lines with the key kid, as speke inspect writes them
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
        let (targets, skipped) =
            Targets::read(&self.key_ids, self.kids.as_ref(), &self.files, console)?;
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

        let (format, wanted) = (self.format, Arc::new(Wanted::new(targets)));
        let mut search = Search::new(&wanted);
        let header = format.header(&columns(&wanted));
        let searched = Arc::clone(&wanted);
        let (mut run, blocks) = catalogue.run(&header, console, move |part| {
            write(&Match::all(part, &searched), &searched, format)
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
        let outcome = run.finish().and(skipped);
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

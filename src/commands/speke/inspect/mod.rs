//! `countersign speke inspect`.

mod findings;
mod table;

use std::fs::File;
use std::io::{self, Seek};

use countersign::speke::inspect::{self, Error, Finding, Inspection};

pub(super) use self::findings::report;
use super::args::StyleArgs;
use crate::terminal::input::{EMPTY_PIPE, FileArg, cause};
use crate::terminal::{Console, Failure, Status};

const AFTER_HELP: &str = r"Formats:
  text   an aligned table with a header line, with the files' names where
         there are several; a missing value is -
  csv    a header line, then file,line,offset,where,carrier,system,kid,
         as_written,form,byte_order
  jsonl  the same columns as JSON objects, one per line, without empty ones

  line      the line number in a text, from 1
  offset    the byte offset in a binary file, from 0
  where     the path to the key ID: elements, tags, boxes and the data encoded
            in them
  carrier   what contains it: default_KID, PSSH, Widevine, WRMHEADER 4.0, tenc,
            KEYID, ContentKey@kid and so on
  system    the DRM system, if the key ID is for a particular one
  as_written
            the text in the file, or the hex of 16 raw bytes
  form      how it is written: a form as for --form, or bytes
  byte_order
            big-endian, or little-endian as in PlayReady; kid is always in
            GUID order

Exit status 1:
  the file contradicts itself; the warnings say where

Files:
  DASH MPD, Smooth Streaming manifest, HLS playlist, CPIX document, MP4 file
  or segment; PSSH boxes, PlayReady objects and headers, Widevine's data, each
  as bytes, in Base64 or in hex. Their names do not matter.

Examples:
  $ printf '#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,KEYID=0x%s\n' \
      0A1E610DE346066542B2409580B51BE6 | countersign speke inspect -
  line  kid                                   form  byte_order  system  where
  2     0a1e610d-e346-0665-42b2-409580b51be6  hls   big-endian  -       EXT-X-KEY@KEYID

  $ echo AAAAMnBzc2gAAAAA7e+LqXnWSs6jyCfc1R0h7QAAABISEAoeYQ3jRgZlQrJAlYC1G+Y= |
      countersign speke inspect - --form hls --format csv
  file,line,offset,where,carrier,system,kid,as_written,form,byte_order
  standard input,1,,PSSH v0 > Widevine,Widevine,Widevine,0x0a1e610de346066542b2409580b51be6,0a1e610de346066542b2409580b51be6,bytes,big-endian

  Whose key is it?
  $ echo AAAAMnBzc2gAAAAA7e+LqXnWSs6jyCfc1R0h7QAAABISEAoeYQ3jRgZlQrJAlYC1G+Y= |
      countersign speke find --in - --speke v1 \
      --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
      --content-id bd99b041-4353-4b7a-9533-f36ee752b735
  0a1e610d-e346-0665-42b2-409580b51be6 (standard input, line 1, PSSH v0 > Widevine): tenant id 10d42897-a795-4fd8-a2d4-00e3ab59dece, content id bd99b041-4353-4b7a-9533-f36ee752b735, content key period index 0, key id index 0";

/// Show the key IDs in manifests, playlists, segments and PSSH boxes
///
/// Prints every key ID in a file, where it is and how it is written there. The file type is detected from the content. Warns, with exit status 1, if
/// the file contradicts itself: if a PSSH box has other key IDs than its default_KID, or if a key ID also occurs in the other byte order. Damage inside
/// a file is an error: the rest is still printed, and the exit status is 3. MP4 files and
/// PSSH boxes may have any size, all others 16 MiB.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The files; - is standard input
    #[arg(id = "file", value_name = "FILE", required = true, value_parser = FileArg::parser())]
    files: Vec<FileArg>,
    #[command(flatten)]
    style: StyleArgs,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let mut inspected = Vec::new();
        let mut unread = Vec::new();
        for file in &self.files {
            match open(file, "") {
                Ok(inspection) => {
                    report(&inspection, file, console);
                    inspected.push((file.name(), inspection));
                }
                Err(failure) => unread.push(failure),
            }
        }
        if self.files.len() == 1
            && let Some(only) = unread.pop()
        {
            return Err(only);
        }
        for failure in &unread {
            console.report(failure);
        }
        if !inspected.is_empty() {
            table::print(&inspected, self.style.form, self.style.format)?;
        }
        self.verdict(&inspected, unread.len())
    }

    /// Fails if files are damaged or, less severe, contradict themselves.
    fn verdict(&self, inspected: &[(String, Inspection)], unread: usize) -> Result<(), Failure> {
        let with = |is_error| {
            let has = |finding: &Finding| finding.problem.is_error() == is_error;
            let files = inspected.iter();
            files
                .filter(|(_, inspection)| inspection.findings.iter().any(has))
                .count()
        };
        let name = |count| match &*self.files {
            [only] => only.to_string(),
            files => format!("{count} of {} files", files.len()),
        };
        match (unread + with(true), with(false)) {
            (0, 0) => Ok(()),
            (0, count) => {
                let verb = if count == 1 {
                    "contradicts itself"
                } else {
                    "contradict themselves"
                };
                let message = format!("{} {verb}", name(count));
                Err(Failure::expected(Status::Other, message))
            }
            (count, _) => {
                let message = format!("{} cannot be read completely", name(count));
                Err(Failure::input(message))
            }
        }
    }
}

/// Inspects a file. The message of a failure starts with `prefix`.
pub(super) fn open(file: &FileArg, prefix: &str) -> Result<Inspection, Failure> {
    let inspected = match file {
        FileArg::Stdin => inspect::read_forward(io::stdin().lock()),
        FileArg::Path(path) => File::open(path)
            .map_err(Error::Io)
            // a pipe cannot be sought in
            .and_then(|mut file| match file.stream_position() {
                Ok(_) => inspect::read(file),
                Err(_) => inspect::read_forward(file),
            }),
    };
    inspected.map_err(|error| {
        let message = match &error {
            Error::Io(error) => format!("{prefix}{file} cannot be read: {}", cause(error)),
            _ => format!("{prefix}{file} {error}"),
        };
        match (error, file) {
            (Error::Empty, FileArg::Stdin) => Failure::input(message).hint(EMPTY_PIPE),
            _ => Failure::input(message),
        }
    })
}

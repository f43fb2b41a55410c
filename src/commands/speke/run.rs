//! A catalogue from its first task to its last: what comes of them, what is wrong with some lines, how far it is.

use std::fs;
use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use super::catalogue::{Catalogue, Source, Tally, Version};
use super::chunks::{Chunk, Chunks};
use super::fields::{CatalogueArgs, InputFormat};
use super::pipeline;
use super::records::{Columns, Layout};
use super::tasks::{ROWS, Task, Tasks};
use crate::terminal::input::{FileArg, cause};
use crate::terminal::progress::Length;
use crate::terminal::{Console, Failure, Stream};

/// What comes of a part of a task.
#[derive(Default)]
pub(super) struct Block {
    /// Whole lines of the result.
    pub(super) lines: Vec<u8>,
    /// How many combinations were looked at.
    pub(super) rows: u64,
    /// How much of the file was read for them.
    pub(super) bytes: u64,
    pub(super) tally: Tally,
    /// The message of the first combination, if it is wanted.
    pub(super) first: Option<String>,
    /// The places of the key ids that were found.
    pub(super) found: Vec<usize>,
    /// Why the run ends here.
    pub(super) failure: Option<Failure>,
}

/// A catalogue, ready to be walked.
pub(super) struct Run {
    pub(super) catalogue: Arc<Catalogue>,
    tasks: Tasks,
    threads: usize,
    length: Length,
}

impl Run {
    /// Opens the file, if there is one, and reads its header line, if it has one.
    pub(super) fn new(args: CatalogueArgs, versions: Vec<Version>) -> Result<Self, Failure> {
        let CatalogueArgs {
            tenant_id,
            content_id,
            content_ids,
            input_format,
            periods,
            threads,
        } = args;
        let mut chunks = None;
        let mut layout = Layout::Lines;
        let mut length = Length::Unknown;
        if let Some(file) = &content_ids {
            let unreadable = |error: io::Error| {
                Failure::input(format!(
                    "--content-ids: {file} cannot be read: {}",
                    cause(&error)
                ))
            };
            length = length_of(file).map_err(unreadable)?;
            let kind = InputFormat::of(input_format, file);
            let mut stream = Chunks::new(
                file.open().map_err(unreadable)?,
                kind == InputFormat::Csv,
                1,
            );
            layout = kind.layout(|| columns(file, &mut stream))?;
            let has_tenants = match &layout {
                Layout::Lines => false,
                Layout::Csv(columns) => columns.has("tenant_id"),
                // an object may have one
                Layout::Jsonl => true,
            };
            if tenant_id.is_none() && !has_tenants {
                return Err(Failure::usage("--tenant-id is missing")
                    .hint(format!("{} has no column tenant_id", file.name())));
            }
            chunks = Some(stream);
        }
        let name = content_ids.as_ref().map(FileArg::name).unwrap_or_default();
        let catalogue = Arc::new(Catalogue {
            name,
            tenant_id,
            content_ids: content_id,
            layout,
            periods,
            versions,
        });
        let width = catalogue.width();
        length = match length {
            Length::Bytes(bytes) if bytes.saturating_mul(width) <= 8 * ROWS => Length::Short,
            Length::Unknown if chunks.is_none() => {
                match width.saturating_mul(catalogue.content_ids.len() as u64) {
                    rows if rows <= ROWS => Length::Short,
                    rows => Length::Rows(rows),
                }
            }
            other => other,
        };
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        let threads = if matches!(length, Length::Short) {
            1
        } else {
            threads.map_or_else(cores, |threads| threads.get().into())
        };
        let tasks = Tasks::new(&catalogue, chunks);
        Ok(Self {
            catalogue,
            tasks,
            threads,
            length,
        })
    }

    /// Walks the whole catalogue and writes the lines that come of it below a header. Gives, if lines were bad, the failure that says so at the end.
    pub(super) fn run<W: FnMut(Task, &mut dyn FnMut(Block)) + Send + 'static>(
        self,
        header: &str,
        console: &Console,
        worker: impl Fn() -> W,
        mut look: impl FnMut(&Block),
    ) -> Result<Option<Failure>, Failure> {
        let mut stream = Stream::new(self.length);
        stream.write(header.as_bytes())?;
        let name = &self.catalogue.name;
        let (mut bad, mut tally) = (0_u64, Tally::default());
        pipeline::run(self.threads, self.tasks, worker, |block: Block| {
            look(&block);
            stream.write(&block.lines)?;
            stream.advance(block.rows, block.bytes);
            for (line, reason) in &block.tally.bad {
                stream.aside(|| console.complain(format_args!("{name}: line {line}: {reason}")));
            }
            bad += block.tally.bad.len() as u64;
            tally.add(&block.tally);
            block.failure.map_or(Ok(()), Err)
        })?;
        drop(stream);
        warn(name, &tally, console);
        let lines = if bad == 1 { "line" } else { "lines" };
        Ok((bad > 0)
            .then(|| Failure::input(format!("{name}: {bad} bad {lines}, all others are done"))))
    }
}

/// How long a file is; of a pipe nobody knows.
fn length_of(file: &FileArg) -> io::Result<Length> {
    let FileArg::Path(path) = file else {
        return Ok(Length::Unknown);
    };
    let about = fs::metadata(path)?;
    Ok(if about.is_file() {
        Length::Bytes(about.len())
    } else {
        Length::Unknown
    })
}

/// Reads the header line of a CSV file.
fn columns(file: &FileArg, chunks: &mut Chunks) -> Result<Columns, Failure> {
    let wrong = |reason: &str| Failure::input(format!("{}: line 1: {reason}", file.name()));
    let header = match chunks.next() {
        None => return Err(wrong("there is no header line")),
        Some(Chunk::Records { bytes, .. }) => bytes,
        Some(Chunk::Bad { reason, .. }) => return Err(wrong(reason)),
        Some(Chunk::Unreadable(error)) => {
            return Err(Failure::input(format!(
                "--content-ids: {file} cannot be read: {}",
                cause(&error)
            )));
        }
    };
    let header = String::from_utf8(header).map_err(|_| wrong("is not UTF-8"))?;
    let columns = Columns::of(&header).map_err(|reason| wrong(&reason))?;
    if columns.has("content_id") {
        Ok(columns)
    } else {
        Err(wrong("has no column content_id"))
    }
}

/// Says at the end, once, what is hashed as given though it is probably not meant so.
fn warn(name: &str, tally: &Tally, console: &Console) {
    let lines = |count: u64| {
        if count == 1 {
            "1 line has".to_owned()
        } else {
            format!("{count} lines have")
        }
    };
    let warn = |count: u64, what: &str| {
        if count > 0 {
            console.warn(format_args!("{name}: {} {what}", lines(count)));
        }
    };
    warn(
        tally.white_space,
        "white space at an end of a text: hashed as given, it gives other key ids than without",
    );
    warn(
        tally.upper_case,
        "upper-case letters in a tenant id: hashed as given, it gives other key ids than in lower case",
    );
    warn(
        tally.schemes,
        "a protection scheme that is none of cenc and cbcs: hashed as given",
    );
}

/// Why a source cannot be walked at all.
pub(super) fn unreadable(catalogue: &Catalogue, source: &Source) -> Option<Failure> {
    match source {
        Source::Unreadable(error) => Some(Failure::input(format!(
            "{} cannot be read: {}",
            catalogue.name,
            cause(error)
        ))),
        _ => None,
    }
}

//! Many key IDs: read, expand, derive, and write in order, on all cores.
//!
//! A [`Catalogue`] has content IDs and, for each version of SPEKE, a template: a grid of everything else. [`Catalogue::run`] goes through the
//! stages:
//!
//! - **read**: a [`Reader`] cuts a file into parts of whole [`Records`];
//! - **expand**: the records become [`Task`]s of about as many key IDs; in a task each entry turns the templates into grids of its own;
//! - **derive**: [`key_ids`](countersign::speke::key_ids) hashes the inputs of a task, which are a [`Part`] then;
//! - **write**: the command makes lines of the part ([`row`]), and [`Run`] writes them in the order of the tasks.

mod bad_lines;
mod noticed;
mod ordered;
mod records;
pub(crate) mod row;
mod run;
mod task;
pub(crate) mod unique;

use std::fs;
use std::hint;
use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use countersign::speke::Grid;

pub(crate) use self::bad_lines::{BadLine, BadLines};
pub(crate) use self::noticed::{known_track_type, plain_guid};
pub(crate) use self::records::Format as InputFormat;
use self::records::{Limits, Reader, Records, TENANT_ID};
pub(crate) use self::run::{Block, Run};
pub(crate) use self::task::Part;
use self::task::{BYTES, ROWS, Task};
use crate::terminal::input::{FileArg, cause};
use crate::terminal::progress::Length;
use crate::terminal::{Console, Failure};

/// Content IDs, and lists of everything else that their key IDs are derived from.
pub(crate) struct Catalogue {
    /// The file, as messages name it.
    name: String,
    source: Source,
    /// A grid for each version, without a content ID.
    templates: Arc<[Grid<'static>]>,
    /// Whether each record must name a tenant.
    needs_tenant: bool,
    length: Length,
    threads: usize,
}

enum Source {
    Ids(&'static [String]),
    File(Reader),
}

impl Catalogue {
    /// The content IDs of a command line.
    pub(crate) fn from_ids(
        ids: Vec<String>,
        templates: Vec<Grid<'static>>,
        threads: Option<NonZero<u16>>,
    ) -> Self {
        let length = match width(&templates).saturating_mul(ids.len() as u64) {
            rows if rows <= ROWS as u64 => Length::Short,
            rows => Length::Rows(rows),
        };
        Self {
            name: String::new(),
            source: Source::Ids(ids.leak()),
            templates: templates.into(),
            needs_tenant: false,
            length,
            threads: cores(length, threads),
        }
    }

    /// The content IDs of a file, whose header line is read, if it has one. Without a tenant of the command line, each record must name one.
    pub(crate) fn from_file(
        file: &FileArg,
        format: InputFormat,
        templates: Vec<Grid<'static>>,
        needs_tenant: bool,
        threads: Option<NonZero<u16>>,
    ) -> Result<Self, Failure> {
        let name = file.name();
        let unreadable = |error: io::Error| {
            Failure::input(format!(
                "--content-ids: {file} cannot be read: {}",
                cause(&error)
            ))
        };
        let length = match length(file).map_err(unreadable)? {
            Length::Bytes(bytes) if bytes.saturating_mul(width(&templates)) <= BYTES as u64 => {
                Length::Short
            }
            length => length,
        };
        let mut reader = Reader::new(file.open().map_err(unreadable)?, format);
        reader
            .read_header()
            .map_err(unreadable)?
            .map_err(|reason| Failure::input(format!("{name}: line 1: {reason}")))?;
        if needs_tenant && !reader.may_have_tenant() {
            return Err(Failure::usage("--tenant-id is missing")
                .hint(format!("{name} has no column {TENANT_ID}")));
        }
        Ok(Self {
            name,
            source: Source::File(reader),
            templates: templates.into(),
            needs_tenant,
            length,
            threads: cores(length, threads),
        })
    }

    /// A grid for each version, without a content ID.
    pub(crate) fn templates(&self) -> &[Grid<'static>] {
        &self.templates
    }

    /// The file, if its records may override the templates.
    pub(crate) fn overriding_file(&self) -> Option<&str> {
        let overrides = matches!(&self.source, Source::File(reader) if reader.may_override());
        overrides.then_some(self.name.as_str())
    }

    /// Derives all key IDs. `work` makes lines of each part, and finds what the command wants to know of it.
    pub(crate) fn run<'c, T: Send + 'static>(
        self,
        header: &str,
        console: &'c Console,
        work: impl Fn(&Part<'_>) -> (Vec<u8>, T) + Clone + Send + 'static,
    ) -> Result<(Run<'c>, impl Iterator<Item = Result<Block<T>, Failure>>), Failure> {
        if !matches!(self.length, Length::Short) {
            keep_freed_memory();
        }
        let versions = self.templates.iter().map(|grid| grid.keys.version());
        let versions = versions.collect();
        let mut run = Run::start(header, &self.name, self.length, versions, console)?;
        if let Source::File(reader) = &self.source {
            run.warn_of_names(reader.names());
        }
        let (threads, templates, needs_tenant) =
            (self.threads, Arc::clone(&self.templates), self.needs_tenant);
        let blocks = ordered::map(threads, self.tasks(), move |task: Result<Task, Failure>| {
            Ok(task?.derive(&templates, needs_tenant, &work))
        });
        Ok((run, blocks))
    }

    /// The tasks, in order; a file that cannot be read on ends them.
    fn tasks(self) -> impl Iterator<Item = Result<Task, Failure>> + Send {
        let Self {
            name,
            source,
            templates,
            needs_tenant,
            ..
        } = self;
        let width = usize::try_from(width(&templates))
            .unwrap_or(usize::MAX)
            .max(1);
        let mut limits = Limits {
            records: (ROWS / width).max(1),
            bytes: (BYTES / width).max(1),
        };
        let records: Box<dyn Iterator<Item = io::Result<Records>> + Send> = match source {
            Source::Ids(ids) => {
                let longest = ids.iter().map(String::len).max().unwrap_or_default();
                limits.records = limits.records.min(limits.bytes / longest.max(1)).max(1);
                Box::new(
                    ids.chunks(limits.records)
                        .map(|ids| Ok(Records::from_ids(ids))),
                )
            }
            Source::File(mut reader) => {
                reader.limit(limits);
                Box::new(reader)
            }
        };
        records.flat_map(move |records| {
            let (tasks, failure) = match records {
                Ok(records) => (Some(Task::split(records, &templates, needs_tenant)), None),
                Err(error) => {
                    let message = format!("{name} cannot be read: {}", cause(&error));
                    (None, Some(Failure::input(message)))
                }
            };
            tasks.into_iter().flatten().map(Ok).chain(failure.map(Err))
        })
    }
}

/// Keeps the memory of a task for the next one. Without this, glibc returns it to the system each time; once a block of this size was freed,
/// it keeps as much. The ratio is in `benches/README.md`.
fn keep_freed_memory() {
    drop(hint::black_box(Vec::<u8>::with_capacity(1 << 20)));
}

/// How many key IDs a content has for which no record says anything else.
fn width(templates: &[Grid<'_>]) -> u64 {
    templates
        .iter()
        .fold(0, |sum, template| sum.saturating_add(template.count()))
}

/// How many cores are used: all, unless the user wants another number, but a short run is over before its threads have started.
fn cores(length: Length, threads: Option<NonZero<u16>>) -> usize {
    let all = || thread::available_parallelism().map_or(1, NonZero::get);
    match length {
        Length::Short => 1,
        _ => threads.map_or_else(all, |threads| threads.get().into()),
    }
}

/// How long a file is; of a pipe nobody knows.
fn length(file: &FileArg) -> io::Result<Length> {
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

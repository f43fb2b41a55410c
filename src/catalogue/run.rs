//! The results of a catalogue, written in order.

use countersign::speke::Version;

use super::noticed::Noticed;
use super::records::Names;
use super::{BadLine, BadLines};
use crate::terminal::input::FileArg;
use crate::terminal::progress::Length;
use crate::terminal::{Console, Failure, Stream};

/// What a task gives.
pub(crate) struct Block<T> {
    /// Whole lines.
    pub(crate) lines: Vec<u8>,
    /// What the command wants to know.
    pub(crate) found: T,
    /// How many key IDs were derived.
    pub(crate) rows: u64,
    /// How much of the file was read.
    pub(super) bytes: u64,
    pub(super) said: Said,
}

/// What there is to say of records.
#[derive(Default)]
pub(super) struct Said {
    pub(super) bad: Vec<BadLine>,
    pub(super) names: Names,
    pub(super) noticed: Noticed,
}

/// A catalogue whose results are being written.
pub(crate) struct Run<'c> {
    console: &'c Console,
    output: Stream,
    name: String,
    versions: Vec<Version>,
    bad: BadLines,
    names: Names,
    noticed: Noticed,
    /// No record came.
    is_empty: bool,
}

impl<'c> Run<'c> {
    pub(super) fn start(
        header: &str,
        name: &str,
        length: Length,
        versions: Vec<Version>,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        let mut output = Stream::new(length, console);
        output.write(header.as_bytes())?;
        Ok(Self {
            console,
            output,
            name: name.to_owned(),
            versions,
            bad: BadLines::of(name),
            names: Names::default(),
            noticed: Noticed::default(),
            is_empty: true,
        })
    }

    /// Writes the lines of a block, and what there is to say of its records. Returns what the command wants to know.
    pub(crate) fn write<T>(&mut self, block: Block<T>) -> Result<T, Failure> {
        self.is_empty = false;
        self.output.write(&block.lines)?;
        self.output.advance(block.rows, block.bytes);
        let Said {
            bad,
            names,
            noticed,
        } = block.said;
        if !bad.is_empty() {
            let (bad_lines, console) = (&mut self.bad, self.console);
            self.output
                .suspend(|| bad.iter().for_each(|line| bad_lines.add(line, console)));
        }
        self.warn_of_names(&names);
        self.noticed.add(noticed);
        Ok(block.found)
    }

    /// Warns of columns that are not read but have a name that is nearly right, of each once.
    pub(super) fn warn_of_names(&mut self, names: &Names) {
        for (name, similar) in self.names.add(names, &self.versions) {
            self.output.suspend(|| {
                self.console.warn(format_args!(
                    "{}: the column '{name}' is not read; did you mean '{similar}'?",
                    self.name
                ));
            });
        }
    }

    /// Warns of what was noticed. If lines were bad, the run fails in the end.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        drop(self.output);
        if self.is_empty && self.name == FileArg::Stdin.name() {
            FileArg::Stdin.warn_if_empty(b"", "--content-ids", self.console);
        }
        self.noticed.warn(&self.name, &self.versions, self.console);
        self.bad.finish(self.console)
    }
}

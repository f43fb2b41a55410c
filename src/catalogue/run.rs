//! The results of a catalogue, written in order.

use super::noticed::Noticed;
use super::{BadLine, BadLines};
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
    pub(super) bad: Vec<BadLine>,
    pub(super) noticed: Noticed,
}

/// A catalogue whose results are being written.
pub(crate) struct Run<'c> {
    console: &'c Console,
    output: Stream,
    name: String,
    bad: BadLines,
    noticed: Noticed,
}

impl<'c> Run<'c> {
    pub(super) fn start(
        header: &str,
        name: &str,
        length: Length,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        let mut output = Stream::new(length, console);
        output.write(header.as_bytes())?;
        Ok(Self {
            console,
            output,
            name: name.to_owned(),
            bad: BadLines::of(name),
            noticed: Noticed::default(),
        })
    }

    /// Writes the lines of a block, and what is wrong with lines of the file.
    pub(crate) fn write<T>(&mut self, block: &Block<T>) -> Result<(), Failure> {
        self.output.write(&block.lines)?;
        self.output.advance(block.rows, block.bytes);
        if !block.bad.is_empty() {
            let (bad, console) = (&mut self.bad, self.console);
            self.output
                .aside(|| block.bad.iter().for_each(|line| bad.add(line, console)));
        }
        self.noticed.add(block.noticed);
        Ok(())
    }

    /// Warns of what was noticed. If lines were bad, the run fails in the end.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        drop(self.output);
        self.noticed.warn(&self.name, self.console);
        self.bad.finish(self.console)
    }
}

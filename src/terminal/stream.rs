//! Standard output as a stream of lines; Ctrl-C ends it after a whole line.

use std::io::{self, StdoutLock, Write};

use super::progress::{Length, Progress};
use super::{Failure, interrupt};

/// The lines of a long result, with a progress bar.
pub(crate) struct Stream {
    stdout: StdoutLock<'static>,
    progress: Progress,
}

impl Stream {
    /// Locks standard output and, unless the run is short, handles Ctrl-C.
    pub(crate) fn new(length: Length) -> Self {
        let progress = Progress::new(length);
        if !matches!(length, Length::Short) {
            interrupt::set_stream(progress.clone());
        }
        Self {
            stdout: io::stdout().lock(),
            progress,
        }
    }

    /// Writes whole lines without delay.
    pub(crate) fn write(&mut self, lines: &[u8]) -> Result<(), Failure> {
        let _whole = interrupt::whole_lines();
        self.stdout
            .write_all(lines)
            .and_then(|()| self.stdout.flush())
            .map_err(Failure::writing)
    }

    /// Counts rows that are done, and the input bytes that they came from.
    pub(crate) fn advance(&mut self, rows: u64, bytes: u64) {
        self.progress.advance(rows, bytes);
    }

    /// Hides the bar while `say` writes to standard error.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        self.progress.aside(say);
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.progress.finish();
    }
}

//! Standard output as a stream of whole lines that Ctrl-C ends between two of them.

use std::io::{self, StdoutLock, Write};

use super::progress::{Length, Progress};
use super::{Failure, interrupt};

/// A long result: lines, and a bar that shows how many there are.
pub(crate) struct Stream {
    stdout: StdoutLock<'static>,
    progress: Progress,
}

impl Stream {
    /// Takes standard output and, unless the run is short, Ctrl-C.
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

    /// Writes whole lines, at once.
    pub(crate) fn write(&mut self, lines: &[u8]) -> Result<(), Failure> {
        let _whole = interrupt::whole_lines();
        self.stdout
            .write_all(lines)
            .and_then(|()| self.stdout.flush())
            .map_err(Failure::writing)
    }

    /// So many more rows are done, and the bytes that they came of.
    pub(crate) fn advance(&mut self, rows: u64, bytes: u64) {
        self.progress.advance(rows, bytes);
    }

    /// Says something on standard error while the bar may be there.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        self.progress.aside(say);
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.progress.finish();
    }
}

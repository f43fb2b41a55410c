//! Standard output as a stream of whole lines that Ctrl-C ends between two of them.

use std::io::{self, StdoutLock, Write};
use std::process;
use std::sync::{Arc, Mutex, PoisonError};

use super::progress::{Length, Progress};
use super::{Failure, Status};

/// A long result: lines, and a bar that shows how many there are.
pub(crate) struct Stream {
    stdout: StdoutLock<'static>,
    /// Held while lines are written.
    writing: Arc<Mutex<()>>,
    progress: Progress,
}

impl Stream {
    /// Takes standard output and, unless the run is short, Ctrl-C.
    pub(crate) fn new(length: Length) -> Self {
        let stream = Self { stdout: io::stdout().lock(), writing: Arc::default(), progress: Progress::new(length) };
        if !matches!(length, Length::Short) {
            stream.take_interrupts();
        }
        stream
    }

    /// A program that was started with interrupts ignored, as with `nohup`, goes on ignoring them.
    fn take_interrupts(&self) {
        let (writing, progress) = (Arc::clone(&self.writing), self.progress.clone());
        let _ = ctrlc::try_set_handler(move || {
            let _whole_lines = writing.lock().unwrap_or_else(PoisonError::into_inner);
            progress.finish();
            process::exit(Status::Interrupted as i32);
        });
    }

    /// Writes whole lines, at once.
    pub(crate) fn write(&mut self, lines: &[u8]) -> Result<(), Failure> {
        let _whole_lines = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.stdout.write_all(lines).and_then(|()| self.stdout.flush()).map_err(Failure::writing)
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

//! Standard output as a stream of complete lines: Ctrl-C never cuts one.

use std::io::{self, StdoutLock, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use memchr::memrchr;

use super::progress::{Length, Progress};
use super::{Console, Failure, interrupt};

/// The number of bytes to write between two checks for an interrupt, rounded to complete lines.
const PIECE: usize = 64 << 10;

/// How many times, and how long each time, an interrupt waits for lines that are being written.
const WAITS: (u32, Duration) = (20, Duration::from_millis(10));

/// Held while lines are written.
static LINES: Mutex<()> = Mutex::new(());

/// Whether to stop writing lines.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Stops further lines. Waits for those that are being written, but not for long: the reader may have stalled.
pub(super) fn end_lines() -> Option<MutexGuard<'static, ()>> {
    INTERRUPTED.store(true, Ordering::SeqCst);
    let (times, pause) = WAITS;
    (0..times).find_map(|_| match LINES.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(error)) => Some(error.into_inner()),
        Err(TryLockError::WouldBlock) => {
            thread::sleep(pause);
            None
        }
    })
}

/// A long result: lines, and a progress bar.
pub(crate) struct Stream {
    stdout: StdoutLock<'static>,
    progress: Progress,
}

impl Stream {
    /// Locks standard output and, unless the run is short, handles Ctrl-C.
    pub(crate) fn new(length: Length, console: &Console) -> Self {
        let progress = Progress::unless(console.is_quiet(), length);
        if !matches!(length, Length::Short) {
            interrupt::set_stream(progress.clone());
        }
        Self {
            stdout: io::stdout().lock(),
            progress,
        }
    }

    /// Writes complete lines without delay.
    pub(crate) fn write(&mut self, mut lines: &[u8]) -> Result<(), Failure> {
        while !lines.is_empty() {
            let start = &lines[..lines.len().min(PIECE)];
            let length = memrchr(b'\n', start).map_or(lines.len(), |at| at + 1);
            let (piece, rest) = lines.split_at(length);
            let guard = LINES.lock().unwrap_or_else(PoisonError::into_inner);
            let Self { stdout, progress } = self;
            progress
                .above(|| stdout.write_all(piece).and_then(|()| stdout.flush()))
                .map_err(Failure::writing)?;
            drop(guard);
            if INTERRUPTED.load(Ordering::SeqCst) {
                return Err(Failure::Interrupted);
            }
            lines = rest;
        }
        Ok(())
    }

    /// Records that this many more rows were written, and this many more bytes were read.
    pub(crate) fn advance(&mut self, rows: u64, bytes: u64) {
        self.progress.advance(rows, bytes);
    }

    /// Runs something that writes to standard error, with the bar hidden.
    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        self.progress.suspend(print);
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.progress.finish();
    }
}

//! Standard output as a stream of whole lines, which Ctrl-C ends between two of them.

use std::io::{self, StdoutLock, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use memchr::memrchr;

use super::progress::{Length, Progress};
use super::{Console, Failure, interrupt};

/// About how many bytes are written between two looks for an interrupt.
const PIECE: usize = 64 << 10;

/// How often, and how long each time, an interrupt waits for lines that are being written.
const WAITS: (u32, Duration) = (20, Duration::from_millis(10));

/// Held while lines are written.
static LINES: Mutex<()> = Mutex::new(());

/// Whether no more lines are to be written.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Keeps further lines from being written. Those that are being written are waited for, but not long: their reader may have stalled.
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

/// A long result: lines, and a bar that shows how many there are.
pub(crate) struct Stream {
    stdout: StdoutLock<'static>,
    progress: Progress,
}

impl Stream {
    /// Takes standard output and, unless the run is short, Ctrl-C.
    pub(crate) fn new(length: Length, console: &Console) -> Self {
        let progress = Progress::unless(length, console.is_quiet());
        if !matches!(length, Length::Short) {
            interrupt::set_stream(progress.clone());
        }
        Self {
            stdout: io::stdout().lock(),
            progress,
        }
    }

    /// Writes whole lines, at once.
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

    /// So many more rows are done, and so many more bytes are read.
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

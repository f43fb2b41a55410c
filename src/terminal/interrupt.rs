//! Ctrl-C, SIGTERM and SIGHUP: the current line is finished, the terminal's echo is restored, and temporary files are removed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};
use std::{fs, io, process, thread};

use io::Write;
use tempfile::NamedTempFile;

use super::progress::Progress;
use super::{Failure, stream};
use platform::{Terminal, listen};

/// How long a signal waits for the current operation. A reader that stalls could block that forever.
const LOCK_TIMEOUT: Duration = Duration::from_millis(300);

/// The progress bar of a stream of lines.
static BAR: Mutex<Option<Progress>> = Mutex::new(None);

/// The terminal settings before a prompt.
static TERMINAL: Mutex<Option<Terminal>> = Mutex::new(None);

/// The temporary files of the run.
static FILES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Starts a stream of lines. Its bar is removed before the program ends.
pub(super) fn set_stream(bar: Progress) {
    listen();
    *lock(&BAR) = Some(bar);
}

/// Starts a prompt.
pub(super) fn save_terminal() {
    listen();
    *lock(&TERMINAL) = Terminal::save();
}

/// Ends a prompt. Returns false if a signal arrived first, which ends the program.
pub(super) fn forget_terminal() -> bool {
    lock(&TERMINAL).take().is_some()
}

/// Creates a temporary file in a folder.
pub(super) fn temporary(
    builder: &tempfile::Builder<'_, '_>,
    folder: &Path,
) -> io::Result<NamedTempFile> {
    listen();
    // a signal waits until the file is in the list
    let mut files = lock(&FILES);
    let file = builder.tempfile_in(folder)?;
    files.push(file.path().to_owned());
    Ok(file)
}

/// Cleans up and ends the program.
fn end(exit: impl FnOnce()) {
    // a stalled reader of lines may hold the bar, too
    let guard = stream::end_lines();
    if guard.is_some()
        && let Some(bar) = lock_soon(&BAR).and_then(|mut bar| bar.take())
    {
        bar.finish();
    }
    if let Some(terminal) = lock_soon(&TERMINAL).and_then(|mut terminal| terminal.take()) {
        terminal.restore();
        let _ = writeln!(io::stderr());
    }
    if let Some(mut files) = lock_soon(&FILES) {
        for file in files.drain(..) {
            // most have been renamed since
            let _ = fs::remove_file(file);
        }
    }
    exit();
    process::exit(Failure::Interrupted.status().into());
}

fn lock_soon<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    let start = Instant::now();
    loop {
        match mutex.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(error)) => return Some(error.into_inner()),
            Err(TryLockError::WouldBlock) if start.elapsed() > LOCK_TIMEOUT => return None,
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
mod platform {
    use std::fs::{self, File};
    use std::sync::Once;
    use std::thread;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// Starts handling the signals. An ignored signal stays ignored: SIGHUP under `nohup`, SIGINT in the background of a script.
    pub(super) fn listen() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let ignored = ignored();
            let signals = [SIGINT, SIGTERM, SIGHUP].into_iter();
            let handled = signals.filter(|signal| ignored >> (signal - 1) & 1 == 0);
            if let Ok(mut signals) = Signals::new(handled) {
                thread::spawn(move || {
                    for signal in signals.forever() {
                        super::end(|| exit(signal));
                    }
                });
            }
        });
    }

    /// The signals that were ignored when the program started, one bit each.
    fn ignored() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        // if this is unknown, a run under nohup must survive
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .unwrap_or(1 << (SIGHUP - 1))
    }

    /// Ctrl-C has its own exit status; for the others, the parent process sees the signal.
    fn exit(signal: i32) {
        if signal != SIGINT {
            let _ = emulate_default_handler(signal);
        }
    }

    /// The controlling terminal and its settings.
    pub(super) struct Terminal(File, Termios);

    impl Terminal {
        pub(super) fn save() -> Option<Self> {
            let terminal = File::open("/dev/tty").ok()?;
            let settings = tcgetattr(&terminal).ok()?;
            Some(Self(terminal, settings))
        }

        pub(super) fn restore(&self) {
            let _ = tcsetattr(&self.0, OptionalActions::Now, &self.1);
        }
    }
}

#[cfg(not(unix))]
mod platform {
    pub(super) fn listen() {
        // if there is a handler already, it is this one
        let _ = ctrlc::try_set_handler(|| {
            // a prompt restores the terminal and ends the program itself
            if super::lock(&super::TERMINAL).is_none() {
                super::end(|| ());
            }
        });
    }

    pub(super) struct Terminal;

    impl Terminal {
        #[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
        pub(super) fn save() -> Option<Self> {
            Some(Self)
        }

        #[allow(clippy::unused_self, reason = "as on Unix")]
        pub(super) fn restore(&self) {}
    }
}

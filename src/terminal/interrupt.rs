//! Ctrl-C: the terminal gets its echo back, a line that is begun is finished, and a file that is not whole goes.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::progress::Progress;
use super::{Failure, stream};

/// Whether a prompt is open, which ends the program itself when it has restored the terminal.
static PROMPT: AtomicBool = AtomicBool::new(false);

/// The file that is not whole.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// The bar that shows how far a stream of lines is.
static BAR: Mutex<Option<Progress>> = Mutex::new(None);

/// A prompt opens or closes.
pub(super) fn set_prompt(is_open: bool) {
    PROMPT.store(is_open, Ordering::SeqCst);
    handle();
}

/// A file is begun, or finished for none.
pub(super) fn set_unfinished(file: Option<PathBuf>) {
    *lock(&UNFINISHED) = file;
    handle();
}

/// A stream of lines begins, with a bar that is to go before the program does.
pub(super) fn set_stream(bar: Progress) {
    *lock(&BAR) = Some(bar);
    handle();
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn handle() {
    // if there is a handler already, it is this one; or interrupts are ignored, as under nohup, and stay so
    let _ = ctrlc::try_set_handler(|| {
        if PROMPT.load(Ordering::SeqCst) {
            return;
        }
        let _guard = stream::end_lines();
        if let Some(bar) = lock(&BAR).take() {
            bar.finish();
        }
        if let Some(file) = lock(&UNFINISHED).take() {
            // that it cannot be removed has nowhere to be said
            let _ = fs::remove_file(file);
        }
        std::process::exit(Failure::Interrupted.status().into());
    });
}

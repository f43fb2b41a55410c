//! Ctrl-C: the terminal gets its echo back, and a file that is not whole goes.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Failure;

/// Whether a prompt is open, which ends the program itself when it has restored the terminal.
static PROMPT: AtomicBool = AtomicBool::new(false);

/// The file that is not whole.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A prompt opens or closes.
pub(super) fn set_prompt(is_open: bool) {
    PROMPT.store(is_open, Ordering::SeqCst);
    handle();
}

/// A file is begun, or finished for none.
pub(super) fn set_unfinished(file: Option<PathBuf>) {
    *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = file;
    handle();
}

fn handle() {
    // that there is a handler already is all the same: it is this one
    let _ = ctrlc::set_handler(|| {
        if PROMPT.load(Ordering::SeqCst) {
            return;
        }
        if let Some(file) = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // that it cannot be removed has nowhere to be said
            let _ = fs::remove_file(file);
        }
        std::process::exit(Failure::Interrupted.status().into());
    });
}

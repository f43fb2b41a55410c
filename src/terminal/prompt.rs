//! Asking for a secret on the terminal, without echo.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use zeroize::Zeroizing;

use super::Failure;
use super::input::cause;

/// Whether a prompt is open, which restores the terminal before the program ends.
static OPEN: AtomicBool = AtomicBool::new(false);

/// Whether there is someone to ask.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a secret; Ctrl-C ends the program with the terminal as it was.
pub(super) fn ask(name: &str) -> Result<Zeroizing<String>, Failure> {
    OPEN.store(true, Ordering::SeqCst);
    // that there is a handler already is all the same: it is this one
    let _ = ctrlc::set_handler(|| {
        if !OPEN.load(Ordering::SeqCst) {
            std::process::exit(Failure::Interrupted.status().into());
        }
    });
    let answer = rpassword::prompt_password(format!("{name}: ")).map(Zeroizing::new);
    OPEN.store(false, Ordering::SeqCst);
    answer.map_err(|error| {
        // the prompt's line is still open
        let _ = writeln!(io::stderr());
        match error.kind() {
            io::ErrorKind::Interrupted => Failure::Interrupted,
            _ => Failure::input(format!("the {name} cannot be read: {}", cause(&error))),
        }
    })
}

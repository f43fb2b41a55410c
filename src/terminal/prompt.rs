//! Asking for a secret on the terminal, without echo.

use std::io::{self, IsTerminal, Write};

use zeroize::Zeroizing;

use super::input::cause;
use super::{Failure, interrupt};

/// Whether there is someone to ask.
pub(crate) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a secret; Ctrl-C ends the program with the terminal as it was.
pub(crate) fn ask(name: &str) -> Result<Zeroizing<String>, Failure> {
    interrupt::set_prompt(true);
    let answer = rpassword::prompt_password(format!("{name}: ")).map(Zeroizing::new);
    interrupt::set_prompt(false);
    answer.map_err(|error| {
        // the prompt's line is still open
        let _ = writeln!(io::stderr());
        match error.kind() {
            io::ErrorKind::Interrupted => Failure::Interrupted,
            _ => Failure::input(format!("the {name} cannot be read: {}", cause(&error))),
        }
    })
}

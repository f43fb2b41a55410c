//! Prompts for a secret on the terminal, without echo.

use std::io::{self, Write};

use zeroize::Zeroizing;

use super::input::cause;
use super::{Failure, interrupt, printable};

/// Whether there is a terminal to prompt on, even if standard input and output are pipes.
pub(crate) fn is_possible() -> bool {
    #[cfg(unix)]
    return std::fs::File::options()
        .read(true)
        .write(true)
        .open("/dev/tty")
        .is_ok();
    #[cfg(not(unix))]
    return io::IsTerminal::is_terminal(&io::stdin());
}

/// Prompts for a secret; `whom`, if not empty, is the server it is for. Invalid UTF-8 becomes U+FFFD.
pub(crate) fn ask(name: &str, whom: &str) -> Result<Zeroizing<String>, Failure> {
    interrupt::save_terminal();
    let typed = rpassword::prompt_password(question(name, whom)).map(Zeroizing::new);
    let is_open = interrupt::forget_terminal();
    typed.map_err(|error| {
        if is_open {
            // end the prompt's line
            let _ = writeln!(io::stderr());
        }
        match error.kind() {
            io::ErrorKind::Interrupted => Failure::Interrupted,
            _ => Failure::input(format!("the {name} cannot be read: {}", cause(&error))),
        }
    })
}

fn question(name: &str, whom: &str) -> String {
    let whom = printable(whom);
    let separator = if whom.is_empty() { "" } else { " for " };
    format!("{name}{separator}{whom}: ")
}

#[cfg(test)]
mod tests {
    use super::question;

    #[test]
    fn a_prompt_names_the_server() {
        assert_eq!(
            question("password", "codec:23456"),
            "password for codec:23456: "
        );
        assert_eq!(question("private key", ""), "private key: ");
        assert_eq!(
            question("password", "\u{1b}]0;x"),
            "password for \\u{1b}]0;x: "
        );
    }
}

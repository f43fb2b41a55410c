//! A prompt for a secret on the terminal, without echo.

use std::io::{self, Write};

use zeroize::Zeroizing;

use super::input::cause;
use super::{Failure, interrupt, printable};

/// Whether there is a terminal to ask on; standard input and output may be pipes.
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

/// Asks for a secret, and says for whom if `whom` is not empty. What is typed and is not UTF-8 becomes U+FFFD.
pub(crate) fn ask(name: &str, whom: &str) -> Result<Zeroizing<String>, Failure> {
    interrupt::save_terminal();
    let typed = rpassword::prompt_password(question(name, whom)).map(Zeroizing::new);
    let is_open = interrupt::forget_terminal();
    typed.map_err(|error| {
        if is_open {
            // the prompt's line has no end yet
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
    fn a_prompt_says_for_whom() {
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

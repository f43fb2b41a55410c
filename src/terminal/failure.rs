//! Why a run failed: a message, hints, and the exit status that scripts rely on.

use std::fmt::Display;
use std::io;

use super::input::cause;

/// The exit statuses that the help and the man pages document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Any other failure.
    Other = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Input is malformed, or a file or secret cannot be read.
    Input = 3,
    /// Authentication failed: 401, 403, or `authenticated: false`.
    Refused = 4,
    /// Any other HTTP status of 400 or above.
    Http = 5,
    /// No response: DNS, connection, TLS or timeout.
    NoResponse = 6,
    /// SIGINT ended the run: 128 plus the signal number, as in a shell.
    Interrupted = 130,
}

/// Why a run failed. Expected failures are plain data, because creating an `anyhow` error is slow when backtraces are enabled.
pub(crate) enum Failure {
    /// The user can do something about it.
    Expected {
        status: Status,
        /// Starts in lower case, has no full stop, and names the flag, file, line or URL at fault.
        message: String,
        /// What to do about it, one line each.
        hints: Vec<String>,
    },
    /// The command line lacks a command; this help is shown instead of a message.
    NoCommand(String),
    /// The reader of standard output closed it, as `head` does.
    ClosedPipe,
    /// SIGINT ended the run.
    Interrupted,
    Unexpected(anyhow::Error),
}

impl Failure {
    /// A failure that the user can do something about.
    pub(crate) fn expected(status: Status, message: impl Into<String>) -> Self {
        Self::Expected {
            status,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// The command line is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::expected(Status::Usage, message)
    }

    /// The input is malformed or cannot be read.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::expected(Status::Input, message)
    }

    /// Options that are needed and not given.
    pub(crate) fn missing(options: &[&str]) -> Self {
        let verb = if options.len() == 1 { "is" } else { "are" };
        Self::usage(format!("{} {verb} missing", list(options)))
    }

    /// Adds a line of advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Self::Expected { hints, .. } = &mut self {
            hints.push(hint.into());
        }
        self
    }

    /// Adds a line of advice before all others.
    pub(crate) fn hint_first(mut self, hint: String) -> Self {
        if let Self::Expected { hints, .. } = &mut self {
            hints.insert(0, hint);
        }
        self
    }

    /// Whether the message names a flag.
    pub(crate) fn names(&self, flag: &str) -> bool {
        let Self::Expected { message, .. } = self else {
            return false;
        };
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        message
            .match_indices(flag)
            .any(|(at, _)| ends(&message[at + flag.len()..]))
    }

    /// The flag, file or field `name` is malformed. The message does not repeat its content.
    pub(crate) fn malformed(name: impl Display, error: &dyn Display) -> Self {
        Self::input(format!("{name} {error}"))
    }

    /// Standard output cannot be written.
    #[allow(clippy::needless_pass_by_value, reason = "map_err passes it by value")]
    pub(crate) fn writing(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::expected(
                Status::Other,
                format!("standard output cannot be written: {}", cause(&error)),
            ),
        }
    }

    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Expected { status, .. } => *status as u8,
            Self::NoCommand(_) => Status::Usage as u8,
            Self::ClosedPipe => 0,
            Self::Interrupted => Status::Interrupted as u8,
            Self::Unexpected(_) => Status::Other as u8,
        }
    }
}

/// Words as a sentence lists them: `a, b and c`.
pub(crate) fn list(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        words => words.concat(),
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Unexpected(error)
    }
}

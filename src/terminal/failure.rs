//! Why a run failed: a message, hints, and the exit status that scripts rely on.

use std::fmt::Display;
use std::io;

use super::input::cause;

/// The exit statuses, as documented in the help and the man pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Any failure that is none of the others.
    Other = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Input is malformed, or a file or secret cannot be read.
    Input = 3,
    /// Authentication is refused: 401, 403, or `authenticated: false`.
    Refused = 4,
    /// The response has any other status of 400 or more.
    Http = 5,
    /// There is no response: DNS, connection, TLS, timeout.
    NoAnswer = 6,
    /// SIGINT ended the run: 128 and the number of the signal, as in a shell.
    Interrupted = 130,
}

/// A failure. An `anyhow` error is slow to make while backtraces are switched on, so a failure that is expected is plain data.
pub(crate) enum Failure {
    /// A person can do something about it.
    Expected {
        status: Status,
        /// Lower case, without a full stop, naming the flag, file, line or URL that is wrong.
        message: String,
        /// What to do about it, a line each.
        hints: Vec<String>,
    },
    /// The command line ends where a command is needed; this help takes the place of a message.
    NoCommand(String),
    /// The reader of standard output has closed it, as `head` does.
    ClosedPipe,
    /// SIGINT ended the run.
    Interrupted,
    /// Anything else.
    Unexpected(anyhow::Error),
}

impl Failure {
    /// A failure that a person can do something about.
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

    /// What was read is malformed, or it cannot be read.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::expected(Status::Input, message)
    }

    /// Adds a line that says what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Self::Expected { hints, .. } = &mut self {
            hints.push(hint.into());
        }
        self
    }

    /// `name`, a flag, file or field, is malformed. Its content is not repeated.
    pub(crate) fn malformed(name: impl Display, error: &dyn Display) -> Self {
        Self::input(format!("{name} {error}"))
    }

    /// Standard output cannot be written.
    #[allow(clippy::needless_pass_by_value, reason = "as map_err passes it")]
    pub(crate) fn writing(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::expected(
                Status::Other,
                format!("standard output cannot be written: {}", cause(&error)),
            ),
        }
    }

    /// The exit status.
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

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Unexpected(error)
    }
}

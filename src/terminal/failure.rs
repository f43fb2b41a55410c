//! Why a run did not do its job: a text, hints, and the exit status that scripts rely on.

use std::fmt;
use std::io;

/// The exit statuses, as documented in every man page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Any failure that is none of the others.
    Other = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Input is malformed, or a file or secret cannot be read.
    Input = 3,
    /// The server refuses who asks: 401, 403, or `authenticated: false`.
    Refused = 4,
    /// The server answers with any other status of 400 or more.
    Http = 5,
    /// There is no answer: DNS, connection, TLS, timeout.
    NoAnswer = 6,
    /// Ctrl-C ended the run: 128 and the number of the signal, as shells have it.
    Interrupted = 130,
}

/// A failure. Those that are expected are plain texts; only what nobody foresees carries an `anyhow` error, whose creation is slow where
/// backtraces are switched on.
pub(crate) enum Failure {
    /// What a person can act on.
    Expected {
        /// Decides the exit status.
        status: Status,
        /// Lower case, without a full stop, naming what is wrong.
        message: String,
        /// What to do about it, each a line.
        hints: Vec<String>,
    },
    /// The parser's own text: a refused command line, or the help that was asked for.
    Parser(clap::Error),
    /// The reader of standard output went away, `head` say, and wants no more.
    ClosedPipe,
    /// The user ended the program with Ctrl-C.
    Interrupted,
    /// Anything else.
    Unexpected(anyhow::Error),
}

impl Failure {
    /// A failure that a person can act on.
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

    /// Something that was read is wrong, or could not be read.
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

    /// What is wrong with `name`: a flag, a file or a field, whose content is not repeated.
    pub(crate) fn malformed(name: impl fmt::Display, error: &dyn fmt::Display) -> Self {
        Self::input(format!("{name} {error}"))
    }

    /// A failure to write standard output.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "it is what map_err hands over"
    )]
    pub(crate) fn writing(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::expected(
                Status::Other,
                format!(
                    "standard output cannot be written: {}",
                    super::input::cause(&error)
                ),
            ),
        }
    }

    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Expected { status, .. } => *status as u8,
            Self::Parser(error) if error.use_stderr() => Status::Usage as u8,
            Self::Parser(_) | Self::ClosedPipe => 0,
            // 128 and the signal's number, as shells have it
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

//! Messages on standard error: steps, warnings, errors and hints.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::redact::redact_message;
use super::{Failure, printable};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();
const STEP: Style = Style::new().dimmed();

pub(crate) struct Console {
    verbose: bool,
    quiet: bool,
    color: ColorChoice,
}

impl Console {
    pub(crate) fn new(verbose: bool, quiet: bool, color: ColorChoice) -> Self {
        Self {
            verbose,
            quiet,
            color,
        }
    }

    /// Whether steps are shown. Check this before computing a costly explanation.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Prints a step if `--verbose` is given. Text from a server or the user must already be redacted.
    pub(crate) fn step(&self, name: &str, value: impl Display) {
        if self.verbose {
            self.line(STEP, name, value);
        }
    }

    /// Prints a warning: the run continues as requested.
    pub(crate) fn warn(&self, message: impl Display) {
        if !self.quiet {
            self.line(WARNING, "warning", message);
        }
    }

    /// Prints advice about a warning.
    pub(crate) fn hint(&self, message: impl Display) {
        if !self.quiet {
            self.line(HINT, "hint", message);
        }
    }

    /// Prints an error in one part of the input; the run continues.
    pub(crate) fn complain(&self, message: impl Display) {
        self.line(ERROR, "error", message);
    }

    /// Ends the line of a terminal that a result has begun.
    pub(crate) fn end_line(&self) {
        if io::stderr().is_terminal() {
            let _ = writeln!(self.stderr());
        }
    }

    /// Prints why the run failed, and returns its exit status.
    pub(crate) fn report(&self, failure: &Failure) -> ExitCode {
        match failure {
            Failure::Expected { message, hints, .. } => {
                self.line(ERROR, "error", message);
                hints.iter().for_each(|hint| self.line(HINT, "hint", hint));
            }
            Failure::NoCommand(help) => {
                let _ = write!(self.stderr(), "{help}");
            }
            Failure::Unexpected(error) => self.line(ERROR, "error", format_args!("{error:#}")),
            Failure::ClosedPipe | Failure::Interrupted => {}
        }
        ExitCode::from(failure.status())
    }

    /// Writes styled text to standard output.
    pub(crate) fn print(&self, text: impl Display) -> Result<(), Failure> {
        let mut stdout = AutoStream::new(io::stdout().lock(), self.color);
        write!(stdout, "{text}")
            .and_then(|()| stdout.flush())
            .map_err(Failure::writing)
    }

    /// Writes one line to standard error. An error is ignored: there is nowhere left to report it.
    fn line(&self, style: Style, name: &str, text: impl Display) {
        let text = text.to_string();
        let text = redact_message(&text);
        let text = if io::stderr().is_terminal() {
            printable(&text)
        } else {
            text
        };
        let _ = writeln!(self.stderr(), "{style}{name}:{style:#} {text}");
    }

    fn stderr(&self) -> impl Write {
        AutoStream::new(io::stderr().lock(), self.color)
    }
}

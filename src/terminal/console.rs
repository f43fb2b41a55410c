//! What a person reads on standard error: steps, warnings, errors and hints.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use clap::error::ErrorKind;
use zeroize::Zeroizing;

use super::{Failure, printable};

/// What stands where a secret or a derived key would.
pub(crate) const REDACTED: &str = "[redacted]";

/// How many characters a text must have to be hidden wherever it stands.
const SHORTEST_HIDDEN: usize = 5;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();
const STEP: Style = Style::new().dimmed();

/// How much is said on standard error, and in which colours.
pub(crate) struct Console {
    verbose: bool,
    quiet: bool,
    color: ColorChoice,
    /// What no line may show; the longest first, since one may be a part of another.
    hidden: Mutex<Vec<Zeroizing<String>>>,
}

impl Console {
    /// A console as the command line wants it.
    pub(crate) fn new(verbose: bool, quiet: bool, color: ColorChoice) -> Self {
        Self {
            verbose,
            quiet,
            color,
            hidden: Mutex::default(),
        }
    }

    /// The console for a command line that could not be parsed: its `--color` is honoured all the same.
    pub(crate) fn before_parsing(arguments: &[OsString]) -> Self {
        let mut color = ColorChoice::Auto;
        let mut arguments = arguments
            .iter()
            .filter_map(|argument| argument.to_str())
            .take_while(|argument| *argument != "--");
        while let Some(argument) = arguments.next() {
            let value = if argument == "--color" {
                arguments.next()
            } else {
                argument.strip_prefix("--color=")
            };
            color = match value {
                Some("always") => ColorChoice::Always,
                Some("never") => ColorChoice::Never,
                _ => color,
            };
        }
        Self::new(false, false, color)
    }

    /// Keeps a text out of every line from now on, whoever repeats it; one of less than 5 characters stands in too many words to be hidden.
    pub(crate) fn hide(&self, text: &str) {
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        if text.chars().count() >= SHORTEST_HIDDEN && !hidden.iter().any(|other| **other == text) {
            let at = hidden.partition_point(|other| other.len() >= text.len());
            hidden.insert(at, Zeroizing::new(text.to_owned()));
        }
    }

    /// A line without what is hidden, nor its beginning where an excerpt was cut off.
    fn without_hidden<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for hidden in self
            .hidden
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            if text.contains(hidden.as_str()) {
                text = Cow::Owned(text.replace(hidden.as_str(), REDACTED));
            }
            let starts = hidden
                .char_indices()
                .map(|(end, _)| &hidden[..end])
                .skip(SHORTEST_HIDDEN);
            if let Some(cut) = starts
                .map(|start| format!("{start}..."))
                .map(Zeroizing::new)
                .find(|cut| text.contains(cut.as_str()))
            {
                text = Cow::Owned(text.replace(cut.as_str(), &format!("{REDACTED}...")));
            }
        }
        text
    }

    /// Whether steps are wanted; costly explanations ask first.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether only errors are wanted.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Explains a step of what is done.
    pub(crate) fn step(&self, name: &str, value: impl Display) {
        if self.verbose {
            self.line(STEP, name, &value.to_string());
        }
    }

    /// Says what may be wrong though it is done as asked.
    pub(crate) fn warn(&self, message: impl Display) {
        if !self.quiet {
            self.line(WARNING, "warning", &message.to_string());
        }
    }

    /// Says what to do about a warning.
    pub(crate) fn hint(&self, message: impl Display) {
        if !self.quiet {
            self.line(HINT, "hint", &message.to_string());
        }
    }

    /// Says what is wrong with a part of the input, though the run goes on.
    pub(crate) fn complain(&self, message: impl Display) {
        self.line(ERROR, "error", &message.to_string());
    }

    /// Says why the run failed, and gives its exit status.
    pub(crate) fn report(&self, failure: &Failure) -> ExitCode {
        match failure {
            Failure::Expected { message, hints, .. } => {
                self.line(ERROR, "error", message);
                hints.iter().for_each(|hint| self.line(HINT, "hint", hint));
            }
            Failure::Parser(error) if error.use_stderr() => self.usage(error),
            Failure::Parser(error) => return self.help(error),
            Failure::Unexpected(error) => self.line(ERROR, "error", &format!("{error:#}")),
            Failure::ClosedPipe | Failure::Interrupted => {}
        }
        ExitCode::from(failure.status())
    }

    /// One line on standard error. That it cannot be written has nowhere to be said.
    fn line(&self, style: Style, name: &str, text: &str) {
        let mut stderr = self.stderr();
        let text = self.without_hidden(text);
        let text = if io::stderr().is_terminal() {
            printable(&text)
        } else {
            text
        };
        let _ = writeln!(stderr, "{style}{name}:{style:#} {text}");
    }

    fn stderr(&self) -> impl Write {
        anstream::AutoStream::new(io::stderr().lock(), self.color)
    }

    /// The parser's complaint, in the form of all others: its tips and its usage are hints.
    fn usage(&self, error: &clap::Error) {
        if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            let _ = write!(self.stderr(), "{}", error.render().ansi());
            return;
        }
        for text in error.to_string().lines().filter(|line| !line.is_empty()) {
            if let Some(message) = text.strip_prefix("error: ") {
                self.line(ERROR, "error", message);
            } else if let Some(tip) = text.strip_prefix("  tip: ") {
                self.line(HINT, "hint", tip);
            } else if let Some(usage) = text.strip_prefix("Usage: ") {
                self.line(HINT, "hint", &format!("usage: {usage}"));
            } else if text.starts_with("For more information") {
                self.line(HINT, "hint", "for more, try '--help'");
            } else {
                let _ = writeln!(self.stderr(), "{}", printable(text));
            }
        }
    }

    /// The help that was asked for.
    fn help(&self, error: &clap::Error) -> ExitCode {
        let mut stdout = anstream::AutoStream::new(io::stdout().lock(), self.color);
        let written = write!(stdout, "{}", error.render().ansi()).and_then(|()| stdout.flush());
        match written.map_err(Failure::writing) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => self.report(&failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_in_no_line() {
        let console = Console::new(false, false, ColorChoice::Never);
        for secret in ["s3ntinel", "s3ntinel-longer", "abcd", "m\u{fc}ller"] {
            console.hide(secret);
        }
        for (text, line) in [
            ("x s3ntinel y s3ntinel", "x [redacted] y [redacted]"),
            ("s3ntinel-longer", "[redacted]"),
            ("says s3ntinel-lo...", "says [redacted]..."),
            ("says s3nti...", "says [redacted]..."),
            ("m\u{fc}ller", "[redacted]"),
            ("abcd s3nt...", "abcd s3nt..."),
        ] {
            assert_eq!(console.without_hidden(text), line);
        }
    }
}

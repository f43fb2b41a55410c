//! A progress bar on a terminal's standard error.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that is shorter than this, or that writes lines to the terminal more often, shows no bar.
const MIN_DURATION: Duration = Duration::from_secs(1);

/// The expected length of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Length {
    /// Too short for a bar.
    Short,
    /// This many rows.
    Rows(u64),
    /// The rows of an input of this many bytes.
    Bytes(u64),
    /// An unknown number of rows.
    Unknown,
    /// A transfer, of this many bytes if known.
    Transfer(Option<u64>),
}

/// A bar with the progress, the rate and, if the length is known, the time left. It appears only if a run takes long.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    length: Length,
    rows: u64,
    start: Instant,
    /// Since when no line was written to the terminal.
    silent_since: Instant,
    /// Whether the bar has yet to appear.
    waits: bool,
    /// Whether standard output is a terminal too.
    shares_terminal: bool,
}

impl Progress {
    /// A bar, unless it should be hidden.
    pub(crate) fn unless(is_hidden: bool, length: Length) -> Self {
        let shows = !is_hidden && !matches!(length, Length::Short) && io::stderr().is_terminal();
        let (end, template) = match length {
            Length::Rows(end) | Length::Bytes(end) => {
                (Some(end), "{msg} {bar:30} {percent}%, {eta} left")
            }
            Length::Short | Length::Unknown => (None, "{spinner} {msg}"),
            Length::Transfer(Some(end)) => (
                Some(end),
                "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
            ),
            Length::Transfer(None) => (None, "{spinner} {bytes}, {bytes_per_sec}"),
        };
        let bar = ProgressBar::with_draw_target(end, ProgressDrawTarget::hidden());
        // if the template were malformed, the default would be used
        if shows && let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let start = Instant::now();
        Self {
            bar,
            length,
            rows: 0,
            start,
            silent_since: start,
            waits: shows,
            shares_terminal: io::stdout().is_terminal(),
        }
    }

    /// Records that this many more rows were written, and this many more bytes were read or transferred.
    pub(crate) fn advance(&mut self, rows: u64, bytes: u64) {
        self.rows += rows;
        match self.length {
            Length::Bytes(_) | Length::Transfer(_) => self.bar.inc(bytes),
            Length::Short | Length::Rows(_) | Length::Unknown => self.bar.inc(rows),
        }
        if self.waits && self.silent_since.elapsed() >= MIN_DURATION {
            self.waits = false;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if !self.bar.is_hidden() && !matches!(self.length, Length::Transfer(_)) {
            let rate = u128::from(self.rows) * 1000 / self.start.elapsed().as_millis().max(1);
            let rate = HumanCount(rate.try_into().unwrap_or(u64::MAX));
            self.bar
                .set_message(format!("{} key IDs, {rate}/s", HumanCount(self.rows)));
        }
    }

    /// Writes lines to standard output: above the bar, if both are on a terminal.
    pub(crate) fn above<T>(&mut self, write: impl FnOnce() -> T) -> T {
        if !self.shares_terminal {
            return write();
        }
        let written = self.bar.suspend(write);
        self.silent_since = Instant::now();
        written
    }

    /// Runs something that writes to standard error, with the bar hidden.
    pub(crate) fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

//! How far a long run is, on a terminal's standard error.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that is over sooner, or that shows its lines on the terminal more often, shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is known beforehand of how long a run is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Length {
    /// So short that nothing needs to be shown.
    Short,
    /// So many rows.
    Rows(u64),
    /// The rows that come of so many bytes.
    Bytes(u64),
    /// Rows, nobody knows how many.
    Unknown,
    /// A transfer of bytes, if it is known of how many.
    Transfer(Option<u64>),
}

/// A bar with what is done, the rate and, if the length is known, the time left. It shows when a run is long.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    length: Length,
    rows: u64,
    start: Instant,
    /// Since when the terminal has shown nothing of the run.
    silent_since: Instant,
    /// Whether the bar is still to be shown.
    waits: bool,
    /// Whether standard output is a terminal too.
    shares_terminal: bool,
}

impl Progress {
    /// A bar, unless it would be in the way of something.
    pub(crate) fn unless(length: Length, is_in_the_way: bool) -> Self {
        let shows =
            !matches!(length, Length::Short) && io::stderr().is_terminal() && !is_in_the_way;
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
        // a template that could not be read would leave the default one
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

    /// So many more rows are done, and so many more bytes are read or transferred.
    pub(crate) fn advance(&mut self, rows: u64, bytes: u64) {
        self.rows += rows;
        match self.length {
            Length::Bytes(_) | Length::Transfer(_) => self.bar.inc(bytes),
            Length::Short | Length::Rows(_) | Length::Unknown => self.bar.inc(rows),
        }
        if self.waits && self.silent_since.elapsed() >= PATIENCE {
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

    /// Does something that writes to standard error.
    pub(crate) fn aside<T>(&self, say: impl FnOnce() -> T) -> T {
        self.bar.suspend(say)
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

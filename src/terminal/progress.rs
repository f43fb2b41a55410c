//! The progress bar of a long run. It is shown if standard error is a terminal and standard output is not.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{
    HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle,
};

/// A run that ends sooner shows no bar.
const DELAY: Duration = Duration::from_secs(1);

/// The expected length of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Length {
    /// Too short for a bar.
    Short,
    /// A number of rows.
    Rows(u64),
    /// A number of input bytes.
    Bytes(u64),
    Unknown,
}

/// A bar with the number of rows, the rate and, if the length is known, the time left.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    rows: Arc<AtomicU64>,
    length: Length,
    /// When to show the bar; `None` once it is shown, or if it never will be.
    due: Option<Instant>,
}

impl Progress {
    pub(crate) fn new(length: Length) -> Self {
        let shows = !matches!(length, Length::Short)
            && io::stderr().is_terminal()
            && !io::stdout().is_terminal();
        let end = match length {
            Length::Rows(end) | Length::Bytes(end) => Some(end),
            Length::Short | Length::Unknown => None,
        };
        let bar = if shows {
            ProgressBar::with_draw_target(end, ProgressDrawTarget::hidden())
        } else {
            ProgressBar::hidden()
        };
        let rows = Arc::new(AtomicU64::new(0));
        if shows {
            bar.set_style(style(&rows, end.is_some()));
        }
        Self {
            bar,
            rows,
            length,
            due: shows.then(|| Instant::now() + DELAY),
        }
    }

    /// Counts rows that are done, and the input bytes that they came from.
    pub(crate) fn advance(&mut self, rows: u64, bytes: u64) {
        let rows = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
        match self.length {
            Length::Short => return,
            Length::Bytes(_) => self.bar.inc(bytes),
            Length::Rows(_) | Length::Unknown => self.bar.set_position(rows),
        }
        if self.due.is_some_and(|due| Instant::now() >= due) {
            self.due = None;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Hides the bar while `say` writes to standard error.
    pub(crate) fn aside<T>(&self, say: impl FnOnce() -> T) -> T {
        self.bar.suspend(say)
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(rows: &Arc<AtomicU64>, ends: bool) -> ProgressStyle {
    let template = if ends {
        "{rows} rows, {rate}/s {bar:30} {percent}%, {left} left"
    } else {
        "{spinner} {rows} rows, {rate}/s"
    };
    let (count, rate) = (Arc::clone(rows), Arc::clone(rows));
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style
        .with_key("rows", move |_: &ProgressState, place: &mut dyn Write| {
            let _ = write!(place, "{}", HumanCount(count.load(Ordering::Relaxed)));
        })
        .with_key(
            "rate",
            move |state: &ProgressState, place: &mut dyn Write| {
                let rows = u128::from(rate.load(Ordering::Relaxed));
                let rate = rows * 1000 / state.elapsed().as_millis().max(1);
                let _ = write!(place, "{}", HumanCount(rate.try_into().unwrap_or(u64::MAX)));
            },
        )
        .with_key("left", |state: &ProgressState, place: &mut dyn Write| {
            let _ = write!(place, "{:#}", HumanDuration(state.eta()));
        })
}

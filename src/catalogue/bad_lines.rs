//! Lines of a file that are skipped because something is wrong with them.

use crate::terminal::{Console, Failure};

/// How many bad lines are shown without `--verbose`.
const SHOWN: u64 = 20;

/// A line that is skipped, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadLine {
    pub(crate) line: u64,
    pub(crate) reason: String,
}

/// The bad lines of a file: the first ones are shown, all are counted.
pub(crate) struct BadLines {
    name: String,
    count: u64,
}

impl BadLines {
    /// Of a file, as messages name it.
    pub(crate) fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            count: 0,
        }
    }

    pub(crate) fn add(&mut self, BadLine { line, reason }: &BadLine, console: &Console) {
        self.count += 1;
        if self.count <= SHOWN || console.is_verbose() {
            console.complain(format_args!("{}: line {line}: {reason}", self.name));
        }
    }

    /// The failure at the end, if there were any.
    pub(crate) fn finish(self, console: &Console) -> Result<(), Failure> {
        let Self { name, count } = self;
        let lines = if count == 1 { "line was" } else { "lines were" };
        if count == 0 {
            return Ok(());
        }
        let failure = Failure::input(format!("{name}: {count} bad {lines} skipped"));
        if count <= SHOWN || console.is_verbose() {
            return Err(failure);
        }
        Err(failure.hint(format!(
            "the first {SHOWN} are shown above; -v shows all of them"
        )))
    }
}

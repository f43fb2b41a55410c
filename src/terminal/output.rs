//! Standard output: the result and nothing else.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, BufWriter, StdoutLock, Write};

use anyhow::Context;
use serde::Serialize;

use super::Failure;

/// Standard output, locked and buffered once.
pub(crate) struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    /// Takes standard output.
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// Writes a result that is a text, and the one newline at its end.
    pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
        let mut output = Self::new();
        output.write(text.as_ref())?;
        output.write(b"\n")?;
        output.finish()
    }

    /// Writes a whole document, whose newlines are its own.
    pub(crate) fn page(text: &[u8]) -> Result<(), Failure> {
        let mut output = Self::new();
        output.write(text)?;
        output.finish()
    }

    /// Writes bytes as they are.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.0.write_all(bytes).map_err(Failure::writing)
    }

    /// Hands on what was written, for who waits for it.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.0.flush().map_err(Failure::writing)
    }

    /// Hands everything on: what is not written when the program ends is lost without a word.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.0.flush().map_err(Failure::writing)
    }
}

/// A result as JSON, indented by two spaces.
pub(crate) fn json(result: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(result).context("the result cannot be written as JSON")?)
}

/// What a server says, in one line of a message: escaped wherever it goes, and cut off where it is long.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut excerpt = String::new();
    for c in text.trim().chars().take(LONGEST) {
        if c.is_control() || steers(c) {
            excerpt.extend(c.escape_default());
        } else {
            excerpt.push(c);
        }
    }
    if text.trim().chars().nth(LONGEST).is_some() {
        excerpt.push_str("...");
    }
    excerpt
}

/// A text whose control characters are escaped, so that it cannot steer a terminal.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            // writing to a string cannot fail
            let _ = write!(escaped, "{}", c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// Control characters but the line break, and the marks that reverse the direction of a line.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

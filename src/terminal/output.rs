//! Standard output: the result and nothing else.

use std::io::{self, BufWriter, StdoutLock, Write};

use anyhow::Context;
use serde::Serialize;

use super::Failure;

/// Standard output, locked and buffered once.
pub(crate) struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// Writes a result that is a text, and a newline at its end.
    pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
        let mut output = Self::new();
        output.write(text.as_ref())?;
        output.write(b"\n")?;
        output.finish()
    }

    /// Writes a whole document, which has its own newlines.
    pub(crate) fn page(text: &[u8]) -> Result<(), Failure> {
        let mut output = Self::new();
        output.write(text)?;
        output.finish()
    }

    /// Writes bytes as they are.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.0.write_all(bytes).map_err(Failure::writing)
    }

    /// Passes on what is buffered.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.0.flush().map_err(Failure::writing)
    }

    /// Passes on what is buffered: what is not written when the program ends is lost without a message.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.flush()
    }
}

/// A result as JSON, indented by two spaces.
pub(crate) fn json(result: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(result).context("the result cannot be written as JSON")?)
}

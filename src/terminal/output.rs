//! Standard output, which carries the result and nothing else.

use std::io::{self, BufWriter, StdoutLock, Write};

use anyhow::Context;
use serde::Serialize;

use super::Failure;

/// Standard output, locked and buffered.
pub(crate) struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// Writes a text followed by a newline.
    pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
        let mut output = Self::new();
        output.write(text.as_ref())?;
        output.write(b"\n")?;
        output.finish()
    }

    /// Writes a whole document as is.
    pub(crate) fn page(text: &[u8]) -> Result<(), Failure> {
        let mut output = Self::new();
        output.write(text)?;
        output.finish()
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.0.write_all(bytes).map_err(Failure::writing)
    }

    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.0.flush().map_err(Failure::writing)
    }

    /// Flushes the buffer. Without this call, an error in the last write would go unnoticed.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.flush()
    }
}

/// A result as JSON, indented by two spaces.
pub(crate) fn json(result: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(result).context("the result cannot be written as JSON")?)
}

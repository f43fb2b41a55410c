//! One module for each target.

mod arguments;
mod catalogue;
mod cookies;
mod from;
mod inspect;
mod lists;
mod profiles;
mod quoting;
mod redaction;
mod responses;
mod secrets;
mod urls;

pub use arguments::arguments;
pub use catalogue::catalogue;
pub use cookies::cookies;
pub use from::from;
pub use inspect::inspect;
pub use lists::lists;
pub use profiles::profiles;
pub use quoting::quoting;
pub use redaction::redaction;
pub use responses::responses;
pub use secrets::secrets;
pub use urls::urls;

use std::fs;
use std::io::{self, Read};
use std::sync::LazyLock;

use tempfile::NamedTempFile;

use crate::terminal::input::FileArg;

/// Bytes that arrive in pieces.
struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    length: usize,
}

impl Pieces {
    /// Pieces of a length of at least 1.
    fn new(bytes: &[u8], length: usize) -> Self {
        Self {
            bytes: bytes.to_vec(),
            at: 0,
            length: length.max(1),
        }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.length.min(buffer.len());
        let count = (&self.bytes[self.at..]).read(&mut buffer[..end])?;
        self.at += count;
        Ok(count)
    }
}

/// A file with these bytes, which the next call replaces.
fn file(bytes: &[u8]) -> FileArg {
    static FILE: LazyLock<NamedTempFile> =
        LazyLock::new(|| NamedTempFile::new().expect("a temporary file"));
    fs::write(FILE.path(), bytes).expect("a temporary file");
    FileArg::Path(FILE.path().to_owned())
}

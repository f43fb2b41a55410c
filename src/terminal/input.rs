//! Files and standard input.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use super::{Console, Failure};

/// The limit for a response that is held in memory: 1 MiB.
pub(crate) const MAX_RESPONSE_BYTES: u64 = 1 << 20;

/// What to do about a response that begins with '<'.
pub(crate) const WEB_PAGE: &str = "it looks like a web page: is the URL right?";

/// What to do about standard input that is empty.
pub(crate) const EMPTY_PIPE: &str = "did the command before it fail?";

/// A file argument; `-` is standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileArg {
    Stdin,
    Path(PathBuf),
}

impl FileArg {
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Stdin => Box::new(io::stdin()),
            Self::Path(path) => Box::new(File::open(path)?),
        })
    }

    /// Reads the whole file; `flag` names it in errors.
    pub(crate) fn read(&self, flag: &str) -> Result<Vec<u8>, Failure> {
        self.read_at_most(u64::MAX, flag)
    }

    /// Reads the whole file; more than `limit` bytes are an error.
    pub(crate) fn read_at_most(&self, limit: u64, flag: &str) -> Result<Vec<u8>, Failure> {
        let failure = |error: io::Error| {
            Failure::input(format!("{flag}: {self} cannot be read: {}", cause(&error)))
        };
        let mut bytes = Vec::new();
        self.open()
            .map_err(failure)?
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(failure)?;
        if bytes.len() as u64 > limit {
            return Err(Failure::input(format!(
                "{flag}: {self} is larger than {limit} bytes"
            )));
        }
        Ok(bytes)
    }

    /// Reads a document of at most `limit` bytes, which cannot be empty.
    pub(crate) fn read_document(&self, limit: u64, flag: &str) -> Result<Vec<u8>, Failure> {
        let bytes = self.read_at_most(limit, flag)?;
        if bytes.is_empty() {
            return Err(self.empty(flag));
        }
        Ok(bytes)
    }

    /// Warns if standard input, all of which was read, is empty.
    pub(crate) fn warn_if_empty(&self, bytes: &[u8], flag: &str, console: &Console) {
        if bytes.is_empty() && *self == Self::Stdin {
            console.warn(format_args!("{flag}: {self} is empty"));
            console.hint(EMPTY_PIPE);
        }
    }

    /// There is nothing in the file.
    fn empty(&self, flag: &str) -> Failure {
        let failure = Failure::input(format!("{flag}: {self} is empty"));
        match self {
            Self::Stdin => failure.hint(EMPTY_PIPE),
            Self::Path(_) => failure,
        }
    }

    /// The name, for use before a line number.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdin => self.to_string(),
            Self::Path(path) => path.display().to_string(),
        }
    }

    /// Reads a server's response: JSON of at most 1 MiB.
    pub(crate) fn read_json(&self, flag: &str) -> Result<serde_json::Value, Failure> {
        self.parse_json(&self.read_text(flag)?, flag)
    }

    /// Reads a server's response: text of at most 1 MiB.
    pub(crate) fn read_text(&self, flag: &str) -> Result<String, Failure> {
        let bytes = self.read_at_most(MAX_RESPONSE_BYTES, flag)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let position = error.utf8_error().valid_up_to() + 1;
            Failure::input(format!(
                "{flag}: {self} is not valid UTF-8 at byte {position}"
            ))
        })?;
        match text.trim_ascii() {
            "" => Err(self.empty(flag)),
            text if text.starts_with('<') => Err(Failure::input(format!(
                "{flag}: {self} is neither a challenge nor JSON"
            ))
            .hint(WEB_PAGE)),
            _ => Ok(text),
        }
    }

    /// Parses JSON that was read from this file.
    pub(crate) fn parse_json(&self, text: &str, flag: &str) -> Result<serde_json::Value, Failure> {
        serde_json::from_str(text).map_err(|error| {
            Failure::input(format!(
                "{flag}: {self} is not valid JSON at line {}, column {}",
                error.line(),
                error.column()
            ))
        })
    }
}

impl From<OsString> for FileArg {
    fn from(text: OsString) -> Self {
        if text == "-" {
            Self::Stdin
        } else {
            Self::Path(text.into())
        }
    }
}

impl fmt::Display for FileArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::Path(path) => write!(f, "'{}'", path.display()),
        }
    }
}

/// The operating system's message for an error, in lower case and without the error number.
pub(crate) fn cause(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    let mut words = words.chars();
    words
        .next()
        .map(|first| first.to_lowercase().chain(words).collect())
        .unwrap_or_default()
}

//! The body of a request.

use std::fmt;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use zeroize::Zeroizing;

/// A body that can be sent more than once. Bytes in memory are wiped on drop, since they may contain a password.
#[derive(Clone)]
pub(crate) enum Body {
    None,
    Bytes(Arc<Zeroizing<Vec<u8>>>),
    /// A file that is streamed from disk.
    File {
        file: Arc<File>,
        length: u64,
        path: PathBuf,
    },
}

impl Body {
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The bytes, unless they are in a file.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::None | Self::File { .. } => None,
        }
    }

    /// The number of bytes, if there is a body.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::None => None,
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File { length, .. } => Some(*length),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Arc::new(Zeroizing::new(bytes)))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            None => f.write_str("None"),
            Some(length) => write!(f, "[{length} bytes]"),
        }
    }
}

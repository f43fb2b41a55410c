//! What is wrong in a file that can be read.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::sighting::{Carrier, Position, Sighting};
use crate::speke::KeyId;
use crate::speke::drm;

/// Something wrong in a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The line or the offset.
    pub position: Position,
    /// The way there, as in [`Sighting::place`]; empty for the file itself.
    pub place: Arc<str>,
    /// What is wrong there.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.position)?;
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        self.problem.fmt(f)
    }
}

/// What is wrong in a file. Long texts of the file are cut short.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// A key ID where another one should be too.
    #[error("key ID {key_id}, but {other}")]
    Differs {
        /// The key ID.
        key_id: KeyId,
        /// The other one.
        other: Other,
    },
    /// A key ID that is also in the file in the other byte order.
    #[error("key ID {key_id}, but {other}, the same in the other byte order")]
    Swapped {
        /// The key ID.
        key_id: KeyId,
        /// The other one.
        other: Other,
    },
    /// A text is no key ID where one should be.
    #[error("{0:?} is not a key ID")]
    KeyId(String),
    /// The data of a DRM system cannot be read.
    #[error("{0}")]
    Drm(drm::Fault),
    /// An XML document is not well-formed, or is not allowed to have this.
    #[error("{0}")]
    Xml(&'static str),
    /// The attributes of a playlist's tag cannot be told apart.
    #[error("malformed attributes")]
    Attributes,
    /// A box of an MP4 file is damaged.
    #[error("{0}")]
    Mp4(String),
    /// A file has more key IDs than are read.
    #[error("this file has too many key IDs, the rest is not read")]
    TooMany,
}

/// A key ID that another one is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Other {
    /// The key ID.
    pub key_id: KeyId,
    /// What contains it.
    pub carrier: Carrier,
    /// Where.
    pub position: Position,
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key_id,
            carrier,
            position,
        } = self;
        match position {
            Position::Line(line) => write!(f, "{carrier} on line {line} is {key_id}"),
            Position::Offset(offset) => write!(f, "{carrier} at byte {offset} is {key_id}"),
        }
    }
}

impl From<&Sighting> for Other {
    fn from(sighting: &Sighting) -> Self {
        Self {
            key_id: sighting.key_id,
            carrier: sighting.carrier,
            position: sighting.position,
        }
    }
}

impl Problem {
    /// Whether something cannot be read. Everything else is a contradiction.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        !matches!(self, Self::Differs { .. } | Self::Swapped { .. })
    }
}

//! A challenge from a server.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::hexadecimal::{self, HexError};

/// A challenge as received: at least one character and no control characters. Any length and alphabet is accepted: servers send 64 or 128 hex
/// digits, and only the StarLeaf Cloud decodes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Challenge(String);

impl Challenge {
    /// Takes a challenge exactly as a server sent it.
    ///
    /// # Errors
    /// [`ChallengeError`] if the text is empty or has a control character.
    ///
    /// ```
    /// use countersign::starleaf::{Challenge, ChallengeError};
    /// assert_eq!(Challenge::new("deadbeef").map(|challenge| challenge.to_string()), Ok("deadbeef".to_owned()));
    /// assert_eq!(Challenge::new("dead\nbeef"), Err(ChallengeError::Control { position: 5 }));
    /// ```
    pub fn new(text: impl Into<String>) -> Result<Self, ChallengeError> {
        let text = text.into();
        if text.is_empty() {
            return Err(ChallengeError::Empty);
        }
        match text.chars().position(char::is_control) {
            Some(at) => Err(ChallengeError::Control { position: at + 1 }),
            None => Ok(Self(text)),
        }
    }

    /// The challenge as received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bytes of the text.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Decodes the challenge from hex.
    ///
    /// # Errors
    /// [`HexError`] if the challenge is not hex.
    ///
    /// ```
    /// use countersign::hexadecimal::HexError;
    /// use countersign::starleaf::Challenge;
    /// assert_eq!(Challenge::new("00fF")?.decode(), Ok(vec![0x00, 0xff]));
    /// assert_eq!(Challenge::new("00fg")?.decode(), Err(HexError::Character { position: 4 }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decode(&self) -> Result<Vec<u8>, HexError> {
        hexadecimal::decode(&self.0)
    }
}

impl FromStr for Challenge {
    type Err = ChallengeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text cannot be a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ChallengeError {
    /// The text is empty.
    #[error("is empty")]
    Empty,
    /// The text has a control character, such as a line break. No server sends one, and it would break the request.
    #[error("has a control character at position {position}")]
    Control {
        /// The position of the character, starting at 1.
        position: usize,
    },
}

//! A challenge, as a server sends it.

use thiserror::Error;

use super::hexadecimal::{self, HexError};

/// A challenge as it came: text of at least one character and without control characters. Neither a length nor an alphabet is enforced: servers
/// send 64 hex digits, or 128, and only the StarLeaf Cloud decodes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge(String);

impl Challenge {
    /// Takes a challenge.
    ///
    /// # Errors
    /// [`ChallengeError`] if the text is empty or has a control character.
    ///
    /// ```
    /// use countersign::starleaf::{Challenge, ChallengeError};
    /// assert!(Challenge::new("deadbeef").is_ok());
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

    /// The challenge as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bytes of the text.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The bytes that the challenge's hex stands for.
    ///
    /// # Errors
    /// [`HexError`] if the challenge is not hex.
    pub fn decode(&self) -> Result<Vec<u8>, HexError> {
        hexadecimal::decode(&self.0)
    }
}

/// Why a text cannot be a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ChallengeError {
    /// There is no text.
    #[error("is empty")]
    Empty,
    /// A control character, a line break say, which no server sends and which would break the request it goes into.
    #[error("has a control character at position {position}")]
    Control {
        /// Which character, counted from 1.
        position: usize,
    },
}

//! Boards such as Warped Pinball's Vector: each request is signed with a one-time challenge.
//!
//! Source: the Vector board's published API documentation, and its observed behavior. The stages: challenge, path and body → [`message`]; password
//! and message → [`Signature`]; both → [`headers`]. A server verifies with [`Signature::verify`], and accepts a challenge once, for 60 seconds.

use std::fmt;

use hmac::Hmac;
use sha2::Sha256;
use thiserror::Error;

use super::Header;
pub use super::challenge::{Challenge, ChallengeError};
use super::mac::{hmac, is_equal};

/// The longest password that a board stores, in bytes: a longer one can never match.
pub const MAX_PASSWORD_BYTES: usize = 16;

/// The content type that a body needs. With any other, the board verifies the signature of an empty body.
pub const CONTENT_TYPE: &str = "application/json";

/// The header that echoes the challenge.
pub const CHALLENGE_HEADER: &str = "x-auth-challenge";

/// The header that carries the signature.
pub const HMAC_HEADER: &str = "x-auth-hmac";

/// The signed part of a request target: everything before the query string.
///
/// ```
/// assert_eq!(countersign::device::signed_path("/api/logs?tail=5"), "/api/logs");
/// ```
#[must_use]
pub fn signed_path(target: &str) -> &str {
    target.split_once('?').map_or(target, |(path, _)| path)
}

/// Builds the message to sign: challenge, path and body, concatenated. The path is as on the request line, not decoded and without the query string; the
/// body is the exact bytes sent, or empty. The method is not signed.
///
/// ```
/// use countersign::device::{Challenge, message};
/// assert_eq!(message(&Challenge::new("c1")?, "/api/set_date", b"{}"), b"c1/api/set_date{}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn message(challenge: &Challenge, path: &str, body: &[u8]) -> Vec<u8> {
    [challenge.as_bytes(), path.as_bytes(), body].concat()
}

/// The signature of a message: 32 bytes, displayed as 64 lower-case hex digits, which the board requires. `[redacted]` in debug output.
#[derive(Clone, Copy)]
pub struct Signature([u8; 32]);

impl Signature {
    /// Signs a message: HMAC-SHA256 (RFC 2104) with the password's UTF-8 bytes as the key. An empty password is valid.
    ///
    /// ```
    /// use countersign::device::{Challenge, Signature, message};
    ///
    /// let challenge = Challenge::new("deadbeef")?;
    /// let message = message(&challenge, "/api/settings/set_show_ip", b"");
    /// assert_eq!(
    ///     Signature::new("your-password", &message).to_string(),
    ///     "7fdbd8254dc5f802472db9959b9c839d34acb644525df0271bc6df51bb8c1f4a"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(password: &str, message: &[u8]) -> Self {
        Self(hmac::<Hmac<Sha256>>(password.as_bytes(), message).into())
    }

    /// Compares a received signature, in lower-case hex, with this one in constant time.
    ///
    /// ```
    /// use countersign::device::Signature;
    ///
    /// let signature = Signature::new("your-password", b"deadbeef/api/settings/set_show_ip");
    /// assert!(signature.verify("7fdbd8254dc5f802472db9959b9c839d34acb644525df0271bc6df51bb8c1f4a"));
    /// assert!(!signature.verify("7FDBD8254DC5F802472DB9959B9C839D34ACB644525DF0271BC6DF51BB8C1F4A"));
    /// ```
    #[must_use]
    pub fn verify(&self, received: &str) -> bool {
        is_equal(self.to_string(), received)
    }

    /// The signature's bytes. To compare them, use [`Signature::verify`].
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature([redacted])")
    }
}

/// Builds the headers of a signed request.
///
/// ```
/// use countersign::device::{Challenge, Signature, headers};
///
/// let signature = Signature::new("your-password", b"deadbeef/api/settings/set_show_ip");
/// let lines = headers(&Challenge::new("deadbeef")?, &signature)
///     .into_iter()
///     .map(|header| format!("{}: {}", header.name, header.value));
/// assert_eq!(
///     lines.collect::<Vec<_>>(),
///     [
///         "x-auth-challenge: deadbeef",
///         "x-auth-hmac: 7fdbd8254dc5f802472db9959b9c839d34acb644525df0271bc6df51bb8c1f4a"
///     ]
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn headers(challenge: &Challenge, signature: &Signature) -> Vec<Header> {
    vec![
        Header::new(CHALLENGE_HEADER, challenge.to_string()),
        Header::sensitive(HMAC_HEADER, signature.to_string()),
    ]
}

/// Why a board would never respond to a body: it parses the body before it authenticates the request, and does not respond if it cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum BodyError {
    /// The body is empty.
    #[error("is empty: a board never responds to an empty JSON body")]
    Empty,
    /// The body is not UTF-8.
    #[error("is not valid UTF-8 at byte {position}")]
    NotUtf8 {
        /// The position of the byte, starting at 1.
        position: usize,
    },
    /// The body is not JSON.
    #[error("is not valid JSON at line {line}, column {column}")]
    NotJson {
        /// The line, starting at 1.
        line: usize,
        /// The column in bytes, starting at 1.
        column: usize,
    },
}

/// Checks that a board can read a body.
///
/// # Errors
/// [`BodyError`] if the body is empty, not UTF-8 or not one JSON value.
///
/// ```
/// use countersign::device::{BodyError, check_body};
/// assert_eq!(check_body(br#"{"show_ip":true}"#), Ok(()));
/// assert_eq!(check_body(b"{show_ip}"), Err(BodyError::NotJson { line: 1, column: 2 }));
/// ```
pub fn check_body(body: &[u8]) -> Result<(), BodyError> {
    if body.is_empty() {
        return Err(BodyError::Empty);
    }
    let text = str::from_utf8(body).map_err(|error| BodyError::NotUtf8 {
        position: error.valid_up_to() + 1,
    })?;
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .map(drop)
        .map_err(|error| BodyError::NotJson {
            line: error.line(),
            column: error.column(),
        })
}

//! StarLeaf endpoints and Cloud: a key is derived from a password once, and responds to each challenge with an HMAC.
//!
//! Source: StarLeaf's documentation of the endpoint API and the Cloud API. They differ only in *what is hashed*: an endpoint hashes
//! the challenge's text ([`Challenge::as_bytes`]), the Cloud the bytes decoded from hex ([`Challenge::decode`]).
//!
//! The stages: password, salt and iterations → [`Key`]; challenge → message ([`Api::message`]); key and message → [`Response`]. A server verifies
//! with [`Key::verify`], and accepts a challenge once, for a minute.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use hmac::Hmac;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use super::challenge::{Challenge, ChallengeError};
use super::hexadecimal::{self, HexError};
use super::mac::{hmac, is_equal};

/// The number of PBKDF2 iterations: 1 to 4294967295, 10000 in practice. The server sends it with the salt.
pub type Iterations = NonZeroU32;

/// The service that sent the challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Api {
    /// A codec on the local network: the challenge is hashed as text.
    Endpoint,
    /// The Cloud: the challenge is decoded from hex and hashed.
    Cloud,
}

impl Api {
    /// The bytes that this service hashes: the challenge's text, or its decoded bytes.
    ///
    /// # Errors
    /// [`HexError`] if the service is the Cloud and the challenge is not hex.
    ///
    /// ```
    /// use countersign::starleaf::{Api, Challenge};
    ///
    /// let challenge = Challenge::new("00fF")?;
    /// assert_eq!(*Api::Endpoint.message(&challenge)?, *b"00fF");
    /// assert_eq!(*Api::Cloud.message(&challenge)?, [0x00, 0xff]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn message(self, challenge: &Challenge) -> Result<Cow<'_, [u8]>, HexError> {
        match self {
            Self::Endpoint => Ok(Cow::Borrowed(challenge.as_bytes())),
            Self::Cloud => challenge.decode().map(Cow::Owned),
        }
    }
}

/// A salt: one or more bytes (16 for the Cloud), displayed in lower-case hex. It stays the same as long as the password does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Salt(Vec<u8>);

impl Salt {
    /// Parses a salt from hex, in either case.
    ///
    /// # Errors
    /// [`HexError`] if the text is empty or not hex.
    ///
    /// ```
    /// use countersign::starleaf::Salt;
    /// assert_eq!(Salt::from_hex("00fF")?.to_string(), "00ff");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_hex(text: &str) -> Result<Self, HexError> {
        hexadecimal::decode(text).map(Self)
    }

    /// The salt's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for Salt {
    type Err = HexError;

    fn from_str(hex: &str) -> Result<Self, Self::Err> {
        Self::from_hex(hex)
    }
}

impl fmt::Display for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

/// A derived key: 32 bytes, as secret as the password. Wiped on drop, `[redacted]` in debug output.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// Derives the key: PBKDF2-HMAC-SHA256 (RFC 8018) over the password's UTF-8 bytes.
    ///
    /// ```
    /// use countersign::starleaf::{Iterations, Key, Salt};
    ///
    /// let salt = Salt::from_hex("00112233445566778899aabbccddeeff")?;
    /// let key = Key::derive("secret", &salt, Iterations::new(10000).ok_or("zero")?);
    /// assert_eq!(*key.to_hex(), "59171411b5aeefff64a9d8b33b2b4fee2d5ba877e0d31e8e9466b67850a35d51");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn derive(password: &str, salt: &Salt, iterations: Iterations) -> Self {
        let mut key = Self([0; 32]);
        pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), &salt.0, iterations.get(), &mut key.0);
        key
    }

    /// Takes a key that was derived earlier.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Parses a key from 64 hex digits, in either case.
    ///
    /// # Errors
    /// [`HexError`] if the text is not 64 hex digits. The error does not repeat the text.
    pub fn from_hex(text: &str) -> Result<Self, HexError> {
        let mut key = Self([0; 32]);
        hexadecimal::decode_to_slice(text, &mut key.0)?;
        Ok(key)
    }

    /// The key as 64 lower-case hex digits, wiped on drop.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0))
    }

    /// Responds to a challenge: HMAC-SHA256 (RFC 2104) of the message from [`Api::message`].
    ///
    /// ```
    /// use countersign::starleaf::{Api, Challenge, Key};
    ///
    /// let key = Key::from_hex("59171411b5aeefff64a9d8b33b2b4fee2d5ba877e0d31e8e9466b67850a35d51")?;
    /// let challenge = Challenge::new("00000000000000000000000000000000000000000000000000000000000000ff")?;
    ///
    /// let endpoint = key.respond(&Api::Endpoint.message(&challenge)?);
    /// assert_eq!(endpoint.to_string(), "742de0c83e70b76282548e494ebb0a394c92a167ae95760119a2f4fcf0699298");
    ///
    /// let cloud = key.respond(&Api::Cloud.message(&challenge)?);
    /// assert_eq!(cloud.to_string(), "ae078b3222b1c55e5dd68a3cbc3fc8f84559f451a00cfc6de8979487a7040389");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn respond(&self, message: &[u8]) -> Response {
        Response(hmac::<Hmac<Sha256>>(&self.0, message).into())
    }

    /// Verifies a received response to a message, in lower-case hex, in constant time.
    ///
    /// ```
    /// use countersign::starleaf::{Api, Challenge, Key};
    ///
    /// let key = Key::from_hex("59171411b5aeefff64a9d8b33b2b4fee2d5ba877e0d31e8e9466b67850a35d51")?;
    /// let challenge = Challenge::new("00000000000000000000000000000000000000000000000000000000000000ff")?;
    /// let response = "742de0c83e70b76282548e494ebb0a394c92a167ae95760119a2f4fcf0699298";
    /// assert!(key.verify(&Api::Endpoint.message(&challenge)?, response));
    /// assert!(!key.verify(&Api::Cloud.message(&challenge)?, response));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn verify(&self, message: &[u8], received: &str) -> bool {
        self.respond(message).verify(received)
    }
}

impl FromStr for Key {
    type Err = HexError;

    fn from_str(hex: &str) -> Result<Self, Self::Err> {
        Self::from_hex(hex)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key([redacted])")
    }
}

/// The response to a challenge: 32 bytes, displayed as 64 lower-case hex digits. `[redacted]` in debug output.
#[derive(Clone, Copy)]
pub struct Response([u8; 32]);

impl Response {
    /// Compares a received response, in lower-case hex, with this one in constant time.
    #[must_use]
    pub fn verify(&self, received: &str) -> bool {
        is_equal(self.to_string(), received)
    }

    /// The response's bytes. To compare them, use [`Response::verify`].
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Response([redacted])")
    }
}

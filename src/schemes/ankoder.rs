//! Ankoder: each request carries a passkey computed from its date, method and path.
//!
//! Source: Ankoder's API documentation. The stages: date, method and path → [`string_to_sign`]; string → [`Salt`]; private key and salt →
//! [`Passkey`]; all → [`headers`]. The body is not signed. The documentation does not say whether the path includes the query string; this library
//! signs it exactly as sent. A server verifies with [`Passkey::verify`], and accepts a date for 15 minutes and each pair of date and passkey once.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use sha1::{Digest, Sha1};

use super::Header;
use super::mac::{hmac, is_equal};

/// The header that identifies the caller.
pub const ACCESS_KEY_HEADER: &str = "ankoder_access_key";

/// The header that carries the passkey.
pub const PASSKEY_HEADER: &str = "ankoder_passkey";

/// The header that carries the signed date.
pub const DATE_HEADER: &str = "ankoder_date";

/// Builds the text that is hashed into the salt: `-DATE-METHOD-PATH-`. The date may be any text in any time zone; the server uses it as is.
///
/// ```
/// use countersign::ankoder::string_to_sign;
/// assert_eq!(
///     string_to_sign("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1"),
///     "-Mon Aug 17 18:24:36 HKT 2009-GET-/video/1-"
/// );
/// ```
#[must_use]
pub fn string_to_sign(date: &str, method: &str, path: &str) -> String {
    format!("-{date}-{method}-{path}-")
}

/// The salt of one request: 20 lower-case hex digits, which are hashed as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Salt(String);

impl Salt {
    /// Takes the first 20 hex digits of the SHA-1 of the string to sign. The example is the vendor's.
    ///
    /// ```
    /// use countersign::ankoder::{Salt, string_to_sign};
    /// let salt = Salt::from_string_to_sign(&string_to_sign("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1"));
    /// assert_eq!(salt.to_string(), "a6cdce75aa6c079b47b7");
    /// ```
    #[must_use]
    pub fn from_string_to_sign(string: &str) -> Self {
        Self(hex::encode(&Sha1::digest(string.as_bytes())[..10]))
    }

    /// The salt's 20 ASCII characters, from which the passkey is computed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Display for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The passkey of one request: 20 bytes, displayed as 28 characters of standard Base64. `[redacted]` in debug output.
#[derive(Clone, Copy)]
pub struct Passkey([u8; 20]);

impl Passkey {
    /// Signs a salt: HMAC-SHA1 (RFC 2104) of the salt's text under the private key's text.
    ///
    /// ```
    /// use countersign::ankoder::{Passkey, Salt, string_to_sign};
    /// let salt = Salt::from_string_to_sign(&string_to_sign("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1"));
    /// let passkey = Passkey::new("ANKODER_PRIVATE_KEY", &salt);
    /// assert_eq!(passkey.to_string(), "w32x/4P8s+PopQPLBCBSVVUzWx0=");
    /// ```
    #[must_use]
    pub fn new(private_key: &str, salt: &Salt) -> Self {
        Self(hmac::<Hmac<Sha1>>(private_key.as_bytes(), salt.as_bytes()).into())
    }

    /// Compares a received passkey, in Base64, with this one in constant time.
    ///
    /// ```
    /// # use countersign::ankoder::{Passkey, Salt, string_to_sign};
    /// # let salt = Salt::from_string_to_sign(&string_to_sign("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1"));
    /// # let passkey = Passkey::new("ANKODER_PRIVATE_KEY", &salt);
    /// assert!(passkey.verify("w32x/4P8s+PopQPLBCBSVVUzWx0="));
    /// assert!(!passkey.verify("w32x/4P8s+PopQPLBCBSVVUzWx1="));
    /// ```
    #[must_use]
    pub fn verify(&self, received: &str) -> bool {
        is_equal(self.to_string(), received)
    }

    /// The passkey's bytes. To compare them, use [`Passkey::verify`].
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Passkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Passkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passkey([redacted])")
    }
}

/// Builds the headers of a signed request. The date must be the text that was signed.
///
/// ```
/// use countersign::ankoder::{Passkey, Salt, headers, string_to_sign};
///
/// let date = "Mon Aug 17 18:24:36 HKT 2009";
/// let salt = Salt::from_string_to_sign(&string_to_sign(date, "GET", "/video/1"));
/// let passkey = Passkey::new("ANKODER_PRIVATE_KEY", &salt);
/// let lines = headers("ACCESS_KEY", &passkey, date)
///     .into_iter()
///     .map(|header| format!("{}: {}", header.name, header.value));
/// assert_eq!(
///     lines.collect::<Vec<_>>(),
///     [
///         "ankoder_access_key: ACCESS_KEY",
///         "ankoder_passkey: w32x/4P8s+PopQPLBCBSVVUzWx0=",
///         "ankoder_date: Mon Aug 17 18:24:36 HKT 2009"
///     ]
/// );
/// ```
#[must_use]
pub fn headers(access_key: &str, passkey: &Passkey, date: &str) -> Vec<Header> {
    vec![
        Header::new(ACCESS_KEY_HEADER, access_key.to_owned()),
        Header::sensitive(PASSKEY_HEADER, passkey.to_string()),
        Header::new(DATE_HEADER, date.to_owned()),
    ]
}

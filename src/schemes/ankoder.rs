//! Ankoder: a request is signed with a passkey over its date, method and path.
//!
//! Source: Ankoder's API documentation. The stages: date, method and path → [`string_to_sign`]; string → [`Salt`]; private key and salt →
//! [`passkey`]; all → [`headers`]. The body is not signed. Whether a query string belongs to the path is not documented: it is signed exactly as sent.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use sha1::{Digest, Sha1};

use super::mac::hmac;

/// The header that names the caller.
pub const ACCESS_KEY_HEADER: &str = "ankoder_access_key";

/// The header that carries the signature.
pub const PASSKEY_HEADER: &str = "ankoder_passkey";

/// The header that carries the date text that was signed.
pub const DATE_HEADER: &str = "ankoder_date";

/// The text that is digested into the salt. The date is any text, in any zone: the server uses it as it is.
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

/// The salt of one request: 20 lower-case hex digits, which are keyed as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salt(String);

impl Salt {
    /// The first 20 hex digits of the SHA-1 of the string to sign. The example is the vendor's own.
    ///
    /// ```
    /// use countersign::ankoder::{Salt, string_to_sign};
    /// let salt = Salt::of(&string_to_sign("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1"));
    /// assert_eq!(salt.to_string(), "a6cdce75aa6c079b47b7");
    /// ```
    #[must_use]
    pub fn of(string_to_sign: &str) -> Self {
        Self(hex::encode(&Sha1::digest(string_to_sign.as_bytes())[..10]))
    }

    /// The salt's 20 characters, as the passkey is computed over them.
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

/// The passkey: standard Base64 of the HMAC-SHA1 (RFC 2104) of the salt's text under the private key's text; 28 characters.
///
/// ```
/// use countersign::ankoder::{Salt, passkey, string_to_sign};
/// let salt = Salt::of(&string_to_sign("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1"));
/// assert_eq!(passkey("ANKODER_PRIVATE_KEY", &salt), "w32x/4P8s+PopQPLBCBSVVUzWx0=");
/// ```
#[must_use]
pub fn passkey(private_key: &str, salt: &Salt) -> String {
    STANDARD.encode(hmac::<Hmac<Sha1>>(private_key.as_bytes(), salt.as_bytes()))
}

/// The three headers of a signed request, name and value. The date must be the text that was signed.
#[must_use]
pub fn headers(access_key: &str, passkey: &str, date: &str) -> [(&'static str, String); 3] {
    [
        (ACCESS_KEY_HEADER, access_key.to_owned()),
        (PASSKEY_HEADER, passkey.to_owned()),
        (DATE_HEADER, date.to_owned()),
    ]
}

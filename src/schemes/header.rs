//! A header of a signed request.

use std::fmt;

/// A header of a signed request, marked as sensitive if its value is a credential.
///
/// ```
/// use countersign::device::{Challenge, Signature, headers, message};
///
/// let challenge = Challenge::new("deadbeef")?;
/// let signature = Signature::new("your-password", &message(&challenge, "/api/logs", b""));
/// let shown = headers(&challenge, &signature)
///     .into_iter()
///     .map(|header| format!("{}: {}", header.name, if header.is_sensitive { "?" } else { &header.value }));
/// assert_eq!(shown.collect::<Vec<_>>(), ["x-auth-challenge: deadbeef", "x-auth-hmac: ?"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Header {
    /// The name, in the vendor's spelling.
    pub name: &'static str,
    /// The value.
    pub value: String,
    /// Whether the value is a credential. Do not log such a value; it is `[redacted]` in debug output.
    pub is_sensitive: bool,
}

impl Header {
    pub(super) fn new(name: &'static str, value: String) -> Self {
        Self {
            name,
            value,
            is_sensitive: false,
        }
    }

    pub(super) fn sensitive(name: &'static str, value: String) -> Self {
        Self {
            is_sensitive: true,
            ..Self::new(name, value)
        }
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.is_sensitive {
            "[redacted]"
        } else {
            &self.value
        };
        write!(f, "Header({}: {value:?})", self.name)
    }
}

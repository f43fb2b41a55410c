//! A secret text.

use std::fmt;
use std::ops::Deref;

use zeroize::Zeroizing;

/// A secret text: wiped on drop, `[redacted]` in debug output.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text that must not be shown.
    pub(crate) fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }
}

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

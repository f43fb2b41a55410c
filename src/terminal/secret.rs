//! A secret of the user.

use std::fmt;
use std::ops::Deref;

use zeroize::Zeroizing;

use super::REDACTED;
use super::redact::hide_secret;

/// A secret text. It is redacted in messages and `Debug` output, and wiped on drop.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn new(text: Zeroizing<String>) -> Self {
        hide_secret(&text);
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
        f.write_str(REDACTED)
    }
}

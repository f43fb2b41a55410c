//! A key ID in DRM data.

use std::fmt;

use super::{Error, SystemId};
use crate::speke::{Form, KeyId};

/// What DRM data contains.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contents {
    /// The key IDs, in the order of the data.
    pub mentions: Vec<Mention>,
    /// What cannot be read.
    pub errors: Vec<Error>,
}

/// A key ID in DRM data, and how and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mention {
    /// The key ID.
    pub key_id: KeyId,
    /// What contains it.
    pub carrier: Carrier,
    /// The PSSH box around it, if there is one.
    pub pssh: Option<Enclosing>,
    /// The DRM system that the data is for.
    pub system: Option<SystemId>,
    /// The form, or `None` for the 16 bytes themselves, in the order of a GUID.
    pub form: Option<Form>,
    /// The text, if it is written as one.
    pub text: Option<Box<str>>,
    /// The offset of the value in the data; of a PlayReady header, that of the element.
    pub offset: usize,
}

/// The PSSH box around a key ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Enclosing {
    /// The version of the box, 0 or 1.
    pub version: u8,
    /// The offset of the box in the data.
    pub offset: usize,
}

/// The box, element or attribute that contains a key ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carrier {
    /// The list of key IDs of a PSSH box.
    Pssh,
    /// `key_ids` of Widevine's data.
    Widevine,
    /// `key_id` of one of the `entitled_keys` of Widevine's data.
    EntitledKey,
    /// `entitlement_key_id` of one of the `entitled_keys` of Widevine's data.
    EntitlementKey,
    /// A `KID` of a PlayReady header of this version, major and minor, if it says one.
    PlayReadyHeader(Option<(u8, u8)>),
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pssh => f.write_str("PSSH"),
            Self::Widevine => f.write_str("Widevine"),
            Self::EntitledKey => f.write_str("Widevine entitled key"),
            Self::EntitlementKey => f.write_str("Widevine entitlement key"),
            Self::PlayReadyHeader(None) => f.write_str("WRMHEADER"),
            Self::PlayReadyHeader(Some((major, minor))) => write!(f, "WRMHEADER {major}.{minor}"),
        }
    }
}

impl Mention {
    /// The way to the key ID from the outside in, such as `PSSH v0 > Widevine`.
    #[must_use]
    pub fn place(&self) -> String {
        let Some(Enclosing { version, .. }) = self.pssh else {
            return self.carrier.to_string();
        };
        match self.carrier {
            Carrier::Pssh => format!("PSSH v{version}"),
            carrier => format!("PSSH v{version} > {carrier}"),
        }
    }

    /// The same mention in data that starts at an offset of other data.
    pub(super) fn moved(mut self, by: usize) -> Self {
        self.offset += by;
        if let Some(pssh) = &mut self.pssh {
            pssh.offset += by;
        }
        self
    }
}

impl From<Result<Vec<Mention>, Error>> for Contents {
    fn from(mentions: Result<Vec<Mention>, Error>) -> Self {
        let (mentions, errors) = match mentions {
            Ok(mentions) => (mentions, Vec::new()),
            Err(error) => (Vec::new(), vec![error]),
        };
        Self { mentions, errors }
    }
}

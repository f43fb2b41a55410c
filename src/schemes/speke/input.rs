//! The inputs of a key ID.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::KeyId;

/// The protection schemes for which the vendor documents the override; SPEKE has more.
pub const PROTECTION_SCHEMES: &[&str] = &["cenc", "cbcs"];

/// The track types that are documented; an encryption contract may use any other text.
pub const TRACK_TYPES: &[&str] = &[
    "VIDEO",
    "AUDIO",
    "ALL",
    "SD",
    "HD",
    "UHD",
    "HD1",
    "HD2",
    "SD+HD1",
    "UHD1",
    "UHD2",
    "STEREO_AUDIO",
    "MULTICHANNEL_AUDIO",
    "MULTICHANNEL_AUDIO_3_6",
    "MULTICHANNEL_AUDIO_7",
];

/// A version of SPEKE and its key ID override.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Version {
    /// Version 1.
    V1,
    /// Version 2.
    V2,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        })
    }
}

/// A text is not a version of SPEKE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is not a version of SPEKE: v1 or v2")]
#[non_exhaustive]
pub struct VersionError;

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        match text {
            "v1" => Ok(Self::V1),
            "v2" => Ok(Self::V2),
            _ => Err(VersionError),
        }
    }
}

/// The input of a version 1 key ID. Texts are hashed exactly as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct V1<'a> {
    /// The tenant, a GUID in lower case.
    pub tenant_id: &'a str,
    /// The content, any text.
    pub content_id: &'a str,
    /// The crypto period; 0 without key rotation.
    pub content_key_period_index: u32,
    /// The index of the key within the content; 0 if there is only one.
    pub key_id_index: u32,
}

impl V1<'_> {
    /// The text that is hashed: the fields, concatenated without a separator.
    #[must_use]
    pub fn message(&self) -> String {
        let Self {
            tenant_id,
            content_id,
            content_key_period_index,
            key_id_index,
        } = self;
        format!("{tenant_id}{content_id}{content_key_period_index}{key_id_index}")
    }

    /// Derives the key ID. The example is the vendor's.
    ///
    /// ```
    /// let input = countersign::speke::V1 {
    ///     tenant_id: "10d42897-a795-4fd8-a2d4-00e3ab59dece",
    ///     content_id: "bd99b041-4353-4b7a-9533-f36ee752b735",
    ///     content_key_period_index: 0,
    ///     key_id_index: 0,
    /// };
    /// assert_eq!(input.key_id().to_string(), "0a1e610d-e346-0665-42b2-409580b51be6");
    /// ```
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId::from_digest(&digest(&self.message()))
    }
}

/// The input of a version 2 key ID. Texts are hashed exactly as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct V2<'a> {
    /// The tenant, a GUID in lower case.
    pub tenant_id: &'a str,
    /// The content, any text.
    pub content_id: &'a str,
    /// The crypto period; 0 without key rotation.
    pub content_key_period_index: u32,
    /// The protection scheme, one of [`PROTECTION_SCHEMES`].
    pub protection_scheme: &'a str,
    /// What the key encrypts: `VIDEO`, `AUDIO`, `ALL`, `SD+HD1` or another name from the encryption contract.
    pub intended_track_type: &'a str,
}

impl V2<'_> {
    /// The text that is hashed: tenant, content, scheme, period and track type, concatenated without a separator.
    #[must_use]
    pub fn message(&self) -> String {
        let Self {
            tenant_id,
            content_id,
            content_key_period_index,
            protection_scheme,
            intended_track_type,
        } = self;
        format!(
            "{tenant_id}{content_id}{protection_scheme}{content_key_period_index}{intended_track_type}"
        )
    }

    /// Derives the key ID. The example is the vendor's.
    ///
    /// ```
    /// let input = countersign::speke::V2 {
    ///     tenant_id: "10d42897-a795-4fd8-a2d4-00e3ab59dece",
    ///     content_id: "test_content",
    ///     content_key_period_index: 0,
    ///     protection_scheme: "cenc",
    ///     intended_track_type: "VIDEO",
    /// };
    /// assert_eq!(input.key_id().to_string(), "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a");
    /// ```
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId::from_digest(&digest(&self.message()))
    }
}

/// The input of a key ID, in either version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Input<'a> {
    /// Version 1.
    V1(V1<'a>),
    /// Version 2.
    V2(V2<'a>),
}

impl<'a> Input<'a> {
    /// The text that is hashed.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::V1(input) => input.message(),
            Self::V2(input) => input.message(),
        }
    }

    /// Derives the key ID.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        match self {
            Self::V1(input) => input.key_id(),
            Self::V2(input) => input.key_id(),
        }
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        match self {
            Self::V1(_) => Version::V1,
            Self::V2(_) => Version::V2,
        }
    }

    /// The tenant.
    #[must_use]
    pub fn tenant_id(&self) -> &'a str {
        match self {
            Self::V1(input) => input.tenant_id,
            Self::V2(input) => input.tenant_id,
        }
    }

    /// The content.
    #[must_use]
    pub fn content_id(&self) -> &'a str {
        match self {
            Self::V1(input) => input.content_id,
            Self::V2(input) => input.content_id,
        }
    }

    /// The crypto period.
    #[must_use]
    pub fn content_key_period_index(&self) -> u32 {
        match self {
            Self::V1(input) => input.content_key_period_index,
            Self::V2(input) => input.content_key_period_index,
        }
    }

    /// The index of the key within the content, in version 1.
    #[must_use]
    pub fn key_id_index(&self) -> Option<u32> {
        match self {
            Self::V1(input) => Some(input.key_id_index),
            Self::V2(_) => None,
        }
    }

    /// The protection scheme, in version 2.
    #[must_use]
    pub fn protection_scheme(&self) -> Option<&'a str> {
        match self {
            Self::V1(_) => None,
            Self::V2(input) => Some(input.protection_scheme),
        }
    }

    /// What the key encrypts, in version 2.
    #[must_use]
    pub fn intended_track_type(&self) -> Option<&'a str> {
        match self {
            Self::V1(_) => None,
            Self::V2(input) => Some(input.intended_track_type),
        }
    }
}

impl<'a> From<V1<'a>> for Input<'a> {
    fn from(input: V1<'a>) -> Self {
        Self::V1(input)
    }
}

impl<'a> From<V2<'a>> for Input<'a> {
    fn from(input: V2<'a>) -> Self {
        Self::V2(input)
    }
}

impl fmt::Display for Input<'_> {
    /// All fields with their names, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "tenant id {}, content id {}, content key period index {}, ",
            self.tenant_id(),
            self.content_id(),
            self.content_key_period_index()
        )?;
        match self {
            Self::V1(V1 { key_id_index, .. }) => write!(f, "key id index {key_id_index}"),
            Self::V2(V2 {
                protection_scheme,
                intended_track_type,
                ..
            }) => write!(
                f,
                "protection scheme {protection_scheme}, intended track type {intended_track_type}"
            ),
        }
    }
}

/// SHA-256 of a message's UTF-8 bytes.
#[must_use]
pub fn digest(message: &str) -> [u8; 32] {
    Sha256::digest(message.as_bytes()).into()
}

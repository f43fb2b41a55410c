//! Axinom's SPEKE key-ID override: the key id of a content key follows from what the key is for.
//!
//! Source: Axinom's documentation of the key-ID override, versions 1 and 2. The stages: the fields of [`V1`] or [`V2`] → message, the fields one
//! after the other without a separator; message → SHA-256 digest; digest → [`KeyId`], which is written in any [`Form`].

pub mod cpix;
mod deriver;
mod grid;
mod key_id;
pub mod lanes;

use sha2::{Digest, Sha256};

pub use deriver::Deriver;
pub use grid::{Grid, Input, Kinds};
pub use key_id::{Form, KeyId, KeyIdError};

/// What a version 1 key id follows from. Texts are hashed exactly as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V1<'a> {
    /// The tenant, a GUID in lower case.
    pub tenant_id: &'a str,
    /// The content, any text.
    pub content_id: &'a str,
    /// The crypto period; 0 without key rotation.
    pub content_key_period_index: u32,
    /// Which key of the content; 0 if there is one.
    pub key_id_index: u32,
}

impl V1<'_> {
    /// The text that is hashed.
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

    /// The key id. The example is the vendor's own.
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

/// What a version 2 key id follows from. Texts are hashed exactly as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V2<'a> {
    /// The tenant, a GUID in lower case.
    pub tenant_id: &'a str,
    /// The content, any text.
    pub content_id: &'a str,
    /// The protection scheme, one of [`PROTECTION_SCHEMES`].
    pub protection_scheme: &'a str,
    /// The crypto period; 0 without key rotation.
    pub content_key_period_index: u32,
    /// What the key encrypts: `VIDEO`, `AUDIO`, `ALL`, `SD+HD1` or another name of the encryption contract.
    pub intended_track_type: &'a str,
}

impl V2<'_> {
    /// The text that is hashed.
    #[must_use]
    pub fn message(&self) -> String {
        let Self {
            tenant_id,
            content_id,
            protection_scheme,
            content_key_period_index,
            intended_track_type,
        } = self;
        format!(
            "{tenant_id}{content_id}{protection_scheme}{content_key_period_index}{intended_track_type}"
        )
    }

    /// The key id. The example is the vendor's own.
    ///
    /// ```
    /// let input = countersign::speke::V2 {
    ///     tenant_id: "10d42897-a795-4fd8-a2d4-00e3ab59dece",
    ///     content_id: "test_content",
    ///     protection_scheme: "cenc",
    ///     content_key_period_index: 0,
    ///     intended_track_type: "VIDEO",
    /// };
    /// assert_eq!(input.key_id().to_string(), "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a");
    /// ```
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId::from_digest(&digest(&self.message()))
    }
}

/// The protection schemes for which the vendor documents the override; SPEKE knows more.
pub const PROTECTION_SCHEMES: [&str; 2] = ["cenc", "cbcs"];

/// The track types that are documented; an encryption contract may choose any other text.
pub const TRACK_TYPES: [&str; 10] = [
    "VIDEO",
    "AUDIO",
    "ALL",
    "SD",
    "HD",
    "UHD",
    "HD1",
    "SD+HD1",
    "STEREO_AUDIO",
    "MULTICHANNEL_AUDIO_3_6",
];

/// SHA-256 of a message's UTF-8 bytes.
#[must_use]
pub fn digest(message: &str) -> [u8; 32] {
    Sha256::digest(message.as_bytes()).into()
}

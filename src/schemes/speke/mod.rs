//! Axinom's SPEKE key ID override: the key ID of a content key is derived from what the key is used for.
//!
//! Source: Axinom's documentation of the key ID override, versions 1 and 2. The stages: the fields of a [`V1`] or [`V2`] → message, the fields
//! concatenated without a separator; message → SHA-256 digest; digest → [`KeyId`], which is written in any [`Form`].
//!
//! [`key_ids`] derives many key IDs at once, those of a [`Grid`] for example. [`cpix`] reads SPEKE's requests and responses, [`inspect`] any file with
//! key IDs, and [`drm`] the data of DRM systems.

pub mod cpix;
pub mod drm;
mod grid;
mod input;
pub mod inspect;
mod key_id;
mod lanes;
mod many;
mod preset;
#[cfg(all(test, feature = "serde"))]
mod serialized;

pub use grid::{Grid, Inputs, Keys};
pub use input::{Input, PROTECTION_SCHEMES, TRACK_TYPES, V1, V2, Version, VersionError, digest};
pub use key_id::{Form, FormError, KeyId, KeyIdError};
pub use many::key_ids;
pub use preset::{PRESETS, Preset, PresetError};

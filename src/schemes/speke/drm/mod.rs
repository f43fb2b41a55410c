//! The data of DRM systems: which key IDs are in PSSH boxes, in Widevine's protobuf, and in PlayReady's objects and headers.
//!
//! [`read`] takes bytes of any of these kinds and returns every key ID in them as a [`Mention`], and whatever cannot be read as an [`Error`] beside
//! them. [`Pssh`], [`widevine`] and [`playready`] read one kind each. [`decode_base64`] is for data in a manifest or a CPIX document.
//!
//! [`Mention::key_id`] is always in the order of a GUID, also where the data is little-endian.
//!
//! Lengths are checked before they are used, nothing is copied but key IDs, and time and memory grow no faster than the data.
//!
//! Sources: ISO/IEC 23001-7 for the box, Microsoft's PlayReady Header Specification for objects and headers, the published definition of
//! `WidevinePsshData` for Widevine, and DASH-IF's list of content protection identifiers for the names of systems.
//!
//! ```
//! use countersign::speke::drm::{SystemId, decode_base64, read};
//!
//! // a PSSH box of version 0 with Widevine's data
//! let bytes = decode_base64("AAAAMnBzc2gAAAAA7e+LqXnWSs6jyCfc1R0h7QAAABISEAoeYQ3jRgZlQrJAlYC1G+Y=")?;
//! let contents = read(&bytes);
//! let mention = &contents.mentions[0];
//! assert_eq!(mention.key_id.to_string(), "0a1e610d-e346-0665-42b2-409580b51be6");
//! assert_eq!(mention.place(), "PSSH v0 > Widevine");
//! assert_eq!(mention.system, Some(SystemId::WIDEVINE));
//! # Ok::<(), countersign::speke::drm::Error>(())
//! ```

mod error;
mod mention;
pub mod playready;
mod pssh;
mod system;
pub mod widevine;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

pub use error::{Error, Fault};
pub use mention::{Carrier, Contents, Enclosing, Mention};
pub use pssh::Pssh;
pub use system::SystemId;

/// Every key ID in DRM data: PSSH boxes one after the other, a PlayReady object, a PlayReady header, or Widevine's protobuf. The kind is told by
/// the content. The boxes that precede a damaged one are still read.
#[must_use]
pub fn read(bytes: &[u8]) -> Contents {
    if Pssh::starts(bytes) {
        pssh::read(bytes)
    } else if playready::is_object(bytes) {
        Contents::from(playready::read_object(bytes))
    } else if playready::is_header(bytes) {
        Contents::from(playready::read_header(bytes))
    } else {
        let widevine = widevine::read(bytes).ok();
        let widevine = widevine.filter(|mentions| !mentions.is_empty());
        Contents::from(widevine.ok_or_else(|| Fault::Unknown.at(0)))
    }
}

/// Decodes Base64 of either alphabet, with or without padding; white space anywhere is skipped, because XML may break lines.
///
/// # Errors
/// [`Fault::Base64`] if it is none.
pub fn decode_base64(text: &str) -> Result<Vec<u8>, Error> {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
    const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

    let text: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let engine = if text.iter().any(|byte| matches!(byte, b'-' | b'_')) {
        URL_SAFE
    } else {
        STANDARD
    };
    let bytes = engine.decode(&text).ok().filter(|bytes| !bytes.is_empty());
    bytes.ok_or_else(|| Fault::Base64.at(0))
}

/// As many bytes as the array has, from an offset.
fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

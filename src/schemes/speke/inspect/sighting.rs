//! A key ID in a file.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::speke::drm::{self, SystemId};
use crate::speke::{Form, KeyId};

/// A key ID in a file: where it is, and how it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sighting {
    /// The key ID, in the order of a GUID, also where the file has it in the other one.
    pub key_id: KeyId,
    /// The line of a text, or the offset in a binary file.
    pub position: Position,
    /// The way to the key ID from the outside in: elements, tags, boxes and what is encoded in them, separated by ` > `.
    pub place: Arc<str>,
    /// What contains it.
    pub carrier: Carrier,
    /// The DRM system that it is for, if it is for a certain one.
    pub system: Option<SystemId>,
    /// The form in which it is written, or `None` for its 16 bytes.
    pub form: Option<Form>,
    pub(super) text: Option<Box<str>>,
}

impl Sighting {
    /// The key ID as the file has it; where it has the 16 bytes, these in hex.
    #[must_use]
    pub fn as_written(&self) -> Cow<'_, str> {
        match &self.text {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.key_id.to_form(self.form.unwrap_or(Form::Hex))),
        }
    }

    /// Whether the file has the first three fields of the GUID in little-endian order, as PlayReady does.
    #[must_use]
    pub fn is_little_endian(&self) -> bool {
        self.form == Some(Form::PlayReady)
    }

    /// Whether this is certainly the key that something is encrypted with: neither an entitlement key, nor zeros, which stand for keys that rotate,
    /// nor what an `skd` URI has, which may be the ID of an asset.
    pub(super) fn is_certain(&self) -> bool {
        self.key_id != KeyId::NIL
            && self.carrier != Carrier::Drm(drm::Carrier::EntitlementKey)
            && (self.carrier, self.system) != (Carrier::HlsUri, Some(SystemId::FAIRPLAY))
    }
}

/// A position in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Position {
    /// The line of a text, from 1.
    Line(usize),
    /// The offset of a byte, from 0.
    Offset(u64),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Offset(offset) => write!(f, "byte {offset}"),
        }
    }
}

/// The box, element or attribute that contains a key ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carrier {
    /// `cenc:default_KID` of a `ContentProtection` element.
    DefaultKid,
    /// `mspr:kid` of a `ContentProtection` element.
    PlayReadyKid,
    /// `mas:MarlinContentId` of a `ContentProtection` element.
    MarlinContentId,
    /// The data of a DRM system: a PSSH box, Widevine's data, a PlayReady header.
    Drm(drm::Carrier),
    /// The default key ID of a track: a `tenc` box.
    Tenc,
    /// The key ID of a group of samples: an entry of an `sgpd` box of the type `seig`.
    Seig,
    /// The key ID of a fragment, in PIFF's box of sample encryption.
    Senc,
    /// `KEYID` of a playlist's key tag.
    HlsKeyId,
    /// `URI` of a playlist's key tag, or what is encoded in it.
    HlsUri,
    /// `ContentKey@kid` of a CPIX document.
    ContentKey,
    /// `ContentKey@dependsOnKey` of a CPIX document.
    DependsOnKey,
    /// `DocumentKey@encryptsKey` of a CPIX document.
    EncryptsKey,
    /// `DRMSystem@kid` of a CPIX document.
    DrmSystem,
    /// `ContentKeyUsageRule@kid` of a CPIX document.
    UsageRule,
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Drm(carrier) => return carrier.fmt(f),
            Self::DefaultKid => "default_KID",
            Self::PlayReadyKid => "mspr:kid",
            Self::MarlinContentId => "MarlinContentId",
            Self::Tenc => "tenc",
            Self::Seig => "seig",
            Self::Senc => "senc",
            Self::HlsKeyId => "KEYID",
            Self::HlsUri => "URI",
            Self::ContentKey => "ContentKey@kid",
            Self::DependsOnKey => "ContentKey@dependsOnKey",
            Self::EncryptsKey => "DocumentKey@encryptsKey",
            Self::DrmSystem => "DRMSystem@kid",
            Self::UsageRule => "ContentKeyUsageRule@kid",
        })
    }
}

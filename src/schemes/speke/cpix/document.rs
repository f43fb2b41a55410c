//! What a CPIX document says about keys, periods and tracks.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::speke::KeyId;

/// A CPIX document, as far as the override needs it, over the bytes it was read from. Values have their entities decoded and are not validated
/// further: `CPIX@id` is often no `xs:ID`.
pub struct Document<'a> {
    pub(super) source: &'a [u8],
    /// The line of the root element.
    pub line: usize,
    /// `CPIX@id`, the content id of SPEKE v1.
    pub id: Option<Cow<'a, str>>,
    /// `CPIX@contentId`, the content id of SPEKE v2.
    pub content_id: Option<Cow<'a, str>>,
    /// `CPIX@version`, the version of CPIX.
    pub version: Option<Cow<'a, str>>,
    /// Whether there are elements of SPEKE v1's own namespace.
    pub speke_elements: bool,
    /// The keys, in their order.
    pub keys: Vec<ContentKey<'a>>,
    /// The DRM systems.
    pub drm_systems: Vec<DrmSystem<'a>>,
    /// The crypto periods.
    pub periods: Vec<Period<'a>>,
    /// The rules that tie keys to periods and tracks.
    pub rules: Vec<UsageRule<'a>>,
}

/// A `kid` attribute: the key id, and where its value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kid {
    /// The key id. Two kids are the same when these are, however they are written.
    pub key_id: KeyId,
    /// Whether it is written as a GUID, in either case, which is what CPIX wants.
    pub guid: bool,
    /// The bytes of the attribute's value in the document, without the quotes.
    pub range: Range<usize>,
    /// The line of the value.
    pub line: usize,
}

/// A `ContentKey`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentKey<'a> {
    /// `@kid`.
    pub kid: Kid,
    /// `@commonEncryptionScheme`.
    pub scheme: Option<Cow<'a, str>>,
    /// `@contentId`, of CPIX 2.4.
    pub content_id: Option<Cow<'a, str>>,
}

/// A `DRMSystem`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrmSystem<'a> {
    /// `@kid`.
    pub kid: Kid,
    /// `@systemId`.
    pub system_id: Option<Cow<'a, str>>,
}

/// A `ContentKeyPeriod`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period<'a> {
    /// `@id`.
    pub id: Option<Cow<'a, str>>,
    /// `@index`; a period may have a start and an end instead.
    pub index: Option<u32>,
    /// The line of the element.
    pub line: usize,
}

/// A `ContentKeyUsageRule`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRule<'a> {
    /// `@kid`.
    pub kid: Kid,
    /// `@intendedTrackType`.
    pub track_type: Option<Cow<'a, str>>,
    /// Its `KeyPeriodFilter` elements.
    pub periods: Vec<PeriodFilter<'a>>,
}

/// A `KeyPeriodFilter`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodFilter<'a> {
    /// `@periodId`.
    pub period_id: Cow<'a, str>,
    /// The line of the element.
    pub line: usize,
}

/// A version of SPEKE, and with it of the override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpekeVersion {
    /// Version 1.
    V1,
    /// Version 2.
    V2,
}

impl fmt::Display for SpekeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        })
    }
}

impl Document<'_> {
    /// The SPEKE version that the document tells, if it does.
    ///
    /// Version 2 shows in `CPIX@contentId`, `CPIX@version`, a key's scheme or content id, or a rule's track type; version 1 in rules without any
    /// of these, or in elements of its own namespace. A document with nothing but an id and keys is sent to either.
    #[must_use]
    pub fn speke_version(&self) -> Option<SpekeVersion> {
        let keys = || {
            self.keys
                .iter()
                .any(|key| key.scheme.is_some() || key.content_id.is_some())
        };
        let rules = || self.rules.iter().any(|rule| rule.track_type.is_some());
        if self.content_id.is_some() || self.version.is_some() || keys() || rules() {
            Some(SpekeVersion::V2)
        } else if self.speke_elements || !self.rules.is_empty() {
            Some(SpekeVersion::V1)
        } else {
            None
        }
    }

    /// Every kid: of the keys, the DRM systems and the rules.
    pub(super) fn kids(&self) -> impl Iterator<Item = &Kid> {
        let keys = self.keys.iter().map(|key| &key.kid);
        keys.chain(self.drm_systems.iter().map(|system| &system.kid))
            .chain(self.rules.iter().map(|rule| &rule.kid))
    }
}

// Without the source, which in an answer has content keys.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("id", &self.id)
            .field("content_id", &self.content_id)
            .field("version", &self.version)
            .field("keys", &self.keys)
            .field("drm_systems", &self.drm_systems)
            .field("periods", &self.periods)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

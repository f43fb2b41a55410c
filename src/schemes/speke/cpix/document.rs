//! What a CPIX document says about keys, periods and track types.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::speke::{KeyId, Version};

/// A CPIX document, as far as the override needs it, and the bytes it was read from. References in its texts are resolved; the texts are not
/// validated: `CPIX@id` is often not an `xs:ID`.
pub struct Document<'a> {
    pub(super) source: &'a [u8],
    /// The line of the root element, from 1.
    pub line: usize,
    /// `CPIX@id`, the content id of SPEKE v1.
    pub id: Option<Cow<'a, str>>,
    /// `CPIX@contentId`, the content id of SPEKE v2.
    pub content_id: Option<Cow<'a, str>>,
    /// `CPIX@version`, the version of CPIX.
    pub version: Option<Cow<'a, str>>,
    /// Whether the document has elements of SPEKE v1's own namespace.
    pub speke_elements: bool,
    /// The keys, in the order of the document, as the other lists are.
    pub keys: Vec<ContentKey<'a>>,
    /// `DRMSystem@kid`.
    pub drm_systems: Vec<Kid>,
    /// The crypto periods.
    pub periods: Vec<Period<'a>>,
    /// The rules that say which periods and track types keys are for.
    pub rules: Vec<UsageRule<'a>>,
}

/// A `kid` attribute: the key id, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kid {
    /// The key id. Two kids are the same if their key ids are, whatever their forms.
    pub key_id: KeyId,
    /// Whether it is written as a GUID, in either case, as CPIX wants it.
    pub guid: bool,
    /// The bytes of the value in the document, without the quotes.
    pub range: Range<usize>,
    /// The line of the value, from 1.
    pub line: usize,
}

/// A `ContentKey`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContentKey<'a> {
    /// `@kid`.
    pub kid: Kid,
    /// `@commonEncryptionScheme`.
    pub scheme: Option<Cow<'a, str>>,
    /// `@contentId`, of CPIX 2.4.
    pub content_id: Option<Cow<'a, str>>,
}

/// A `ContentKeyPeriod`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Period<'a> {
    /// `@id`.
    pub id: Option<Cow<'a, str>>,
    /// `@index`; a period may have a start and an end instead.
    pub index: Option<u32>,
    /// The line of the element, from 1.
    pub line: usize,
}

/// A `ContentKeyUsageRule`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct PeriodFilter<'a> {
    /// `@periodId`.
    pub period_id: Cow<'a, str>,
    /// The line of the element, from 1.
    pub line: usize,
}

impl Document<'_> {
    /// The SPEKE version that the document shows, if any.
    ///
    /// Version 2 shows in `CPIX@contentId`, `CPIX@version`, the scheme or content id of a key, or the track type of a rule; version 1 in rules
    /// without any of these, or in elements of its own namespace. A document with only an id and keys may be of either.
    #[must_use]
    pub fn speke_version(&self) -> Option<Version> {
        let key_shows_v2 = |key: &ContentKey<'_>| key.scheme.is_some() || key.content_id.is_some();
        if self.content_id.is_some()
            || self.version.is_some()
            || self.keys.iter().any(key_shows_v2)
            || self.rules.iter().any(|rule| rule.track_type.is_some())
        {
            Some(Version::V2)
        } else if self.speke_elements || !self.rules.is_empty() {
            Some(Version::V1)
        } else {
            None
        }
    }

    /// The kids of the keys, the DRM systems and the rules.
    pub(super) fn kids(&self) -> impl Iterator<Item = &Kid> {
        let keys = self.keys.iter().map(|key| &key.kid);
        let rules = self.rules.iter().map(|rule| &rule.kid);
        keys.chain(&self.drm_systems).chain(rules)
    }
}

// without the source, which in a response has content keys
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

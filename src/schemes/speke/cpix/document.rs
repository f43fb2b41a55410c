//! What a CPIX document says about keys, periods and track types.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::speke::inspect::excerpt;
use crate::speke::{KeyId, Version};

/// A CPIX document, as far as the override needs it, and the bytes it was read from. References in its texts are resolved; the texts are not
/// validated: `CPIX@id` is often not an `xs:ID`.
pub struct Document<'a> {
    pub(super) source: &'a [u8],
    /// The line of the root element, from 1.
    pub line: usize,
    /// `CPIX@id`, the content ID of SPEKE v1.
    pub id: Option<Cow<'a, str>>,
    /// `CPIX@contentId`, the content ID of SPEKE v2.
    pub content_id: Option<Cow<'a, str>>,
    /// `CPIX@version`, the version of CPIX.
    pub version: Option<Cow<'a, str>>,
    /// Whether the document has elements of SPEKE v1's own namespace.
    pub speke_elements: bool,
    /// The keys, in the order of the document, as the other lists are.
    pub keys: Vec<ContentKey<'a>>,
    /// The DRM systems of keys.
    pub drm_systems: Vec<DrmSystem<'a>>,
    /// The crypto periods.
    pub periods: Vec<Period<'a>>,
    /// The rules that say which periods and track types keys are for.
    pub rules: Vec<UsageRule<'a>>,
    /// Everything else that refers to a key.
    pub references: Vec<Reference<'a>>,
}

/// What a `kid` says. Two kids name the same key if their names are equal, whatever their forms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// A key ID.
    KeyId(KeyId),
    /// Any other text. A request may leave the key ID to the key server; `kid=""` is common then.
    Text(Arc<str>),
}

/// A `kid` attribute, or another that refers to a key: what it says, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kid {
    /// What it says.
    pub name: Name,
    /// Whether it is a key ID written as a GUID, in either case, as CPIX wants it.
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
    /// `@dependsOnKey`: the root key of this leaf key.
    pub depends_on: Option<Kid>,
}

/// A `DRMSystem`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DrmSystem<'a> {
    /// `@kid`.
    pub kid: Kid,
    /// `@systemId`.
    pub system_id: Option<Cow<'a, str>>,
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
    /// Its other filters, such as `VideoFilter maxPixels='589824'`, with sorted attributes.
    pub filters: Vec<String>,
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

/// An attribute that refers to a key: one of the list `DocumentKey@encryptsKey`, or a `kid` where CPIX has none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference<'a> {
    /// The element, without its prefix, and the attribute: `DocumentKey@encryptsKey`.
    pub place: Cow<'a, str>,
    /// The key that it refers to.
    pub kid: Kid,
}

impl Document<'_> {
    /// The SPEKE version that the document shows, if any.
    ///
    /// Version 2 shows in `CPIX@contentId`, `CPIX@version`, the scheme or content ID of a key, or the track type of a rule; version 1 in rules
    /// without any of these, or in elements of its own namespace. A document with only an ID and keys may be of either.
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

    /// Every kid that refers to a key, and what it is in.
    pub(super) fn references(&self) -> impl Iterator<Item = (&str, &Kid)> {
        let roots = self.keys.iter().filter_map(|key| key.depends_on.as_ref());
        let systems = self.drm_systems.iter().map(|system| &system.kid);
        let rules = self.rules.iter().map(|rule| &rule.kid);
        let others = self.references.iter();
        (roots.map(|kid| ("ContentKey@dependsOnKey", kid)))
            .chain(systems.map(|kid| ("DRMSystem", kid)))
            .chain(rules.map(|kid| ("ContentKeyUsageRule", kid)))
            .chain(others.map(|other| (&*other.place, &other.kid)))
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
            .field("references", &self.references)
            .finish_non_exhaustive()
    }
}

impl Name {
    /// Reads a text: a key ID in any form, or any other text as it is.
    #[must_use]
    pub fn new(text: &str) -> Self {
        text.parse()
            .map_or_else(|_| Self::Text(text.into()), Self::KeyId)
    }

    /// The key ID, if it is one.
    #[must_use]
    pub const fn key_id(&self) -> Option<KeyId> {
        match self {
            Self::KeyId(key_id) => Some(*key_id),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Display for Name {
    /// Writes the key ID, or the beginning of any other text in quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyId(key_id) => key_id.fmt(f),
            Self::Text(text) => write!(f, "{:?}", excerpt(text)),
        }
    }
}

impl PartialEq<KeyId> for Name {
    fn eq(&self, key_id: &KeyId) -> bool {
        self.key_id() == Some(*key_id)
    }
}

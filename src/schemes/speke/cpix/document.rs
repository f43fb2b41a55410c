//! What a CPIX document says about keys, periods and track types.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::error::excerpt;
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
    /// The DRM systems.
    pub drm_systems: Vec<DrmSystem<'a>>,
    /// The crypto periods.
    pub periods: Vec<Period<'a>>,
    /// The rules that say which periods and track types keys are for.
    pub rules: Vec<UsageRule<'a>>,
    /// Other attributes that name keys.
    pub references: Vec<Reference<'a>>,
    pub(super) remains: Remains<'a>,
}

/// A `kid` attribute, or a part of another attribute that names a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kid<'a> {
    /// The value, which need not be a key ID in a request.
    pub text: Cow<'a, str>,
    /// The key ID, if the value is one. Two kids are the same if their key IDs are, whatever their forms; without key IDs, if their texts are.
    pub key_id: Option<KeyId>,
    /// The bytes of the value in the document, without the quotes.
    pub range: Range<usize>,
    /// The line of the value, from 1.
    pub line: usize,
}

/// What makes kids the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Name<'a> {
    KeyId(KeyId),
    Text(&'a str),
}

/// A `ContentKey`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContentKey<'a> {
    /// `@kid`.
    pub kid: Kid<'a>,
    /// `@dependsOnKey`, the root key of a leaf key.
    pub depends_on: Option<Kid<'a>>,
    /// `@commonEncryptionScheme`; a leaf key without it has that of its root key.
    pub scheme: Option<Cow<'a, str>>,
    /// `@contentId`, of CPIX 2.4.
    pub content_id: Option<Cow<'a, str>>,
}

/// A `DRMSystem`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DrmSystem<'a> {
    /// `@kid`.
    pub kid: Kid<'a>,
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
    pub kid: Kid<'a>,
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

/// A key that an attribute names, such as one of `DocumentKey@encryptsKey`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference<'a> {
    /// The name of the attribute.
    pub attribute: &'static str,
    /// The key.
    pub kid: Kid<'a>,
}

/// What rewriting leaves as it is.
#[derive(Default)]
pub(super) struct Remains<'a> {
    pub(super) content_keys: Vec<Secret<'a>>,
    pub(super) signaling: Vec<Signaling<'a>>,
    pub(super) attributes: Vec<Attribute<'a>>,
    /// The lines of XML signatures.
    pub(super) signatures: Vec<usize>,
}

/// A content key in the document, which is not read.
pub(super) struct Secret<'a> {
    /// The key, by its place.
    pub(super) key: usize,
    /// The name of the element that has it, and its line.
    pub(super) element: &'a str,
    pub(super) line: usize,
}

/// The text of an element of a DRM system.
pub(super) struct Signaling<'a> {
    /// The DRM system, by its place.
    pub(super) system: usize,
    pub(super) element: &'a str,
    pub(super) line: usize,
    pub(super) text: String,
}

/// An attribute that CPIX does not define, and a key ID in it.
pub(super) struct Attribute<'a> {
    pub(super) element: &'a str,
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) key_id: KeyId,
}

impl Kid<'_> {
    /// Whether it is written as a GUID, in either case, as CPIX requires.
    #[must_use]
    pub fn is_guid(&self) -> bool {
        self.key_id
            .is_some_and(|key_id| self.text.eq_ignore_ascii_case(&key_id.to_string()))
    }

    pub(super) fn name(&self) -> Name<'_> {
        self.key_id.map_or(Name::Text(&self.text), Name::KeyId)
    }
}

impl fmt::Display for Kid<'_> {
    /// Writes the key ID as a lower-case GUID; without one, the beginning of the text in quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name().fmt(f)
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyId(key_id) => key_id.fmt(f),
            Self::Text(text) => write!(f, "{:?}", excerpt(text)),
        }
    }
}

impl<'a> Document<'a> {
    /// The SPEKE version that the document shows, if any.
    ///
    /// Version 2 shows in `CPIX@contentId`, `CPIX@version`, the scheme or content ID of a key, or the track type of a rule; version 1 in rules
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
    pub(super) fn kids(&self) -> impl Iterator<Item = &Kid<'a>> {
        let keys = self.keys.iter().map(|key| &key.kid);
        let systems = self.drm_systems.iter().map(|system| &system.kid);
        let rules = self.rules.iter().map(|rule| &rule.kid);
        keys.chain(systems).chain(rules)
    }

    /// The other kids, each with its attribute.
    pub(super) fn references(&self) -> impl Iterator<Item = (&'static str, &Kid<'a>)> {
        let roots = self.keys.iter().filter_map(|key| key.depends_on.as_ref());
        let roots = roots.map(|root| ("dependsOnKey", root));
        let others = self.references.iter();
        roots.chain(others.map(|reference| (reference.attribute, &reference.kid)))
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

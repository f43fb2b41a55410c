//! What is doubtful or wrong in a document that can be read.

use thiserror::Error;

use super::document::Name;
use crate::speke::KeyId;

/// Something doubtful or wrong in a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {flaw}")]
pub struct Finding {
    /// The line of the document, from 1.
    pub line: usize,
    /// What is doubtful or wrong there.
    pub flaw: Flaw,
}

/// Something doubtful or wrong. Long texts of the document are cut short, and control characters escaped.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Flaw {
    /// Nothing shows the SPEKE version, and none was given.
    #[error("nothing here tells SPEKE v1 from v2, v1 is assumed")]
    UnknownSpekeVersion,
    /// A version of CPIX that this library does not know.
    #[error("CPIX version {0:?} is unknown")]
    UnknownCpixVersion(String),
    /// The document has no key, so there is nothing to override.
    #[error("the document has no ContentKey")]
    NoKeys,
    /// A kid that is no key ID. The override does not need it.
    #[error("kid {0} is not a key ID")]
    NotKeyId(Name),
    /// A kid is written in another form than CPIX's.
    #[error("kid {0} is not written as a GUID")]
    KeyIdForm(Name),
    /// A field with white space around its text, or none: of the document, or of this key.
    #[error(
        "{field} {text:?}{} is empty or starts or ends with white space, and is hashed as it is",
        of(.key.as_ref())
    )]
    Untrimmed {
        /// The field.
        field: &'static str,
        /// The key.
        key: Option<Name>,
        /// The text.
        text: String,
    },
    /// A content ID was given for a document that has this one.
    #[error(
        "the document has the content ID {0:?}, which is used instead of the one that was given"
    )]
    OwnContentId(String),
    /// SPEKE v2 without its content ID.
    #[error("no contentId, CPIX@id is used instead")]
    ContentIdFromId,
    /// SPEKE v2 without the scheme of this key.
    #[error("key {0} has no commonEncryptionScheme, cenc is assumed")]
    NoScheme(Name),
    /// A key with a scheme for which the vendor does not document the override.
    #[error("the override is not documented for the protection scheme {1:?} of key {0}")]
    UndocumentedScheme(Name, String),
    /// SPEKE v2 without the track type of this key.
    #[error("key {0} has no intendedTrackType, ALL is assumed")]
    NoTrackType(Name),
    /// This key has one index among the keys of its period, and another among all keys.
    #[error(
        "key {key} has key ID index {in_period} in its period, which is assumed, and {in_document} in the document"
    )]
    KeyIdIndex {
        /// The key.
        key: Name,
        /// Its index in its period.
        in_period: u32,
        /// Its index in the document.
        in_document: u32,
    },
    /// This key is assumed to be for the only period, which has this index.
    #[error(
        "no KeyPeriodFilter ties key {0} to a period, the only one, with index {1}, is assumed"
    )]
    AssumedPeriod(Name, u32),
    /// This key is assumed to be for the period in the same place of its list, which has this index.
    #[error(
        "no KeyPeriodFilter ties key {0} to a period, the one in the same place of its list, with index {1}, is assumed"
    )]
    PairedPeriod(Name, u32),
    /// A rule for this key has a filter for a period that does not exist.
    #[error("a KeyPeriodFilter of key {0} for {1:?}, an id that no period has")]
    UnknownPeriod(Name, String),
    /// This refers to a key that does not exist.
    #[error("a {0} for {1}, a kid that no key has")]
    NoSuchKey(String, Name),
    /// The override gives this key several key IDs.
    #[error("key {0} is for several periods or track types, each of which has a key ID of its own")]
    SeveralKeyIds(Name),
    /// Nothing shows the period of this key, so it has no override. An error.
    #[error("nothing tells which period key {0} is for")]
    NoPeriod(Name),
    /// This key is for the period with this ID, which has no index, so it has no override. An error.
    #[error("key {0} is for period {1:?}, which has no index")]
    PeriodWithoutIndex(Name, String),
    /// A second period has this ID. An error.
    #[error("a second period with the id {0:?}")]
    DuplicatePeriod(String),
    /// A second key has this kid; the first is on this line, and only that has an override. An error.
    #[error("kid {0} is also that of the key on line {1}")]
    DuplicateKey(Name, usize),
    /// Two keys have the same track type in the same period. An error.
    #[error(
        "key {key} and key {other} on line {line} are both for track type {track_type:?} in period {period}, and would get one key ID"
    )]
    SameTrackType {
        /// This key.
        key: Name,
        /// The other key.
        other: Name,
        /// The line of the other key.
        line: usize,
        /// The track type of both.
        track_type: String,
        /// The period index of both.
        period: u32,
    },
    /// Two keys have different inputs, which are the same text when written without separators, and so this key ID too. An error.
    #[error(
        "key {key} and key {other} on line {line} would get one key ID, {key_id}, from different inputs"
    )]
    SameKeyId {
        /// This key.
        key: Name,
        /// The other key.
        other: Name,
        /// The line of the other key.
        line: usize,
        /// What both would get.
        key_id: KeyId,
    },
    /// When rewriting: the data of a DRM system of this key, which is left as it is, with the old key ID or another one in it if any is understood.
    #[error("the {element} of key {key} is not rewritten, and {}", has(.key_id.as_ref()))]
    NotRewritten {
        /// The element, without its prefix.
        element: String,
        /// The key.
        key: Name,
        /// The key ID in it.
        key_id: Option<KeyId>,
    },
    /// When rewriting: an attribute that holds an old key ID, and may be anything.
    #[error("{0} is not rewritten, and has key ID {1}")]
    AttributeNotRewritten(String, KeyId),
    /// When rewriting: a signature, which no longer matches.
    #[error("the XML signature is not renewed, and no longer matches")]
    Signature,
    /// In a response: a field of the document or of this key, its text in the request, and its text in the response.
    #[error("{}", other(.field, .key.as_ref(), .requested.as_deref(), .found.as_deref()))]
    OtherThanRequested {
        /// The field.
        field: &'static str,
        /// The key.
        key: Option<Name>,
        /// The text in the request.
        requested: Option<String>,
        /// The text in the response.
        found: Option<String>,
    },
    /// The response lacks this, which the request has.
    #[error("the response has no {0}")]
    NotInResponse(String),
    /// The response has this, which the request does not have.
    #[error("the request has no {0}")]
    NotInRequest(String),
    /// In a response: the data of a DRM system of this key has another key ID in it, and not that of the key.
    #[error("the {element} of key {key} has key ID {key_id} in it{}", order(.key, .key_id))]
    OtherKeyIdInside {
        /// The element, without its prefix.
        element: String,
        /// The key.
        key: Name,
        /// The key ID in it.
        key_id: KeyId,
    },
}

fn of(key: Option<&Name>) -> String {
    key.map_or_else(String::new, |key| format!(" of key {key}"))
}

fn has(key_id: Option<&KeyId>) -> String {
    match key_id {
        Some(key_id) => format!("has key ID {key_id} in it"),
        None => "may have the old key ID in it".to_owned(),
    }
}

fn other(field: &str, key: Option<&Name>, requested: Option<&str>, found: Option<&str>) -> String {
    let text = |text: Option<&str>| text.map_or("missing".to_owned(), |text| format!("{text:?}"));
    let (requested, found) = (text(requested), text(found));
    let of = of(key);
    format!("the {field}{of} is {found}, and {requested} in the request")
}

fn order(key: &Name, inside: &KeyId) -> &'static str {
    if key.key_id() == Some(inside.swapped()) {
        ", the same in the other byte order"
    } else {
        ""
    }
}

impl Flaw {
    /// Whether this is an error: a key has no override, or two keys have the same. Everything else is a warning.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        use Flaw::{
            DuplicateKey, DuplicatePeriod, NoPeriod, PeriodWithoutIndex, SameKeyId, SameTrackType,
        };
        matches!(
            self,
            NoPeriod(_)
                | PeriodWithoutIndex(..)
                | DuplicatePeriod(_)
                | DuplicateKey(..)
                | SameTrackType { .. }
                | SameKeyId { .. }
        )
    }

    pub(super) const fn at(self, line: usize) -> Finding {
        Finding { line, flaw: self }
    }
}

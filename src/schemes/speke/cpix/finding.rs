//! What is doubtful or wrong in a document that can be read.

use thiserror::Error;

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
    /// A kid is written in another form than CPIX's.
    #[error("kid {0} is not written as a GUID")]
    KeyIdForm(KeyId),
    /// This kid is not a key ID in any form.
    #[error("kid {0:?} is not a key ID")]
    NoKeyId(String),
    /// This field, of a key or of the document, has this text.
    #[error("{0} {1:?} is empty or starts or ends with white space, and is hashed as it is")]
    Untrimmed(String, String),
    /// A content ID is given, and the document has one of its own.
    #[error("the document has a content ID of its own, the given one is not used")]
    OwnContentId,
    /// SPEKE v2 without its content ID.
    #[error("no contentId, CPIX@id is used instead")]
    ContentIdFromId,
    /// SPEKE v2 without the scheme of this key.
    #[error("key {0} has no commonEncryptionScheme, cenc is assumed")]
    NoScheme(String),
    /// A key has a scheme for which the vendor does not document the override.
    #[error("key {0}: the override is not documented for the protection scheme {1:?}")]
    UndocumentedScheme(String, String),
    /// SPEKE v2 without the track type of this key.
    #[error("key {0} has no intendedTrackType, ALL is assumed")]
    NoTrackType(String),
    /// This key is assumed to be for the only period, which has this index.
    #[error(
        "no KeyPeriodFilter ties key {0} to a period, the only one, with index {1}, is assumed"
    )]
    AssumedPeriod(String, u32),
    /// This key is assumed to be for the period in the same place of its list, which has this index.
    #[error(
        "no KeyPeriodFilter ties key {0} to a period, the one in the same place of its list, with index {1}, is assumed"
    )]
    PairedPeriod(String, u32),
    /// SPEKE v1: the place of this key among the keys of its period, which is assumed to be its key ID index, and its place in the document.
    #[error(
        "the key ID index of key {0} is assumed to be {1}, its place in the period; its place in the document is {2}"
    )]
    KeyIndex(String, usize, usize),
    /// A filter for a period that does not exist.
    #[error("a KeyPeriodFilter for {0:?}, an id that no period has")]
    UnknownPeriod(String),
    /// A rule for a key that does not exist.
    #[error("a ContentKeyUsageRule for {0}, a kid that no key has")]
    RuleWithoutKey(String),
    /// A DRM system for a key that does not exist.
    #[error("a DRMSystem for {0}, a kid that no key has")]
    SystemWithoutKey(String),
    /// This attribute names a key that does not exist. Without the key, it cannot be rewritten.
    #[error("{0} names {1}, a kid that no key has")]
    ReferenceWithoutKey(&'static str, String),
    /// The override gives this key several key IDs.
    #[error("key {0} is for several periods or track types, each of which has a key ID of its own")]
    SeveralKeyIds(String),
    /// Nothing shows the period of this key, so it has no override. An error.
    #[error("nothing tells which period key {0} is for")]
    NoPeriod(String),
    /// A second period has this id. An error.
    #[error("a second period with the id {0:?}")]
    DuplicatePeriod(String),
    /// A second key has this kid; the first is on this line, and only that has an override. An error.
    #[error("kid {0} is also that of the key on line {1}")]
    DuplicateKey(String, usize),
    /// Two keys, the second on this line, have the same track type in the period with this index. An error.
    #[error(
        "key {0} and key {1} on line {2} are both for track type {3:?} in period {4}, and would get one key ID"
    )]
    SameTrackType(String, String, usize, String, u32),
    /// Two keys, the second on this line, have other inputs, which make the same text when written without separators, and so one key ID. An error.
    #[error("key {0} and key {1} on line {2} would get one key ID, {3}, from different inputs")]
    SameKeyId(String, String, usize, KeyId),
    /// This element has the content key of this kid, which the key no longer has.
    #[error("{0} keeps the content key that was made for kid {1}")]
    ContentKey(String, String),
    /// This element or attribute is not rewritten, and has these key IDs, which are.
    #[error("{0} is not rewritten and still has key ID {1}")]
    HasOldKeyId(String, String),
    /// This element is not rewritten, and has these key IDs, which are not the new ones.
    #[error("{0} is not rewritten and has key ID {1}, which no key has")]
    HasOtherKeyId(String, String),
    /// This element is not rewritten, and is for the key with this kid.
    #[error("{0} is not rewritten and may still have key ID {1}")]
    MayHaveKid(String, String),
    /// A signature, which rewriting breaks.
    #[error("the XML signature is not valid for the rewritten document")]
    Signature,
    /// In a response: a field, its text in the request, and its text in the response.
    #[error("the {0} is {2:?}, and {1:?} in the request")]
    OtherThanRequested(String, String, String),
    /// In a response: a field that it lacks, and its text in the request.
    #[error("the {0} is missing, and {1:?} in the request")]
    MissingField(String, String),
    /// In a response: this element of the request is missing.
    #[error("missing from the response: {0}")]
    NotInResponse(String),
    /// In a response: this element has no counterpart in the request.
    #[error("not in the request: {0}")]
    NotInRequest(String),
}

impl Flaw {
    /// Whether this is an error: a key has no override, or two keys have the same. Everything else is a warning.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        use Flaw::{DuplicateKey, DuplicatePeriod, NoPeriod, SameKeyId, SameTrackType};
        matches!(
            self,
            NoPeriod(_) | DuplicatePeriod(_) | DuplicateKey(..) | SameTrackType(..) | SameKeyId(..)
        )
    }

    pub(super) const fn at(self, line: usize) -> Finding {
        Finding { line, flaw: self }
    }
}

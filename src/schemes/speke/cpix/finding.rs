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
    /// This field has this text.
    #[error("{0} {1:?} is empty or starts or ends with white space, and is hashed as it is")]
    Untrimmed(&'static str, String),
    /// SPEKE v2 without its content id.
    #[error("no contentId, CPIX@id is used instead")]
    ContentIdFromId,
    /// SPEKE v2 without the scheme of this key.
    #[error("key {0} has no commonEncryptionScheme, cenc is assumed")]
    NoScheme(KeyId),
    /// A scheme for which the vendor does not document the override.
    #[error("the override is not documented for the protection scheme {0:?}")]
    UndocumentedScheme(String),
    /// SPEKE v2 without the track type of this key.
    #[error("key {0} has no intendedTrackType, ALL is assumed")]
    NoTrackType(KeyId),
    /// This key is assumed to be for the only period, which has this index.
    #[error(
        "no KeyPeriodFilter ties key {0} to a period, the only one, with index {1}, is assumed"
    )]
    AssumedPeriod(KeyId, u32),
    /// This key is assumed to be for the period in the same place of its list, which has this index.
    #[error(
        "no KeyPeriodFilter ties key {0} to a period, the one in the same place of its list, with index {1}, is assumed"
    )]
    PairedPeriod(KeyId, u32),
    /// A filter for a period that does not exist.
    #[error("a KeyPeriodFilter for {0:?}, an id that no period has")]
    UnknownPeriod(String),
    /// A rule for a key that does not exist.
    #[error("a ContentKeyUsageRule for {0}, a kid that no key has")]
    RuleWithoutKey(KeyId),
    /// A DRM system for a key that does not exist.
    #[error("a DRMSystem for {0}, a kid that no key has")]
    SystemWithoutKey(KeyId),
    /// The override gives this key several key ids.
    #[error("key {0} is for several periods or track types, each of which has a key id of its own")]
    SeveralKeyIds(KeyId),
    /// Nothing shows the period of this key, so it has no override. An error.
    #[error("nothing tells which period key {0} is for")]
    NoPeriod(KeyId),
    /// A second period has this id. An error.
    #[error("a second period with the id {0:?}")]
    DuplicatePeriod(String),
    /// A second key has this kid; the first is on this line, and only that has an override. An error.
    #[error("kid {0} is also that of the key on line {1}")]
    DuplicateKey(KeyId, usize),
    /// A key on this line has the same track type in the period with this index. An error.
    #[error(
        "this key and the one on line {0} are both for track type {1:?} in period {2}, and would get one key id"
    )]
    SameTrackType(usize, String, u32),
    /// A key on this line has other inputs, which make the same text when written without separators, and so this key id too. An error.
    #[error("this key and the one on line {0} would get one key id, {1}, from different inputs")]
    SameKeyId(usize, KeyId),
    /// In a response: a field, its text in the request, and its text in the response.
    #[error("the {0} is {2:?}, and {1:?} in the request")]
    OtherThanRequested(&'static str, String, String),
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

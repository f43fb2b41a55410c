//! What is doubtful or wrong in a document that can be read.

use thiserror::Error;

use crate::speke::KeyId;

/// Something doubtful or wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {flaw}")]
pub struct Finding {
    /// The line of the document, from 1.
    pub line: usize,
    /// What it is.
    pub flaw: Flaw,
}

/// Something doubtful or wrong. Texts of the document are cut to a readable length, and quoted with control characters escaped.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Flaw {
    /// Nothing tells the SPEKE version, and none was given.
    #[error("nothing here tells SPEKE v1 from v2, v1 is assumed")]
    UnknownSpekeVersion,
    /// A version of CPIX that does not exist yet.
    #[error("CPIX version {0:?} is unknown")]
    UnknownCpixVersion(String),
    /// No key, so no override.
    #[error("the document has no ContentKey")]
    NoKeys,
    /// A kid in another form than CPIX's.
    #[error("kid {0} is not written as a GUID")]
    KeyIdForm(KeyId),
    /// A field, and its text.
    #[error("{0} {1:?} is empty or has white space at an end, and is hashed as it is")]
    Untrimmed(&'static str, String),
    /// SPEKE v2 without its content id.
    #[error("no contentId, CPIX@id is taken for it")]
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
    /// This key is taken for that of the only period, by its index.
    #[error("no KeyPeriodFilter ties key {0} to a period, the only one is assumed, of index {1}")]
    AssumedPeriod(KeyId, u32),
    /// This key is taken for that of the period in the same place, by its index.
    #[error(
        "no KeyPeriodFilter ties key {0} to a period, that in the same place of its list is assumed, of index {1}"
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
    /// This key has several overrides.
    #[error("key {0} is for several periods or track types, each of which has a key id of its own")]
    SeveralKeyIds(KeyId),
    /// This key has no override. An error.
    #[error("nothing tells which period key {0} is for")]
    NoPeriod(KeyId),
    /// Two periods of one id. An error.
    #[error("a second period with the id {0:?}")]
    DuplicatePeriod(String),
    /// Two keys of one kid, the first on this line; only that has an override. An error.
    #[error("kid {0} is also that of the key on line {1}")]
    DuplicateKey(KeyId, usize),
    /// Two keys, the first on this line, of one track type in the period of this index. An error.
    #[error(
        "this key and the one on line {0} are both for track type {1:?} in period {2}, and would get one key id"
    )]
    SameTrackType(usize, String, u32),
    /// Two keys, the first on this line, whose inputs differ and are one text when written without separators. An error.
    #[error("this key and the one on line {0} would get one key id, {1}, from different inputs")]
    SameKeyId(usize, KeyId),
    /// In an answer: a datum, what the request has, and what the answer has.
    #[error("the {0} is {2:?}, and {1:?} in the request")]
    OtherThanRequested(&'static str, String, String),
}

impl Flaw {
    /// Whether this is an error: a key without an override, or two keys with one. Everything else is a warning.
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

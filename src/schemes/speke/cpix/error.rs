//! Why a document cannot be read, overridden or rewritten.

use thiserror::Error;

use super::document::SpekeVersion;
use super::finding::Flaw;
use super::{MAX_DEPTH, MAX_TEXT_BYTES};
use crate::speke::KeyId;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {fault}")]
pub struct Error {
    /// The line of the document, from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong. Texts of the document are cut to a readable length.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// The document is, or says that it is, in this encoding.
    #[error("the encoding is {0:?}, and only UTF-8 is read")]
    Encoding(String),
    /// Bytes that are no UTF-8.
    #[error("bytes that are not UTF-8")]
    NotUtf8,
    /// The document is not well-formed.
    #[error("malformed XML: {0}")]
    Malformed(&'static str),
    /// A document type, which CPIX has no use for and which could define entities.
    #[error("a document type (<!DOCTYPE>) is refused")]
    Doctype,
    /// Deeper than [`MAX_DEPTH`].
    #[error("more than {MAX_DEPTH} elements inside each other")]
    TooDeep,
    /// The text of this attribute is longer than [`MAX_TEXT_BYTES`].
    #[error("{0} is longer than {MAX_TEXT_BYTES} bytes")]
    TooLong(&'static str),
    /// The root element is another one.
    #[error("the root element is not CPIX of the namespace urn:dashif:org:cpix")]
    NotCpix,
    /// An element lacks an attribute.
    #[error("{0} without the attribute {1}")]
    MissingAttribute(&'static str, &'static str),
    /// This value of a `kid` attribute is no key id.
    #[error("kid {0:?} is no key id")]
    KeyId(String),
    /// This value of an `index` attribute is no index.
    #[error(
        "index {0:?} is no whole number from 0 to 4294967295, written without sign or leading zeros"
    )]
    PeriodIndex(String),
    /// A key is for the period of this id, which has no index.
    #[error("period {0:?} has no index, and the override needs one")]
    PeriodWithoutIndex(String),
    /// The document lacks the content id of the SPEKE version.
    #[error(
        "no content id: SPEKE v1 takes it from CPIX@id, v2 from ContentKey@contentId or CPIX@contentId (this is {0})"
    )]
    NoContentId(SpekeVersion),
    /// The key of this id has several overrides, and a document has room for one.
    #[error("key {0} is for several periods or track types, and cannot be rewritten to one key id")]
    SeveralKeyIds(KeyId),
    /// The document cannot be rewritten because of this.
    #[error(transparent)]
    Flaw(Flaw),
}

impl Fault {
    pub(super) const fn at(self, line: usize) -> Error {
        Error { line, fault: self }
    }
}

/// The beginning of a text, short enough for an error.
pub(super) fn excerpt(text: &str) -> String {
    const CHARACTERS: usize = 80;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

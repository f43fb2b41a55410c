//! Why a document cannot be read, overridden or rewritten.

use thiserror::Error;

use super::document::Name;
use super::finding::Flaw;
use super::{MAX_DEPTH, MAX_REFERENCES, MAX_TEXT_BYTES};
use crate::speke::Version;

/// Why a document cannot be read, overridden or rewritten, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {fault}")]
pub struct Error {
    /// The line of the document, from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a document. Long texts of the document are cut short.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The document is in this encoding, or says so.
    #[error("encoding {0:?} is not supported, only UTF-8 is")]
    Encoding(String),
    /// The document is not valid UTF-8.
    #[error("bytes that are not UTF-8")]
    NotUtf8,
    /// The document is not well-formed XML. The text quotes nothing of it.
    #[error("malformed XML: {0}")]
    Malformed(String),
    /// The document has a document type, which CPIX does not need and which could define entities.
    #[error("document types (<!DOCTYPE>) are not allowed")]
    Doctype,
    /// Elements are nested deeper than [`MAX_DEPTH`].
    #[error("elements are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// The text of this attribute is longer than [`MAX_TEXT_BYTES`].
    #[error("{0} is longer than {MAX_TEXT_BYTES} bytes")]
    TooLong(&'static str),
    /// More than [`MAX_REFERENCES`] attributes or words of a list refer to keys.
    #[error("more than {MAX_REFERENCES} references to keys")]
    TooManyReferences,
    /// The root element is not CPIX.
    #[error("the root element is not CPIX in the namespace urn:dashif:org:cpix")]
    NotCpix,
    /// This element lacks this attribute.
    #[error("{0} without the attribute {1}")]
    MissingAttribute(&'static str, &'static str),
    /// This value of an `index` attribute is not an index.
    #[error("index {0:?} is not a number from 0 to 4294967295 without sign or leading zeros")]
    PeriodIndex(String),
    /// The document lacks the content ID of this SPEKE version, and none is given.
    #[error(
        "no content ID: SPEKE v1 takes it from CPIX@id, v2 from ContentKey@contentId or CPIX@contentId (this is {0})"
    )]
    NoContentId(Version),
    /// The override gives this key several key IDs, and a document has room for one.
    #[error("key {0} is for several periods or track types, and cannot be rewritten to one key ID")]
    SeveralKeyIds(Name),
    /// This key comes with its content key, which would be paired with another key ID.
    #[error("key {0} has a content key, which would get another key ID")]
    ContentKey(Name),
    /// The document cannot be rewritten because of this.
    #[error(transparent)]
    Flaw(Flaw),
}

impl Fault {
    pub(super) fn malformed(problem: &str) -> Self {
        Self::Malformed(problem.to_owned())
    }

    pub(super) const fn at(self, line: usize) -> Error {
        Error { line, fault: self }
    }
}

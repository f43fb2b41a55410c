//! CPIX, the XML document that SPEKE exchanges: the key IDs that the override gives to a request, and whether a response has them.
//!
//! The stages: bytes → [`Document`], by [`Document::read`] → [`Overrides`], by [`Document::overrides`] → the same bytes with the new key IDs, by
//! [`Overrides::rewrite`], or the [`Comparison`] with a response, by [`Overrides::compare`]. What is doubtful in a document is a [`Finding`] beside
//! the result; what makes it unreadable is an [`Error`]. Both name a line. Neither shows the content keys of a response, of which only their
//! presence is noticed, and nothing of a malformed document is quoted.
//!
//! Elements are matched by namespace and place, attributes by name; prefixes, quotes, order, white space and comments do not matter. The document
//! is UTF-8, with or without a byte-order mark. Document types are not allowed, so there are no entities but XML's own five. The depth of elements, the
//! namespaces in scope, the attributes of an element and the references to keys are limited, and time and memory grow no faster than the length of the
//! document.
//!
//! Sources: the DASH-IF CPIX specification for the elements, the SPEKE API versions 1 and 2 for their meaning. What neither says about the
//! override is stated at [`Document::overrides`].
//!
//! ```
//! use countersign::speke::cpix::{Document, Options};
//!
//! let request = br#"<c:CPIX id="bd99b041-4353-4b7a-9533-f36ee752b735" xmlns:c="urn:dashif:org:cpix"><c:ContentKeyList>
//!     <c:ContentKey kid="98ee5596-cd3e-a20d-163a-e382420c6eff"/></c:ContentKeyList></c:CPIX>"#;
//! let document = Document::read(request)?;
//! let overrides = document.overrides(Options::new("10d42897-a795-4fd8-a2d4-00e3ab59dece"))?;
//! assert_eq!(overrides.rows[0].requested.to_string(), "98ee5596-cd3e-a20d-163a-e382420c6eff");
//! assert_eq!(overrides.rows[0].key_id.to_string(), "0a1e610d-e346-0665-42b2-409580b51be6");
//! # Ok::<(), countersign::speke::cpix::Error>(())
//! ```

mod compare;
mod contents;
mod differences;
mod document;
mod error;
mod finding;
mod overrides;
mod read;
mod rewrite;
mod uses;
mod validate;
mod xml;

pub use compare::{Check, Comparison, Status};
pub use document::{
    ContentKey, Document, DrmSystem, Kid, Name, Period, PeriodFilter, Reference, UsageRule,
};
pub use error::{Error, Fault};
pub use finding::{Finding, Flaw};
pub use overrides::{KeyIdOrder, Options, Override, Overrides};
pub use rewrite::{ContentKeys, Rewritten};

/// The longest document that a program should read into memory: 16 MiB, some hundred thousand keys. [`Document::read`] takes any slice.
pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

/// How deep elements may be nested; CPIX needs seven.
pub const MAX_DEPTH: usize = 64;

/// How long a content ID, a kid, a protection scheme or a track type may be. Most are hashed for every key, so that without a limit the time would grow with
/// the square of the document's length.
pub const MAX_TEXT_BYTES: usize = 4096;

/// How many references to keys a document may have beside those of its keys, DRM systems and rules. Without a limit, a list of short words would take
/// fifty times its length of memory; a list of GUIDs as long as [`MAX_DOCUMENT_BYTES`] has fewer.
pub const MAX_REFERENCES: usize = 1 << 19;

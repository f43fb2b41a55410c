//! The data of a request, and how files are given.

use std::convert::Infallible;
use std::ffi::OsString;

use clap::builder::{OsStringValueParser, TypedValueParser, ValueParser};

use crate::terminal::Failure;
use crate::terminal::input::FileArg;

impl FileArg {
    /// The parser for clap; it refuses nothing.
    pub(crate) fn parser() -> ValueParser {
        OsStringValueParser::new()
            .try_map(|text| Ok::<_, Infallible>(Self::from(text)))
            .into()
    }
}

/// The data of a request: the argument's own bytes, or those of a file (`@FILE`, `@-`).
#[derive(Debug, Clone)]
pub(crate) enum Data {
    /// The bytes themselves.
    Bytes(Vec<u8>),
    /// Where they are.
    File(FileArg),
}

impl Data {
    /// The parser for clap; it refuses nothing.
    pub(crate) fn parser() -> ValueParser {
        OsStringValueParser::new()
            .try_map(|text| Ok::<_, Infallible>(Self::from(text)))
            .into()
    }

    /// The exact bytes.
    pub(crate) fn read(&self) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::File(file) => file.read("--data"),
        }
    }
}

impl From<OsString> for Data {
    fn from(text: OsString) -> Self {
        // '@' is a character of its own in every encoding of an argument, so what follows is whole
        match text.to_str().and_then(|text| text.strip_prefix('@')) {
            Some(file) => Self::File(FileArg::from(OsString::from(file))),
            None => Self::Bytes(text.into_encoded_bytes()),
        }
    }
}

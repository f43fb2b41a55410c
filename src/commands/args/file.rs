//! A file as an argument.

use std::convert::Infallible;

use clap::builder::{OsStringValueParser, TypedValueParser, ValueParser};

use crate::terminal::input::FileArg;

impl FileArg {
    /// The parser for clap; it refuses nothing.
    pub(crate) fn parser() -> ValueParser {
        OsStringValueParser::new()
            .try_map(|text| Ok::<_, Infallible>(Self::from(text)))
            .into()
    }
}

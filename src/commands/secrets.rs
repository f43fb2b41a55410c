//! Keeps the rest of a secret out of the parser's complaints.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::terminal::secret::VALUE_FLAGS;

/// The complaint about a word too many, without the word if it may be part of a secret: of `--password two words`, the parser would print the second.
pub(super) fn without(mut error: Error, arguments: &[OsString]) -> Error {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let names_a_secret = |argument: &OsString| {
        let text = argument.to_string_lossy();
        VALUE_FLAGS.contains(&text.split_once('=').map_or(&*text, |(flag, _)| flag))
    };
    let beside_a_secret = arguments.iter().any(names_a_secret);
    if error.kind() == ErrorKind::UnknownArgument && !word.starts_with("--") && beside_a_secret {
        error.insert(ContextKind::InvalidArg, ContextValue::String("[not shown: it may be part of a secret]".to_owned()));
        let tip = "a secret with spaces or '$' needs single quotes".to_owned();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

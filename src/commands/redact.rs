//! Keeps the rest of a secret out of the parser's complaints.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::commands::args::secret::VALUE_FLAGS;

/// The complaint about a word too many, without the word if it may be part of a secret: of `--password two words`, the parser would print the second,
/// and all of `--passwordS3CRET`.
pub(super) fn without(mut error: Error, arguments: &[OsString]) -> Error {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let names_a_secret = |argument: &OsString| {
        let text = argument.to_string_lossy();
        VALUE_FLAGS.contains(&text.split_once('=').map_or(&*text, |(flag, _)| flag))
    };
    let beside_a_secret = !word.starts_with("--") && arguments.iter().any(names_a_secret);
    if error.kind() == ErrorKind::UnknownArgument && (beside_a_secret || is_glued(word)) {
        error.insert(
            ContextKind::InvalidArg,
            ContextValue::String("[not shown: it may be part of a secret]".to_owned()),
        );
        let tip = if beside_a_secret {
            "a secret with spaces or '$' needs single quotes"
        } else {
            "put a space between a flag and its value"
        };
        error.insert(
            ContextKind::Suggested,
            ContextValue::StyledStrs(vec![tip.to_owned().into()]),
        );
    }
    error
}

/// Whether a word begins with the flag of a secret and goes on with something else, the secret itself perhaps: `--tokenS3NT`.
fn is_glued(word: &str) -> bool {
    let rest = VALUE_FLAGS
        .iter()
        .filter_map(|flag| word.strip_prefix(flag));
    // the flags that say where a secret is are known, if not to every command
    rest.clone().next().is_some()
        && !rest
            .clone()
            .any(|rest| matches!(rest, "" | "-file" | "-env" | "-command"))
}

#[cfg(test)]
mod tests {
    use super::is_glued;

    #[test]
    fn a_flag_with_more_behind_it_may_hold_a_secret() {
        for word in [
            "--tokenS3NT",
            "--passwords3nt",
            "--private-keyS3NT",
            "--key-S3NT",
        ] {
            assert!(is_glued(word), "{word}");
        }
        for word in [
            "--pasword",
            "--token",
            "--token-file",
            "--private-key-env",
            "--timeoutt",
            "word",
        ] {
            assert!(!is_glued(word), "{word}");
        }
    }
}

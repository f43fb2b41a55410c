//! Secrets on a command line that is refused: one that is missing, and a word that may be part of one.

use std::ffi::OsString;

use clap::error::{ContextKind, Error, ErrorKind};

use super::{program, text};
use crate::commands::args::secret;
use crate::commands::{self, habits, profile};
use crate::terminal::prompt;

/// The names of secrets of which the command needs one, if none is given and nobody can be asked for it.
pub(super) fn missing_secrets(arguments: &[OsString]) -> Vec<&'static str> {
    if prompt::is_possible() {
        return Vec::new();
    }
    let Some((program, matches)) = commands::incomplete(arguments) else {
        return Vec::new();
    };
    let (command, typed) = commands::leaf(&program, &matches);
    let is_typed = |id: &str| typed.try_contains_id(id).is_ok_and(|is_typed| is_typed);
    let names = secret::names().filter(|name| typed.try_contains_id(name).is_ok());
    let names: Vec<_> = names.collect();
    let is_given = names.iter().any(|name| is_typed(&secret::group(name)));
    // a session needs none, and some options exclude them
    let is_needless = is_typed("cookie_jar")
        || names
            .iter()
            .any(|name| profile::is_excluded(command, typed, name));
    if is_given || is_needless {
        Vec::new()
    } else {
        names
    }
}

/// What to do about an unexpected word that may be part of a secret: the second of `--password two words`, or all of `--passwordS3CRET`.
pub(super) fn may_be_secret(error: &Error, arguments: &[OsString]) -> Option<&'static str> {
    let word = text(error, ContextKind::InvalidArg)
        .filter(|_| error.kind() == ErrorKind::UnknownArgument)?;
    let is_secret = |argument: &OsString| {
        let argument = argument.to_string_lossy();
        let flag = argument
            .split_once('=')
            .map_or(&*argument, |(flag, _)| flag);
        secret::flags().any(|secret| secret == flag)
    };
    let hint = if !word.starts_with("--") && arguments.iter().any(is_secret) {
        "a secret with spaces or '$' needs single quotes"
    } else if secret::flags().any(|flag| word.starts_with(&flag)) {
        "put a space between a flag and its value"
    } else {
        return None;
    };
    // of -xVALUE the parser names only -x
    let is_whole = word.starts_with("--") || arguments.iter().any(|argument| *argument == *word);
    (!is_whole || !is_flag(&word)).then_some(hint)
}

/// Whether a word is a flag of some command or of another program.
fn is_flag(word: &str) -> bool {
    let program = program();
    habits::instead_of(word).is_some()
        || habits::elsewhere(word, &program).is_some()
        || habits::is_respelled(word, &program)
}

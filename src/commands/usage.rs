//! A command line that the parser refuses: its complaint as a failure, without a word that may be part of a secret.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command, CommandFactory};

use super::args::secret;
use super::{Cli, habits};
use crate::terminal::Failure;

/// Why a command line is refused.
pub(super) fn failure(error: &Error, arguments: &[OsString]) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::NoCommand(error.render().ansi().to_string());
    }
    let more = "for more, try '--help'";
    if let Some(hint) = may_be_secret(error, arguments) {
        let message = "unexpected argument, not shown since it may be part of a secret";
        return with_usage(Failure::usage(message).hint(hint), error).hint(more);
    }
    let failure = Failure::usage(message(error));
    if let Some(hint) = habit(error) {
        // clap's usage line is made for the flag that it takes for a similar one
        return failure.hint(hint).hint(more);
    }
    let failure = hints(error).into_iter().fold(failure, Failure::hint);
    with_usage(failure, error).hint(more)
}

fn with_usage(failure: Failure, error: &Error) -> Failure {
    let usage = text(error, ContextKind::Usage);
    let usage = usage
        .as_deref()
        .and_then(|usage| usage.strip_prefix("Usage: "));
    match usage {
        Some(usage) => failure.hint(format!("usage: {usage}")),
        None => failure,
    }
}

fn message(error: &Error) -> String {
    let [argument, value, command] = [
        ContextKind::InvalidArg,
        ContextKind::InvalidValue,
        ContextKind::InvalidSubcommand,
    ]
    .map(|kind| text(error, kind).unwrap_or_default());
    match error.kind() {
        ErrorKind::UnknownArgument => format!("unexpected argument '{argument}' found"),
        ErrorKind::InvalidSubcommand => format!("unrecognized subcommand '{command}'"),
        ErrorKind::MissingRequiredArgument if argument.contains(" and ") => {
            format!("{argument} are required")
        }
        ErrorKind::MissingRequiredArgument => format!("{argument} is required"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("a value is required for '{argument}' but none was supplied")
        }
        ErrorKind::InvalidValue => format!("invalid value '{value}' for '{argument}'"),
        ErrorKind::ValueValidation => {
            let reason = error.source().map(|reason| format!(": {reason}"));
            format!(
                "invalid value '{value}' for '{argument}'{}",
                reason.unwrap_or_default()
            )
        }
        ErrorKind::ArgumentConflict => match text(error, ContextKind::PriorArg) {
            Some(other) if other != argument => {
                format!("the argument '{argument}' cannot be used with '{other}'")
            }
            _ => format!("the argument '{argument}' cannot be used multiple times"),
        },
        kind => kind
            .as_str()
            .unwrap_or("the command line is wrong")
            .to_owned(),
    }
}

/// The command line of `help device sign` with a flag: `device sign --help`.
pub(super) fn help_with_flag(error: &Error, arguments: &[OsString]) -> Option<Vec<OsString>> {
    let is_help = error.kind() == ErrorKind::InvalidSubcommand
        && text(error, ContextKind::InvalidSubcommand)? == "help";
    let at = arguments.iter().position(|argument| argument == "help");
    let at = at.filter(|_| is_help)?;
    let mut arguments = arguments.to_vec();
    arguments.remove(at);
    arguments.push("--help".into());
    Some(arguments)
}

/// What to type instead of a flag or a word that hands are used to.
fn habit(error: &Error) -> Option<String> {
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let flag = text(error, ContextKind::InvalidArg)?;
            habits::instead_of(&flag).map(str::to_owned)
        }
        ErrorKind::InvalidSubcommand => {
            let word = text(error, ContextKind::InvalidSubcommand)?;
            habits::meant_by(&word, &program())
        }
        _ => None,
    }
}

/// What may have been meant.
fn hints(error: &Error) -> Vec<String> {
    let similar = [
        (ContextKind::SuggestedSubcommand, "a similar subcommand"),
        (ContextKind::SuggestedArg, "a similar argument"),
        (ContextKind::SuggestedValue, "a similar value"),
    ];
    let similar = similar
        .iter()
        .filter_map(|(kind, what)| Some(format!("{what} exists: '{}'", text(error, *kind)?)));
    let values =
        text(error, ContextKind::ValidValue).map(|values| format!("possible values: {values}"));
    values.into_iter().chain(similar).collect()
}

/// What an error says of one thing.
fn text(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Strings(texts) => match texts.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            [first @ .., last] if kind == ContextKind::InvalidArg => {
                Some(format!("{} and {last}", first.join(", ")))
            }
            several => Some(several.join(", ")),
        },
        _ => None,
    }
}

/// What to do about an unexpected word that may be part of a secret: the second of `--password two words`, or all of `--passwordS3CRET`.
fn may_be_secret(error: &Error, arguments: &[OsString]) -> Option<&'static str> {
    let word = text(error, ContextKind::InvalidArg)
        .filter(|_| error.kind() == ErrorKind::UnknownArgument)?;
    let is_secret = |argument: &OsString| {
        let argument = argument.to_string_lossy();
        let flag = argument
            .split_once('=')
            .map_or(&*argument, |(flag, _)| flag);
        secret::flags().any(|secret| secret == flag)
    };
    if habits::instead_of(&word).is_some() && arguments.iter().any(|argument| *argument == *word) {
        return None;
    }
    if !word.starts_with("--") {
        let is_beside = arguments.iter().any(is_secret);
        return is_beside.then_some("a secret with spaces or '$' needs single quotes");
    }
    let is_glued = secret::flags().any(|flag| word.starts_with(&flag));
    (is_glued && !is_flag(&word)).then_some("put a space between a flag and its value")
}

/// Whether a word is a flag of some command, or one that other programs have for a secret.
fn is_flag(word: &str) -> bool {
    habits::instead_of(word).is_some() || has_flag(&program(), word.trim_start_matches("--"))
}

/// All commands, built.
fn program() -> Command {
    let mut program = Cli::command();
    program.build();
    program
}

fn has_flag(command: &Command, name: &str) -> bool {
    let is_name = |argument: &Arg| {
        let names = argument.get_long_and_visible_aliases();
        names.is_some_and(|names| names.contains(&name))
    };
    command.get_arguments().any(is_name)
        || command
            .get_subcommands()
            .any(|command| has_flag(command, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The complaint about a command line.
    fn complaint(arguments: &str) -> (String, Vec<String>) {
        let arguments: Vec<_> = arguments.split(' ').map(OsString::from).collect();
        let mut program = Cli::command();
        let error = program
            .try_get_matches_from_mut(&arguments)
            .expect_err("it is wrong");
        match failure(&error, &arguments) {
            Failure::Expected { message, hints, .. } => (message, hints),
            _ => panic!("{arguments:?} has no message"),
        }
    }

    #[test]
    fn a_word_that_may_be_part_of_a_secret_is_not_shown() {
        for arguments in [
            "starleaf key --password two S3NT",
            "starleaf key --password=two S3NT",
            "starleaf key --passwordS3NT",
            "starleaf key --password-S3NT",
            "starleaf key --password-stdinS3NT",
            "starleaf call --tokenS3NT",
            "ankoder curl --private-keyS3NT=x",
        ] {
            let (message, hints) = complaint(&format!("countersign {arguments}"));
            assert!(
                message.contains("not shown") && !hints.concat().contains("S3NT"),
                "{arguments}: {message}"
            );
        }
    }

    #[test]
    fn a_flag_is_shown() {
        for (arguments, flag) in [
            ("starleaf key --pasword x", "--pasword"),
            ("starleaf key --token x", "--token"),
            ("starleaf key --token-file x", "--token-file"),
            ("starleaf key --password-stdin", "--password-stdin"),
            ("speke kid v2 --key-index 1", "--key-index"),
            ("starleaf key --timeoutt x", "--timeoutt"),
        ] {
            let (message, _) = complaint(&format!("countersign {arguments}"));
            assert_eq!(message, format!("unexpected argument '{flag}' found"));
        }
    }

    #[test]
    fn all_that_is_missing_is_named() {
        let (message, _) = complaint("countersign speke kid v1");
        assert!(
            message.starts_with("--tenant-id <GUID> and ") && message.ends_with(" are required"),
            "{message}"
        );
    }
}

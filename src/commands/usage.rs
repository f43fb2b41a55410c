//! A command line that the parser refuses: its complaint as a failure, without a word that may be part of a secret.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Command, CommandFactory};

use super::args::secret;
use super::{Cli, habits, profile};
use crate::terminal::{Failure, prompt};

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
    if error.kind() == ErrorKind::MissingRequiredArgument {
        let failure = secret::missing(&names(error), &missing_secrets(arguments));
        return with_usage(failure, error).hint(more);
    }
    let failure = Failure::usage(message(error));
    if let Some(hint) = habit(error) {
        // clap's usage line is made for the flag that it takes for a similar one
        return failure.hint(hint).hint(more);
    }
    let similar = hints(error);
    if similar.is_empty()
        && let Some(hint) = elsewhere(error)
    {
        return failure.hint(hint).hint(more);
    }
    let failure = similar.into_iter().fold(failure, Failure::hint);
    with_usage(failure, error).hint(more)
}

fn with_usage(failure: Failure, error: &Error) -> Failure {
    let usage = text(error, ContextKind::Usage);
    let usage = usage
        .as_deref()
        .and_then(|usage| usage.strip_prefix("Usage: "));
    match usage {
        Some(usage) => failure.hint(format!("usage: {usage}").replace('\n', "\n      ")),
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
    let words = arguments.iter().filter(|argument| *argument != "help");
    let help = OsString::from("--help");
    is_help.then(|| words.chain([&help]).cloned().collect())
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

/// The commands that have a flag which this one does not have.
fn elsewhere(error: &Error) -> Option<String> {
    let flag = text(error, ContextKind::InvalidArg)?;
    (error.kind() == ErrorKind::UnknownArgument)
        .then(|| habits::elsewhere(&flag, &program()))
        .flatten()
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
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    }
}

/// The names of the arguments that an error is about, without those of their values: `--api` of `--api <API>`, `TARGET` of `<TARGET>`.
fn names(error: &Error) -> Vec<&str> {
    let Some(ContextValue::Strings(arguments)) = error.get(ContextKind::InvalidArg) else {
        return Vec::new();
    };
    let words = arguments
        .iter()
        .filter_map(|argument| argument.split(' ').next());
    words
        .map(|word| word.trim_matches(['<', '>', '.']))
        .collect()
}

/// The names of secrets of which the command needs one, if none is given and nobody can be asked for it.
fn missing_secrets(arguments: &[OsString]) -> Vec<&'static str> {
    if prompt::is_possible() {
        return Vec::new();
    }
    let Some((program, matches)) = super::incomplete(arguments) else {
        return Vec::new();
    };
    let (command, typed) = super::leaf(&program, &matches);
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
    habits::instead_of(word).is_some() || habits::elsewhere(word, &program()).is_some()
}

/// All commands, built.
fn program() -> Command {
    let mut program = Cli::command();
    program.build();
    program
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
            "starleaf key --password two -dS3NT",
            "starleaf key --password two -WS3NT",
            "starleaf key --password two -W",
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
            ("starleaf key --password x -k", "-k"),
            ("starleaf key --password x -d x", "-d"),
            ("starleaf key --password x -b jar", "-b"),
        ] {
            let (message, _) = complaint(&format!("countersign {arguments}"));
            assert_eq!(message, format!("unexpected argument '{flag}' found"));
        }
    }

    #[test]
    fn all_that_is_missing_is_named() {
        let (message, _) = complaint("countersign speke kid v1");
        assert_eq!(message, "--tenant-id and --content-id are missing");
    }
}

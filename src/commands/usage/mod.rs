//! A command line that the parser refuses: its complaint as a failure, without a word that may be part of a secret.

mod secrets;

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Command, CommandFactory};

use self::secrets::{may_be_secret, missing_secrets};
use super::args::secret;
use super::{Cli, habits};
use crate::terminal::{Failure, list};

/// Why a command line is refused.
pub(super) fn failure(error: &Error, arguments: &[OsString]) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::NoCommand(error.render().ansi().to_string());
    }
    if let Some(failure) = one_hyphen(arguments) {
        return failure;
    }
    let failure = complaint(error, arguments);
    match habits::swallowed(arguments, &program()) {
        Some(hint) => failure.hint_first(hint),
        None => failure,
    }
}

/// The long flag that was typed with one hyphen, which the parser takes for several short ones.
pub(super) fn one_hyphen(arguments: &[OsString]) -> Option<Failure> {
    let flag = habits::with_one_hyphen(arguments, &program())?;
    let message = format!("a long option begins with two hyphens: {flag}");
    Some(Failure::usage(message))
}

/// What the parser says of a command line.
fn complaint(error: &Error, arguments: &[OsString]) -> Failure {
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
    let mut similar = hints(error);
    if similar.is_empty() {
        similar.extend(commands_of_parent(error, arguments));
    }
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

/// What to type instead of a flag or a word of another program.
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

/// The commands that there are instead of one that there is not.
fn commands_of_parent(error: &Error, arguments: &[OsString]) -> Option<String> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let (program, typed) = super::incomplete(arguments)?;
    let (parent, _) = super::leaf(&program, &typed);
    let names: Vec<_> = parent.get_subcommands().map(Command::get_name).collect();
    (!names.is_empty()).then(|| format!("the commands are {}", list(&names)))
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
            ("starleaf key --password_env x", "--password_env"),
            ("starleaf key --passwordfile x", "--passwordfile"),
        ] {
            let (message, _) = complaint(&format!("countersign {arguments}"));
            assert_eq!(message, format!("unexpected argument '{flag}' found"));
        }
    }

    #[test]
    fn a_long_flag_with_one_hyphen_is_told() {
        for (arguments, flag) in [
            ("device call -data {} /x", "--data"),
            ("device call -method=PUT /x y", "--method"),
            ("starleaf key -salt S3NT", "--salt"),
            ("device call -insecure /x", "--insecure"),
        ] {
            let (message, hints) = complaint(&format!("countersign {arguments}"));
            assert_eq!(
                message,
                format!("a long option begins with two hyphens: {flag}")
            );
            assert_eq!(hints, [""; 0]);
        }
    }

    #[test]
    fn a_flag_that_is_taken_for_a_value_is_told() {
        for (arguments, hint) in [
            (
                "device sign --challenge --password-env PW /x",
                "--challenge has taken --password-env for its value",
            ),
            (
                "starleaf key --password --salt 00",
                "--password has taken --salt for its value",
            ),
        ] {
            let (_, hints) = complaint(&format!("countersign {arguments}"));
            assert_eq!(hints[0], hint, "{hints:?}");
        }
    }

    #[test]
    fn all_that_is_missing_is_named() {
        let (message, _) = complaint("countersign speke kid v1");
        assert_eq!(message, "--tenant-id and --content-id are missing");
    }
}

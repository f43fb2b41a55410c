//! What help texts and man pages say beyond the options.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::Error;
use clap::{Command, CommandFactory};

use super::Cli;

const EXIT_STATUS: &str = "\
Exit status:
  0    success
  1    any other failure
  2    wrong usage
  3    bad input: malformed hex, JSON or XML, or an unreadable file or secret
  4    authentication refused: 401, 403, or authenticated: false
  5    any other HTTP status of 400 or more; the body is written all the same
  6    no response: DNS, connection, TLS or timeout
  101  a bug: please report it
  130  interrupted by Ctrl-C

";

const EXAMPLES: &str = "Examples:\n";

/// A space at which clap breaks no line: a command that is broken cannot be copied.
const NO_BREAK_SPACE: &str = "\u{a0}";

/// The help that was asked for.
pub(super) fn render(error: Error, arguments: &[OsString]) -> StyledStr {
    let mut program = documented();
    let error = program
        .try_get_matches_from_mut(arguments)
        .err()
        .unwrap_or(error);
    breakable(&error.render().ansi().to_string()).into()
}

/// All commands, each with its formats, the exit statuses and its examples; the program itself has the examples of all nouns.
pub(super) fn documented() -> Command {
    let mut program = Cli::command();
    program.build();
    let examples: String = program
        .get_subcommands()
        .filter(|noun| noun.has_subcommands())
        .filter_map(|noun| Some(format!("{}\n\n", split(noun)?.1)))
        .collect();
    document(program.after_long_help(format!("{EXAMPLES}{}", examples.trim_end())))
}

/// What follows the options of a command, as it is read.
pub(super) fn after_help(command: &Command) -> String {
    let text = command.get_after_long_help();
    text.map(|text| breakable(&text.to_string()))
        .unwrap_or_default()
}

fn document(command: Command) -> Command {
    let command = command.mut_subcommands(document);
    let Some((formats, examples)) = split(&command) else {
        return command;
    };
    let text = format!("{formats}{EXIT_STATUS}{EXAMPLES}{examples}");
    command.after_long_help(text.replace(' ', NO_BREAK_SPACE))
}

fn split(command: &Command) -> Option<(String, String)> {
    let text = after_help(command);
    let (formats, examples) = text.split_once(EXAMPLES)?;
    Some((formats.to_owned(), examples.to_owned()))
}

fn breakable(text: &str) -> String {
    text.replace(NO_BREAK_SPACE, " ")
}

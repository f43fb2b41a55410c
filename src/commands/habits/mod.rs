//! Habits from curl and from older scripts: their flags, and words in the wrong place. Looked at only after a parse error, except for the flags that
//! have no effect.

mod flags;

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

use self::flags::FLAGS;
use crate::terminal::list;

/// What to type instead of a flag that this command does not have.
pub(super) fn instead_of(flag: &str) -> Option<&'static str> {
    let mut rows = FLAGS.iter();
    let row = rows.find(|(flags, _)| flags.split(' ').any(|known| known == flag));
    row.map(|(_, hint)| *hint)
}

/// The commands that have a flag which this one does not have.
pub(super) fn elsewhere(flag: &str, program: &Command) -> Option<String> {
    const FEW: usize = 3;
    let commands = commands(program, |command| has_flag(command, flag));
    match commands.len() {
        0 => None,
        1..=FEW => Some(format!("it is an option of {}", listed(&commands))),
        _ => Some("this command does not have it; others do".to_owned()),
    }
}

/// Whether a word is a flag but for hyphens, underscores and capitals: `--password_env`.
pub(super) fn is_respelled(word: &str, program: &Command) -> bool {
    let letters = |word: &str| -> String {
        let letters = word.chars().filter(|c| !['-', '_'].contains(c));
        letters.flat_map(char::to_lowercase).collect()
    };
    let word = letters(word);
    let has_it = |command: &Command| {
        let mut names = command.get_arguments().filter_map(Arg::get_long);
        names.any(|name| letters(name) == word)
    };
    !commands(program, has_it).is_empty()
}

/// The long flag that a word means which begins with one hyphen.
pub(super) fn with_one_hyphen(arguments: &[OsString], program: &Command) -> Option<String> {
    let words = arguments.iter().filter_map(|word| word.to_str());
    let mut flags = words.take_while(|word| *word != "--").filter_map(|word| {
        let name = word.strip_prefix('-')?.split('=').next()?;
        (name.len() > 1 && !name.starts_with('-')).then(|| format!("--{name}"))
    });
    flags.find(|flag| instead_of(flag).is_some() || elsewhere(flag, program).is_some())
}

/// Which flag has taken which other one for its value.
pub(super) fn swallowed(arguments: &[OsString], program: &Command) -> Option<String> {
    arguments.windows(2).find_map(|pair| {
        let [flag, value] = [pair[0].to_str()?, pair[1].to_str()?];
        let is_it = |argument: &Arg| {
            argument.is_allow_hyphen_values_set() && argument.get_long() == flag.strip_prefix("--")
        };
        let has_it = |command: &Command| command.get_arguments().any(is_it);
        let is_flag = value.starts_with("--") && elsewhere(value, program).is_some();
        (is_flag && !commands(program, has_it).is_empty())
            .then(|| format!("{flag} has taken {value} for its value"))
    })
}

/// Whether a command has a flag, under any of its names.
fn has_flag(command: &Command, flag: &str) -> bool {
    command.get_arguments().any(|argument| {
        let aliases = argument.get_all_aliases().unwrap_or_default();
        let mut names = argument.get_long().into_iter().chain(aliases);
        let aliases = argument.get_all_short_aliases().unwrap_or_default();
        let mut letters = argument.get_short().into_iter().chain(aliases);
        names.any(|name| flag.strip_prefix("--") == Some(name))
            || letters.any(|letter| flag == format!("-{letter}"))
    })
}

/// What to type instead of a word that is no command here: the commands that end with it.
pub(super) fn meant_by(word: &str, program: &Command) -> Option<String> {
    if word == "version" {
        return Some("the command is 'countersign --version'".to_owned());
    }
    let commands = commands(program, |command| command.get_name() == word);
    match commands.len() {
        0 => None,
        1 => Some(format!("the command is {}", listed(&commands))),
        _ => Some(format!("the commands are {}", listed(&commands))),
    }
}

/// The commands that are wanted, each with the words that lead to it.
fn commands(program: &Command, is_wanted: impl Fn(&Command) -> bool) -> Vec<String> {
    let mut commands = vec![program];
    let mut wanted = Vec::new();
    while let Some(command) = commands.pop() {
        if is_wanted(command) {
            wanted.push(format!(
                "'{}'",
                command.get_bin_name().unwrap_or(command.get_name())
            ));
        }
        let inner: Vec<_> = command.get_subcommands().collect();
        commands.extend(inner.into_iter().rev());
    }
    wanted
}

fn listed(commands: &[String]) -> String {
    list(&commands.iter().map(String::as_str).collect::<Vec<_>>())
}

/// curl's --silent, --show-error and --fail, which are what this program does anyway.
pub(super) fn without_effect() -> [Arg; 3] {
    [("silent", 's'), ("show-error", 'S'), ("fail", 'f')].map(|(name, short)| {
        Arg::new(name)
            .long(name)
            .short(short)
            .action(ArgAction::Count)
            .help("Accepted for compatibility with curl; no effect")
            .hide(true)
    })
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::flags::FLAGS;
    use crate::commands::Cli;

    fn flags(command: &Command) -> Vec<String> {
        let own = command
            .get_arguments()
            .filter_map(clap::Arg::get_long_and_visible_aliases);
        let own = own.flatten().map(|flag| format!("--{flag}"));
        own.chain(command.get_subcommands().flat_map(flags))
            .collect()
    }

    #[test]
    fn every_flag_is_answered_once_and_with_flags_that_exist() {
        let mut program = Cli::command();
        program.build();
        let real = flags(&program);
        let mut answered = Vec::new();
        for (row, hint) in FLAGS {
            for flag in row.split(' ') {
                assert!(!answered.contains(&flag), "{flag} is there twice");
                answered.push(flag);
            }
            let named = hint
                .split([' ', ':', ',', ';', '\''])
                .filter(|word| word.starts_with("--"));
            for flag in named.filter(|flag| !row.split(' ').any(|known| known == *flag)) {
                assert!(
                    real.iter().any(|known| known == flag),
                    "{row}: there is no {flag}"
                );
            }
        }
    }
}

//! A profile becomes options of the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::{Profiles, Setting};
use crate::commands::args::secret;
use crate::terminal::Failure;

/// A command line with the options of a profile.
pub(crate) struct Completed {
    pub(crate) arguments: Vec<OsString>,
    profile: String,
    path: PathBuf,
    added: Vec<Setting>,
}

impl Completed {
    /// Says where an option comes from that a failure names, and that nobody typed.
    pub(crate) fn explain(&self, failure: Failure) -> Failure {
        let named = |setting: &&Setting| failure.names(&format!("--{}", setting.name));
        let added: Vec<_> = self.added.iter().filter(named).collect();
        added.into_iter().rev().fold(failure, |failure, setting| {
            let (profile, path) = (&self.profile, self.path.display());
            failure.hint_first(format!(
                "--{} comes from the profile '{profile}' in '{path}', line {}",
                setting.name, setting.line
            ))
        })
    }
}

impl Profiles {
    /// The command line with the options of a profile that the command has and that were not typed.
    pub(crate) fn complete(
        self,
        profile: &str,
        arguments: &[OsString],
        program: &Command,
        typed: &ArgMatches,
    ) -> Result<Completed, Failure> {
        let mut added = self.find(profile)?;
        let (command, leaf) = super::super::leaf(program, typed);
        added.retain(|Setting { name, .. }| {
            has_option(command, name)
                && !is_overridden(leaf, name)
                && !is_excluded(command, leaf, name)
        });
        let options = added
            .iter()
            .map(|setting| format!("--{}={}", setting.name, setting.value).into());
        let mut all = arguments.to_vec();
        let at = after_words(arguments, depth(typed));
        all.splice(at..at, options);
        Ok(Completed {
            arguments: all,
            profile: profile.to_owned(),
            path: self.path,
            added,
        })
    }
}

fn has_option(command: &Command, name: &str) -> bool {
    command
        .get_arguments()
        .any(|argument| argument.get_long() == Some(name))
}

/// Whether an option was typed, or for a secret that one or another secret.
fn is_overridden(leaf: &ArgMatches, name: &str) -> bool {
    let is_secret = secret::SOURCES.iter().any(|source| name.ends_with(source));
    let names = if is_secret {
        secret::names().map(secret::group).collect()
    } else {
        vec![name.to_owned(), name.replace('-', "_")]
    };
    names.iter().any(|id| {
        let is_known = leaf.ids().any(|known| known == id);
        is_known && leaf.value_source(id) == Some(ValueSource::CommandLine)
    })
}

/// Whether an option was typed that excludes this one.
pub(in crate::commands) fn is_excluded(command: &Command, leaf: &ArgMatches, name: &str) -> bool {
    let mut typed = command.get_arguments().filter(|argument| {
        leaf.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine)
    });
    typed.any(|argument| {
        let excluded = command.get_arg_conflicts_with(argument);
        excluded.iter().any(|other| other.get_long() == Some(name))
    })
}

/// How many words name the command.
fn depth(typed: &ArgMatches) -> usize {
    typed
        .subcommand()
        .map_or(0, |(_, deeper)| 1 + depth(deeper))
}

/// The place behind the words of the command, before which only options that every command has may stand.
fn after_words(arguments: &[OsString], words: usize) -> usize {
    let (mut at, mut left) = (1, words);
    while left > 0 && at < arguments.len() {
        match arguments[at].to_str() {
            Some("--color" | "--profile" | "--config") => at += 1,
            Some(text) if text.starts_with("--") => {}
            // what follows the p is its value, which is the next word if nothing does
            Some(text) if text.starts_with('-') => {
                at += usize::from(text.find('p') == Some(text.len() - 1));
            }
            _ => left -= 1,
        }
        at += 1;
    }
    at.min(arguments.len())
}

#[cfg(test)]
mod tests {
    use super::after_words;

    #[test]
    fn options_go_behind_the_words_of_the_command() {
        for (line, words, expected) in [
            ("x device call -p a /x", 2, 3),
            ("x -v --color never device -q call /x", 2, 7),
            ("x -p device device sign", 2, 5),
            ("x -vp device --profile=x device sign --", 2, 6),
            ("x -pshop device sign --", 2, 4),
            ("x completions", 1, 2),
            ("x", 0, 1),
        ] {
            let arguments: Vec<_> = line.split(' ').map(Into::into).collect();
            assert_eq!(after_words(&arguments, words), expected, "{line}");
        }
    }
}

//! Profiles: named defaults for options, in a TOML file.
//!
//! A profile becomes options on the command line, so that clap checks them like any other. An option that was typed wins over the profile.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use etcetera::BaseStrategy;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::args::secret;
use crate::terminal::input::cause;
use crate::terminal::{Failure, Status};

/// The options that a profile may set, besides the sources of secrets.
const OPTIONS: &[&str] = &[
    "access-key",
    "api",
    "base-url",
    "cacert",
    "connect-timeout",
    "cookie-jar",
    "max-time",
    "pinnedpubkey",
    "proxy",
    "tenant-id",
    "timeout",
    "username",
];

/// A file of profiles.
pub(crate) struct Profiles {
    path: PathBuf,
    text: String,
}

/// One option of a profile.
struct Setting {
    name: String,
    value: String,
    line: usize,
}

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
    /// Reads the file of `--config`, or `countersign/config.toml` in the platform's configuration folder.
    pub(crate) fn read(config: Option<&Path>) -> Result<Self, Failure> {
        let path = config.map_or_else(default_path, |path| Ok(path.to_owned()))?;
        check_permissions(&path)?;
        let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
        Ok(Self { path, text })
    }

    /// The names of all profiles, in the order of the file.
    pub(crate) fn names(&self) -> Result<Vec<String>, Failure> {
        let mut profiles: Vec<_> = self.tables()?.into_iter().collect();
        profiles.sort_by_key(|(name, _)| name.span().start);
        profiles
            .into_iter()
            .map(|(name, profile)| {
                self.settings(&profile)?;
                Ok(name.into_inner().into_owned())
            })
            .collect()
    }

    /// The command line with the options of a profile that the command has and that were not typed.
    pub(crate) fn complete(
        self,
        profile: &str,
        arguments: &[OsString],
        program: &Command,
        typed: &ArgMatches,
    ) -> Result<Completed, Failure> {
        let mut added = self.find(profile)?;
        let (command, leaf) = super::leaf(program, typed);
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

    fn find(&self, profile: &str) -> Result<Vec<Setting>, Failure> {
        let tables = self.tables()?;
        let Some(table) = tables.get(profile) else {
            let names: Vec<_> = tables.keys().map(|name| name.get_ref().as_ref()).collect();
            // not repeated: -password=SECRET, with one hyphen, is read as the profile 'assword=SECRET'
            let failure = Failure::input(format!(
                "--profile: '{}' has no profile of this name",
                self.path.display()
            ));
            return Err(if names.is_empty() {
                failure
            } else {
                failure.hint(format!("its profiles are: {}", names.join(", ")))
            });
        };
        self.settings(table)
    }

    fn tables(&self) -> Result<DeTable<'_>, Failure> {
        let table = DeTable::parse(&self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            self.wrong(at, "is not valid TOML")
        })?;
        let table = table.into_inner();
        match table.values().find(|value| !value.get_ref().is_table()) {
            Some(value) => Err(self
                .wrong(value.span().start, "an option stands outside a profile")
                .hint("write [NAME] on a line above the options of the profile NAME")),
            None => Ok(table),
        }
    }

    fn settings(&self, profile: &Spanned<DeValue<'_>>) -> Result<Vec<Setting>, Failure> {
        let options = profile.get_ref().as_table().into_iter().flatten();
        options
            .map(|(name, value)| self.setting(name, value))
            .collect()
    }

    fn setting(
        &self,
        name: &Spanned<Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Setting, Failure> {
        let at = name.span().start;
        let name = name.get_ref();
        if secret::names().any(|secret| secret == name) {
            return Err(self
                .wrong(
                    at,
                    &format!("'{name}' is a secret, which does not belong in a profile"),
                )
                .hint(format!(
                    "say where it is: {name}-file, {name}-env or {name}-command"
                )));
        }
        if !is_allowed(name) {
            return Err(self
                .wrong(at, &format!("a profile has no option '{name}'"))
                .hint(format!("its options are: {}", allowed().join(", "))));
        }
        let value = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            _ => return Err(self.wrong(at, &format!("'{name}' is neither text nor a number"))),
        };
        Ok(Setting {
            name: name.to_string(),
            value,
            line: self.line(at),
        })
    }

    fn wrong(&self, at: usize, what: &str) -> Failure {
        let (path, line) = (self.path.display(), self.line(at));
        Failure::input(format!("'{path}', line {line}: {what}"))
    }

    /// The number of the line at a byte.
    fn line(&self, at: usize) -> usize {
        self.text[..at.min(self.text.len())].matches('\n').count() + 1
    }
}

fn allowed() -> Vec<String> {
    let secrets = secret::names()
        .flat_map(|secret| secret::SOURCES.map(|source| format!("{secret}{source}")));
    let options = OPTIONS.iter().map(ToString::to_string);
    options.chain(secrets).collect()
}

fn is_allowed(name: &str) -> bool {
    allowed().iter().any(|allowed| allowed == name)
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
pub(super) fn is_excluded(command: &Command, leaf: &ArgMatches, name: &str) -> bool {
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
            Some(text) if text.starts_with('-') => at += usize::from(text.ends_with('p')),
            _ => left -= 1,
        }
        at += 1;
    }
    at.min(arguments.len())
}

fn default_path() -> Result<PathBuf, Failure> {
    etcetera::choose_base_strategy()
        .map(|folders| folders.config_dir().join("countersign/config.toml"))
        .map_err(|_| {
            Failure::input("the configuration folder is unknown: there is no home folder")
                .hint("name the file with --config")
        })
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::input(format!(
        "the profiles in '{}' cannot be read: {}",
        path.display(),
        cause(error)
    ))
}

/// Refuses a file that others can write: a profile names commands to run.
#[cfg(unix)]
fn check_permissions(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;

    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let is_ours = [0, rustix::process::geteuid().as_raw()].contains(&metadata.uid());
    if is_ours && metadata.mode() & 0o022 == 0 {
        return Ok(());
    }
    let why = if is_ours {
        "others can write it"
    } else {
        "it belongs to someone else"
    };
    Err(Failure::expected(
        Status::Input,
        format!(
            "'{}' is not used: {why}, and a profile names commands to run",
            path.display()
        ),
    )
    .hint(format!("chmod go-w '{}'", path.display())))
}

#[cfg(not(unix))]
fn check_permissions(path: &Path) -> Result<(), Failure> {
    fs::metadata(path)
        .map(drop)
        .map_err(|error| unreadable(path, &error))
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
            ("x completions", 1, 2),
            ("x", 0, 1),
        ] {
            let arguments: Vec<_> = line.split(' ').map(Into::into).collect();
            assert_eq!(after_words(&arguments, words), expected, "{line}");
        }
    }
}

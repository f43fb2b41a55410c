//! Profiles: named defaults for options, in a TOML file.
//!
//! A profile becomes options on the command line, so that clap checks them like any other. An option that was typed wins over the profile.

mod completed;
mod file;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use strsim::osa_distance;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) use self::completed::{Completed, is_excluded};
use super::args::secret;
use crate::terminal::Failure;

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

impl Profiles {
    /// Reads the file of `--config`, or `countersign/config.toml` in the platform's configuration folder.
    pub(crate) fn read(config: Option<&Path>) -> Result<Self, Failure> {
        let path = config.map_or_else(file::default_path, |path| Ok(path.to_owned()))?;
        let text = file::read(&path)?;
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
            // the parser's own words, in which nothing of the file is
            let reason = error.message().lines().next().unwrap_or_default();
            self.wrong(at, &format!("not valid TOML: {reason}"))
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
            let failure = self.wrong(at, &format!("a profile has no option '{name}'"));
            return Err(match similar(name) {
                Some(similar) => failure.hint(format!("did you mean '{similar}'?")),
                None => failure.hint(format!("its options are: {}", allowed().join(", "))),
            });
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

/// The option that was nearly written.
fn similar(name: &str) -> Option<String> {
    const TYPOS: usize = 2;
    let name = name.replace('_', "-");
    let distance = |allowed: &String| osa_distance(allowed, &name);
    let nearest = allowed().into_iter().min_by_key(distance)?;
    (distance(&nearest) <= TYPOS).then_some(nearest)
}

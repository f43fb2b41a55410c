//! Where a secret comes from: the command line, a file, the environment, a command, or a prompt.
//!
//! clap sees only where a secret is: it would print a value that it refuses, and the value of any variable that it reads itself.

mod source;

use std::ffi::OsString;

use clap::builder::{OsStringValueParser, ValueParser};
use clap::{Arg, ArgGroup, ArgMatches, Args, FromArgMatches};
use zeroize::Zeroizing;

use self::source::{Source, not_utf8};
use crate::terminal::input::{EMPTY_PIPE, FileArg};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, prompt};

/// The secrets: the name in their flags, and what they are.
const SECRETS: [(&str, &str); 4] = [
    ("password", "The password"),
    ("key", "The derived key, 64 hex digits"),
    ("private-key", "The private key"),
    ("token", "The integration token"),
];

pub(crate) type PasswordArgs = SecretArgs<0>;
pub(crate) type KeyArgs = SecretArgs<1>;
pub(crate) type PrivateKeyArgs = SecretArgs<2>;
pub(crate) type TokenArgs = SecretArgs<3>;

/// What follows a secret's name in the flags that say where it is.
pub(crate) const SOURCES: [&str; 3] = ["-file", "-env", "-command"];

/// The names of all secrets.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    SECRETS.iter().map(|(name, _)| *name)
}

/// The flags that are followed by a secret itself.
pub(crate) fn flags() -> impl Iterator<Item = String> {
    names().map(|name| format!("--{name}"))
}

/// Options that are missing, with the secret if there are names that it may have.
pub(crate) fn missing(options: &[impl AsRef<str>], names: &[&str]) -> Failure {
    let secret = match names {
        [] => None,
        [name] => Some(format!("a {}", name.replace('-', " "))),
        _ => Some("a secret".to_owned()),
    };
    let options = options.iter().map(AsRef::as_ref);
    let failure = Failure::missing(&options.chain(secret.as_deref()).collect::<Vec<_>>());
    match names {
        [] => failure,
        [name] => failure.hint(sources(name)),
        names => {
            let flags: Vec<_> = names.iter().map(|name| format!("--{name}-file")).collect();
            let flags = flags.join(" or ");
            failure.hint(format!("give {flags}, or the same with -env or -command"))
        }
    }
}

/// What to type for a secret.
fn sources(name: &str) -> String {
    format!("give --{name}-file, --{name}-env, --{name}-command or --{name}")
}

/// The group of a secret's flags.
pub(crate) fn group(name: &str) -> String {
    format!("{name} source")
}

/// Where one of [`SECRETS`] is, as the command line says: four flags that exclude each other.
#[derive(Debug, Clone)]
pub(crate) struct SecretArgs<const INDEX: usize>(Option<Source>);

impl<const INDEX: usize> SecretArgs<INDEX> {
    const NAME: &str = SECRETS[INDEX].0;

    /// Whether a flag says where the secret is.
    pub(crate) fn is_given(&self) -> bool {
        self.0.is_some()
    }

    /// The flag that says where the secret is.
    pub(crate) fn flag(&self) -> Option<String> {
        let suffix = self.0.as_ref()?.suffix();
        Some(format!("--{}{suffix}", Self::NAME))
    }

    /// The name of the secret, if no flag says where it is and nobody can be asked for it.
    pub(crate) fn missing(&self) -> Option<&'static str> {
        (!self.is_given() && !prompt::is_possible()).then_some(Self::NAME)
    }

    /// Reads the secret, or asks for it if no flag says where it is.
    pub(crate) fn read(&self, console: &Console) -> Result<Secret, Failure> {
        self.read_for("", console)
    }

    /// Reads the secret, or asks for it, saying for whom, if no flag says where it is.
    pub(crate) fn read_for(&self, whom: &str, console: &Console) -> Result<Secret, Failure> {
        let Some(source) = &self.0 else {
            return Self::ask(whom);
        };
        let name = Self::NAME;
        let flag = self.flag().unwrap_or_default();
        if let Source::Value(_) = source {
            console.warn(format_args!("--{name} is visible in the process list; --{name}-file, --{name}-env and --{name}-command are not"));
        }
        let text = source.read(&flag, console)?;
        match source {
            Source::File(FileArg::Stdin) if text.is_empty() => {
                Err(Self::empty(&flag).hint(EMPTY_PIPE))
            }
            Source::File(_) | Source::Env(_) | Source::Command(_) if text.is_empty() => {
                Err(Self::empty(&flag))
            }
            _ => Ok(Secret::new(text)),
        }
    }

    fn ask(whom: &str) -> Result<Secret, Failure> {
        let name = Self::NAME;
        if !prompt::is_possible() {
            return Err(Failure::usage(format!(
                "no {name} is given, and there is no terminal to ask for it"
            ))
            .hint(sources(name)));
        }
        let typed = prompt::ask(&name.replace('-', " "), whom)?;
        match typed.find(char::REPLACEMENT_CHARACTER) {
            Some(at) => Err(not_utf8("the prompt", at)),
            None if typed.is_empty() => Err(Self::empty("the prompt")),
            None => Ok(Secret::new(typed)),
        }
    }

    fn empty(source: &str) -> Failure {
        Failure::input(format!("{source} gives an empty secret")).hint(format!(
            "if it is meant to be empty, say so with --{} ''",
            Self::NAME
        ))
    }

    fn arguments() -> [Arg; 4] {
        let (name, about) = SECRETS[INDEX];
        let secret = name.replace('-', " ");
        let argument = |suffix, value: &'static str, parser: ValueParser, help: String| {
            let name = format!("{name}{suffix}");
            Arg::new(name.clone())
                .long(name)
                .value_name(value)
                .value_parser(parser)
                .allow_hyphen_values(true)
                .help(help)
                .help_heading("Secrets")
        };
        let text = || OsStringValueParser::new().into();
        [
            argument(
                "",
                "VALUE",
                text(),
                format!("{about}; visible in the process list"),
            ),
            argument(
                "-file",
                "PATH",
                FileArg::parser(),
                format!(
                    "Read the {secret} from a file, or - for standard input; a newline at its end is removed"
                ),
            ),
            argument(
                "-env",
                "NAME",
                text(),
                format!("Read the {secret} from the environment variable NAME"),
            ),
            argument(
                "-command",
                "CMD",
                text(),
                format!("Run CMD, without a shell, and read the {secret} from its output"),
            ),
        ]
    }
}

impl<const INDEX: usize> Args for SecretArgs<INDEX> {
    fn augment_args(command: clap::Command) -> clap::Command {
        let arguments = Self::arguments();
        let ids = arguments.iter().map(|argument| argument.get_id().clone());
        let group = ArgGroup::new(group(Self::NAME)).args(ids.collect::<Vec<_>>());
        command.args(arguments).group(group)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl<const INDEX: usize> FromArgMatches for SecretArgs<INDEX> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let id = |suffix| format!("{}{suffix}", Self::NAME);
        let value = |text: OsString| Source::Value(Zeroizing::new(text.into_encoded_bytes()));
        let source = (matches.remove_one(&id("")).map(value))
            .or_else(|| matches.remove_one(&id("-file")).map(Source::File))
            .or_else(|| matches.remove_one(&id("-env")).map(Source::Env))
            .or_else(|| matches.remove_one(&id("-command")).map(Source::Command));
        Ok(Self(source))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

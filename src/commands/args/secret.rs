//! Where a secret comes from: an argument, a file, the environment, a command, or a prompt.
//!
//! The parser sees only where a secret is: it would print what it refuses, and the value of any variable that it reads by itself.

use std::ffi::OsString;
use std::fmt;
use std::marker::PhantomData;
use std::process::{Command, Stdio};

use clap::builder::{OsStringValueParser, ValueParser};
use clap::{Arg, ArgGroup, ArgMatches, Args, FromArgMatches};
use zeroize::Zeroizing;

use crate::terminal::input::{FileArg, cause};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, prompt};

/// One kind of secret, and its word in flags and texts.
pub(crate) trait Kind {
    /// The flag without its dashes.
    const NAME: &'static str;
    /// What it is, for the help.
    const ABOUT: &'static str;
}

macro_rules! kinds {
    ($($kind:ident $name:literal $about:literal;)*) => {
        /// The flags behind which a secret itself may stand.
        pub(crate) const VALUE_FLAGS: &[&str] = &[$(concat!("--", $name)),*];
        $(
        #[doc = $about]
        #[derive(Debug, Clone)]
        pub(crate) enum $kind {}
        impl Kind for $kind {
            const NAME: &'static str = $name;
            const ABOUT: &'static str = $about;
        }
        )*
    };
}

kinds! {
    Password "password" "The password";
    Key "key" "The derived key, 64 hex digits";
    PrivateKey "private-key" "The private key";
    Token "token" "The integration token";
}

/// Where one secret is, as the command line says: four flags that exclude each other.
#[derive(Debug, Clone)]
pub(crate) struct SecretArgs<K> {
    source: Option<Source>,
    kind: PhantomData<K>,
}

#[derive(Clone)]
enum Source {
    Value(Zeroizing<Vec<u8>>),
    File(FileArg),
    Env(OsString),
    Command(OsString),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source([redacted])")
    }
}

impl<K: Kind> SecretArgs<K> {
    /// Whether a flag says where the secret is.
    pub(crate) fn is_given(&self) -> bool {
        self.source.is_some()
    }

    /// Fetches the secret, with a prompt where no flag says where it is. No message shows it from then on.
    ///
    /// # Errors
    /// A usage error if no flag is given and there is no terminal to ask on; an input error if the secret cannot be read, is empty, or is not UTF-8.
    pub(crate) fn read(&self, console: &Console) -> Result<Secret, Failure> {
        let secret = self.fetch(console)?;
        console.hide(&secret);
        Ok(secret)
    }

    fn fetch(&self, console: &Console) -> Result<Secret, Failure> {
        let (flag, bytes) = match &self.source {
            Some(Source::Value(value)) => {
                console.warn(format!("--{} is visible in the process list; --{0}-file, --{0}-env and --{0}-command are not", K::NAME));
                return Self::text("", value.clone());
            }
            Some(Source::File(file)) => (
                "-file",
                Zeroizing::new(file.read(&format!("--{}-file", K::NAME))?),
            ),
            Some(Source::Env(name)) => ("-env", Self::variable(name)?),
            Some(Source::Command(command)) => ("-command", Self::output(command, console)?),
            None => return Self::ask(),
        };
        let secret = Self::text(flag, without_newline(flag, bytes))?;
        if secret.is_empty() {
            Err(Self::empty(&format!("--{}{flag}", K::NAME)))
        } else {
            Ok(secret)
        }
    }

    fn text(flag: &str, mut bytes: Zeroizing<Vec<u8>>) -> Result<Secret, Failure> {
        match String::from_utf8(std::mem::take(&mut *bytes)) {
            Ok(text) => Ok(Secret::new(Zeroizing::new(text))),
            Err(error) => {
                let position = error.utf8_error().valid_up_to() + 1;
                drop(Zeroizing::new(error.into_bytes()));
                Err(Failure::input(format!(
                    "--{}{flag} gives a secret that is not UTF-8: byte {position} starts no character",
                    K::NAME
                )))
            }
        }
    }

    fn variable(name: &OsString) -> Result<Zeroizing<Vec<u8>>, Failure> {
        // the name is not repeated: who gives the secret itself instead must not find it in a log
        let value = std::env::var_os(name).ok_or_else(|| {
            Failure::input(format!(
                "--{}-env names an environment variable that is not set",
                K::NAME
            ))
            .hint(format!(
                "give the variable's name, not its value, and export it: --{}-env NAME",
                K::NAME
            ))
        })?;
        Ok(Zeroizing::new(value.into_encoded_bytes()))
    }

    fn output(command: &OsString, console: &Console) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let flag = format!("--{}-command", K::NAME);
        let words = command.to_str().and_then(shlex::split).unwrap_or_default();
        let [program, arguments @ ..] = words.as_slice() else {
            return Err(Failure::usage(format!(
                "{flag} is not a command: it is empty, or a quote is not closed"
            )));
        };
        if arguments
            .iter()
            .any(|word| matches!(word.as_str(), "|" | ">" | "<" | ";" | "&&" | "||"))
        {
            console.warn(format!(
                "{flag} has a word that only a shell understands; {NO_SHELL}"
            ));
        }
        let output = Command::new(program)
            .args(arguments)
            .stdin(Stdio::inherit())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| {
                Failure::input(format!("{flag} cannot be run: {}", cause(&error))).hint(NO_SHELL)
            })?;
        let secret = Zeroizing::new(output.stdout);
        if output.status.success() {
            Ok(secret)
        } else {
            Err(Failure::input(format!(
                "{flag} failed with {}",
                output.status
            )))
        }
    }

    fn ask() -> Result<Secret, Failure> {
        let flags = format!("--{0}-file, --{0}-env, --{0}-command or --{0}", K::NAME);
        if !prompt::is_possible() {
            return Err(Failure::usage(format!(
                "no {} is given, and there is no terminal to ask for it",
                K::NAME
            ))
            .hint(format!("give {flags}")));
        }
        let answer = prompt::ask(&K::NAME.replace('-', " "))?;
        if answer.is_empty() {
            Err(Self::empty("the prompt"))
        } else {
            Ok(Secret::new(answer))
        }
    }

    fn empty(source: &str) -> Failure {
        Failure::input(format!("{source} gives an empty secret")).hint(format!(
            "if the empty text is meant, say so with --{} ''",
            K::NAME
        ))
    }
}

const NO_SHELL: &str = "there is no shell around it: for |, ~ or $NAME write sh -c '...'";

/// Removes exactly one trailing newline, of a file or a command; a variable has none that is not meant.
fn without_newline(flag: &str, mut bytes: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    if flag != "-env" && bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    bytes
}

impl<K: Kind> SecretArgs<K> {
    fn arguments() -> [(&'static str, &'static str, String, ValueParser); 4] {
        let about = K::ABOUT;
        let name = K::NAME;
        let text = || OsStringValueParser::new().into();
        [
            (
                "",
                "VALUE",
                format!("{about}; visible in the process list"),
                text(),
            ),
            (
                "-file",
                "PATH",
                format!(
                    "Read the {name} from a file, or - for standard input; one newline at its end is removed"
                ),
                FileArg::parser(),
            ),
            (
                "-env",
                "NAME",
                format!("Read the {name} from the environment variable NAME"),
                text(),
            ),
            (
                "-command",
                "CMD",
                format!("Run CMD, without a shell, and take what it prints as the {name}"),
                text(),
            ),
        ]
    }
}

impl<K: Kind> Args for SecretArgs<K> {
    fn augment_args(command: clap::Command) -> clap::Command {
        let arguments = Self::arguments().map(|(suffix, value, about, parser)| {
            Arg::new(format!("{}{suffix}", K::NAME))
                .long(format!("{}{suffix}", K::NAME))
                .value_name(value)
                .value_parser(parser)
                .allow_hyphen_values(true)
                .help(about)
                .help_heading("Secrets")
        });
        let group = ArgGroup::new(format!("{} source", K::NAME)).args(
            arguments
                .iter()
                .map(Arg::get_id)
                .cloned()
                .collect::<Vec<_>>(),
        );
        command.args(arguments).group(group)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl<K: Kind> FromArgMatches for SecretArgs<K> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let id = |suffix| format!("{}{suffix}", K::NAME);
        let value = |text: OsString| Source::Value(Zeroizing::new(text.into_encoded_bytes()));
        let source = (matches.remove_one(&id("")).map(value))
            .or_else(|| matches.remove_one(&id("-file")).map(Source::File))
            .or_else(|| matches.remove_one(&id("-env")).map(Source::Env))
            .or_else(|| matches.remove_one(&id("-command")).map(Source::Command));
        Ok(Self {
            source,
            kind: PhantomData,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

//! Where a secret comes from: the command line, a file, the environment, a command, or a prompt.
//!
//! clap sees only where a secret is: it would print a value that it refuses, and the value of any variable that it reads itself.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read};
use std::process::{Command, Stdio};

use clap::builder::{OsStringValueParser, ValueParser};
use clap::{Arg, ArgGroup, ArgMatches, Args, FromArgMatches};
use zeroize::Zeroizing;

use crate::terminal::input::{EMPTY_PIPE, FileArg, cause};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, REDACTED, prompt};

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

/// How long a secret may be: 1 MiB.
const MAX_BYTES: usize = 1 << 20;

/// How many bytes are read at first: more than most secrets have, and little to wipe.
const FIRST_BYTES: usize = 1 << 10;

const NO_SHELL: &str = "it is run without a shell: for |, ~ or $NAME write sh -c '...'";

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

#[derive(Clone)]
enum Source {
    Value(Zeroizing<Vec<u8>>),
    File(FileArg),
    Env(OsString),
    Command(OsString),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<const INDEX: usize> SecretArgs<INDEX> {
    const NAME: &str = SECRETS[INDEX].0;

    /// Whether a flag says where the secret is.
    pub(crate) fn is_given(&self) -> bool {
        self.0.is_some()
    }

    /// The flag that says where the secret is.
    pub(crate) fn flag(&self) -> Option<String> {
        let suffix = match self.0.as_ref()? {
            Source::Value(_) => "",
            Source::File(_) => "-file",
            Source::Env(_) => "-env",
            Source::Command(_) => "-command",
        };
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
        let bytes = match source {
            Source::Value(value) => {
                console.warn(format_args!("--{name} is visible in the process list; --{name}-file, --{name}-env and --{name}-command are not"));
                value.clone()
            }
            Source::File(file) => without_newline(read_file(file, &flag)?),
            Source::Env(variable) => read_variable(variable, &flag)?,
            Source::Command(command) => without_newline(read_command(command, &flag, console)?),
        };
        match (text(bytes, &flag)?, source) {
            (text, Source::File(FileArg::Stdin)) if text.is_empty() => {
                Err(Self::empty(&flag).hint(EMPTY_PIPE))
            }
            (text, Source::File(_) | Source::Env(_) | Source::Command(_)) if text.is_empty() => {
                Err(Self::empty(&flag))
            }
            (text, _) => Ok(Secret::new(text)),
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

/// Reads a file. Its path is not repeated: it may be the secret, given to the wrong flag.
fn read_file(file: &FileArg, flag: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let bytes = file
        .open()
        .and_then(read_limited)
        .map_err(|error| match file {
            FileArg::Stdin => Failure::input(format!(
                "{flag}: standard input cannot be read: {}",
                cause(&error)
            )),
            FileArg::Path(_) => Failure::input(format!(
                "{flag} names a file that cannot be read: {}",
                cause(&error)
            ))
            .hint(format!(
                "give the path of a file, not the secret: {flag} PATH"
            )),
        })?;
    bytes.ok_or_else(|| too_long(flag))
}

/// Reads a variable. Its name is not repeated: it may be the secret, given to the wrong flag.
fn read_variable(name: &OsStr, flag: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let value = std::env::var_os(name).ok_or_else(|| {
        Failure::input(format!(
            "{flag} names an environment variable that is not set"
        ))
        .hint(format!(
            "give the name of a variable, not the secret, and export it: {flag} NAME"
        ))
    })?;
    Ok(Zeroizing::new(value.into_encoded_bytes()))
}

/// Reads what a command writes to standard output.
fn read_command(
    command: &OsStr,
    flag: &str,
    console: &Console,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
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
        console.warn(format_args!(
            "{flag} has a word that only a shell understands; {NO_SHELL}"
        ));
    }
    let failure = |error: io::Error| {
        Failure::input(format!("{flag} cannot be run: {}", cause(&error))).hint(NO_SHELL)
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failure)?;
    let bytes = child.stdout.take().map_or(Ok(None), read_limited);
    if !matches!(bytes, Ok(Some(_))) {
        // it may never end by itself, and that it cannot be killed means that it has ended
        let _ = child.kill();
    }
    let status = child.wait().map_err(failure)?;
    let bytes = bytes.map_err(failure)?.ok_or_else(|| too_long(flag))?;
    if status.success() {
        Ok(bytes)
    } else {
        Err(Failure::input(format!("{flag} failed with {status}")))
    }
}

/// Reads to the end; none if that is more than the limit.
fn read_limited(mut reader: impl Read) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(FIRST_BYTES));
    loop {
        let room = bytes.capacity() - bytes.len();
        let read = reader.by_ref().take(room as u64).read_to_end(&mut bytes)?;
        if read < room {
            return Ok(Some(bytes).filter(|bytes| bytes.len() <= MAX_BYTES));
        }
        if bytes.len() > MAX_BYTES {
            return Ok(None);
        }
        // a vector that grows by itself leaves a copy behind that is not wiped
        let mut larger = Zeroizing::new(Vec::with_capacity(2 * bytes.capacity()));
        larger.extend_from_slice(&bytes);
        bytes = larger;
    }
}

fn too_long(flag: &str) -> Failure {
    Failure::input(format!("{flag} gives a secret that is longer than 1 MiB"))
}

/// Removes one newline at the end.
fn without_newline(mut bytes: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    if bytes.pop_if(|byte| *byte == b'\n').is_some() {
        bytes.pop_if(|byte| *byte == b'\r');
    }
    bytes
}

fn text(mut bytes: Zeroizing<Vec<u8>>, source: &str) -> Result<Zeroizing<String>, Failure> {
    String::from_utf8(std::mem::take(&mut *bytes))
        .map(Zeroizing::new)
        .map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            drop(Zeroizing::new(error.into_bytes()));
            not_utf8(source, at)
        })
}

fn not_utf8(source: &str, at: usize) -> Failure {
    Failure::input(format!(
        "{source} gives a secret that is not valid UTF-8 at byte {}",
        at + 1
    ))
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

#[cfg(test)]
mod tests {
    use super::{FIRST_BYTES, MAX_BYTES, read_limited};

    #[test]
    fn a_secret_is_read_to_its_end_or_not_at_all() {
        for length in [
            0,
            1,
            FIRST_BYTES - 1,
            FIRST_BYTES,
            FIRST_BYTES + 1,
            MAX_BYTES,
        ] {
            let secret: Vec<u8> = (0..=250).cycle().take(length).collect();
            let read = read_limited(&*secret).unwrap().unwrap();
            assert!(*read == secret, "{length}");
        }
        let longer = vec![7; MAX_BYTES + 1];
        assert!(read_limited(&*longer).unwrap().is_none());
        assert!(read_limited(std::io::repeat(7)).unwrap().is_none());
    }
}

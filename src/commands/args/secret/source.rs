//! Reading a secret from where it is.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read};
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use crate::terminal::input::{FileArg, cause};
use crate::terminal::{Console, Failure, REDACTED};

/// How long a secret may be: 1 MiB.
const MAX_BYTES: usize = 1 << 20;

/// How many bytes are read at first: more than most secrets have, and little to wipe.
const FIRST_BYTES: usize = 1 << 10;

const NO_SHELL: &str = "it is run without a shell: for |, ~ or $NAME write sh -c '...'";

/// Where a secret is.
#[derive(Clone)]
pub(super) enum Source {
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

impl Source {
    /// What follows the secret's name in the flag.
    pub(super) fn suffix(&self) -> &'static str {
        match self {
            Self::Value(_) => "",
            Self::File(_) => "-file",
            Self::Env(_) => "-env",
            Self::Command(_) => "-command",
        }
    }

    /// Reads the secret, which `flag` gives; one newline at the end of a file or of an output is removed.
    pub(super) fn read(&self, flag: &str, console: &Console) -> Result<Zeroizing<String>, Failure> {
        let bytes = match self {
            Self::Value(value) => value.clone(),
            Self::File(file) => without_newline(read_file(file, flag)?),
            Self::Env(variable) => read_variable(variable, flag)?,
            Self::Command(command) => without_newline(read_command(command, flag, console)?),
        };
        text(bytes, flag)
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

/// A secret has a byte that is not UTF-8.
pub(super) fn not_utf8(source: &str, at: usize) -> Failure {
    Failure::input(format!(
        "{source} gives a secret that is not valid UTF-8 at byte {}",
        at + 1
    ))
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

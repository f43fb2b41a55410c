//! Where a response body goes: standard output, or a file that appears only when it is complete.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::input::cause;
use super::progress::{Length, Progress};
use super::replacement::Replacement;
use super::{Console, Failure, Output, Status};

/// An open sink.
pub(crate) struct Sink {
    destination: Destination,
    progress: Progress,
    /// Whether a terminal shows what was written, and no line break at its end.
    is_within_line: bool,
}

enum Destination {
    Stdout(Output),
    File(Replacement, PathBuf),
    /// A device or a pipe, which cannot be replaced.
    Special(fs::File, PathBuf),
}

impl Sink {
    /// Checks that a file can be written, before a request is sent.
    pub(crate) fn check(file: &Path) -> Result<(), Failure> {
        let checked = match fs::metadata(file) {
            _ if is_stdout(file) => Ok(()),
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            // opening a pipe would wait for its reader
            Ok(metadata) if !metadata.is_file() => Ok(()),
            _ => Replacement::new(file).map(drop),
        };
        checked.map_err(|error| unwritable(file, &error))
    }

    /// Opens a file, or standard output for `None` and `-`. `length` is the length of the body, if known.
    pub(crate) fn open(
        file: Option<&Path>,
        length: Option<u64>,
        console: &Console,
    ) -> Result<Self, Failure> {
        let destination = match file.filter(|file| !is_stdout(file)) {
            Some(file) => Destination::open(file).map_err(|error| unwritable(file, &error))?,
            None => Destination::Stdout(Output::new()),
        };
        let is_seen = matches!(destination, Destination::Stdout(_)) && io::stdout().is_terminal();
        let progress = Progress::unless(is_seen || console.is_quiet(), Length::Transfer(length));
        Ok(Self {
            destination,
            progress,
            is_within_line: false,
        })
    }

    /// Writes bytes unchanged and without delay.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.progress.advance(0, bytes.len() as u64);
        match &mut self.destination {
            Destination::Stdout(output) => {
                self.is_within_line = !bytes.ends_with(b"\n") && io::stdout().is_terminal();
                output.write(bytes)?;
                output.flush()
            }
            Destination::File(file, path) => {
                file.write(bytes).map_err(|error| unwritable(path, &error))
            }
            Destination::Special(file, path) => file
                .write_all(bytes)
                .map_err(|error| unwritable(path, &error)),
        }
    }

    /// Ends a line that a terminal shows, so that a message begins on its own.
    pub(crate) fn end_line(&self, console: &Console) {
        if self.is_within_line {
            console.end_line();
        }
    }

    /// Completes the output; a file appears now.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.progress.finish();
        match self.destination {
            Destination::Stdout(output) => output.finish(),
            Destination::File(file, path) => {
                file.commit().map_err(|error| unwritable(&path, &error))
            }
            Destination::Special(mut file, path) => {
                file.flush().map_err(|error| unwritable(&path, &error))
            }
        }
    }
}

impl Destination {
    fn open(path: &Path) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            let file = fs::File::options().write(true).open(path)?;
            return Ok(Self::Special(file, path.to_owned()));
        }
        Ok(Self::File(Replacement::new(path)?, path.to_owned()))
    }
}

fn is_stdout(file: &Path) -> bool {
    file == Path::new("-")
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::expected(
        Status::Other,
        format!(
            "--output: '{}' cannot be written: {}",
            path.display(),
            cause(error)
        ),
    )
}

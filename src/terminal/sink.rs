//! Writes a response body to standard output, or to a file that appears only once it is complete.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::input::cause;
use super::replacement::Replacement;
use super::{Console, Failure, Output, Status};

/// A transfer that ends sooner shows no progress bar.
const DELAY: Duration = Duration::from_secs(1);

/// The destination of a response body.
pub(crate) struct Sink {
    place: Place,
    progress: Progress,
}

enum Place {
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
        let place = match file.filter(|file| !is_stdout(file)) {
            Some(file) => Place::open(file).map_err(|error| unwritable(file, &error))?,
            None => Place::Stdout(Output::new()),
        };
        let is_seen = matches!(place, Place::Stdout(_)) && io::stdout().is_terminal();
        let is_wanted = io::stderr().is_terminal() && !is_seen && !console.is_quiet();
        Ok(Self {
            place,
            progress: Progress {
                since: Instant::now(),
                bytes: 0,
                length,
                is_wanted,
                bar: None,
            },
        })
    }

    /// Writes bytes without delay.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.progress.add(bytes.len() as u64);
        match &mut self.place {
            Place::Stdout(output) => {
                output.write(bytes)?;
                output.flush()
            }
            Place::File(file, path) => file.write(bytes).map_err(|error| unwritable(path, &error)),
            Place::Special(file, path) => file
                .write_all(bytes)
                .map_err(|error| unwritable(path, &error)),
        }
    }

    /// Completes the file, which now appears at its path.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.progress.finish();
        match self.place {
            Place::Stdout(output) => output.finish(),
            Place::File(file, path) => file.commit().map_err(|error| unwritable(&path, &error)),
            Place::Special(mut file, path) => {
                file.flush().map_err(|error| unwritable(&path, &error))
            }
        }
    }
}

impl Place {
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

/// The progress bar of a transfer.
struct Progress {
    since: Instant,
    bytes: u64,
    length: Option<u64>,
    is_wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
        if self.is_wanted && self.bar.is_none() && self.since.elapsed() > DELAY {
            self.bar = Some(bar(self.length));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.bytes);
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(length: Option<u64>) -> ProgressBar {
    let template = match length {
        Some(_) => "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        None => "{spinner} {bytes}, {bytes_per_sec}",
    };
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    // an invalid template would leave the default style
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

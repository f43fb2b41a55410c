//! Where an answer of any length goes: standard output, or a file that appears only when it is whole.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::input::cause;
use super::progress::{Length, Progress};
use super::{Console, Failure, Output, Status, interrupt};

/// An open sink.
pub(crate) struct Sink {
    place: Place,
    progress: Progress,
}

enum Place {
    Stdout(Output),
    /// A file beside the one that is wanted, which it replaces at the end.
    File(NamedTempFile, PathBuf),
    /// What cannot be replaced: a device, a pipe.
    Special(fs::File, PathBuf),
}

impl Sink {
    /// Makes sure that a file can be there: it has a folder, and is none itself.
    pub(crate) fn check(file: &Path) -> Result<(), Failure> {
        let is_possible = match fs::metadata(file) {
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(_) => Ok(()),
            Err(_) => fs::metadata(folder(file)).and_then(|folder| {
                if folder.is_dir() {
                    Ok(())
                } else {
                    Err(io::ErrorKind::NotADirectory.into())
                }
            }),
        };
        is_possible.map_err(|error| unwritable(file, &error))
    }

    /// Opens a file, or standard output for none and for `-`; `length` is how much will come, if that is known.
    pub(crate) fn open(
        file: Option<&Path>,
        length: Option<u64>,
        console: &Console,
    ) -> Result<Self, Failure> {
        let place = match file.filter(|file| *file != Path::new("-")) {
            Some(file) => Place::open(file).map_err(|error| unwritable(file, &error))?,
            None => Place::Stdout(Output::new()),
        };
        let is_seen = matches!(place, Place::Stdout(_)) && io::stdout().is_terminal();
        let progress = Progress::unless(Length::Transfer(length), is_seen || console.is_quiet());
        Ok(Self { place, progress })
    }

    /// Writes bytes as they are, at once.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.progress.advance(0, bytes.len() as u64);
        match &mut self.place {
            Place::Stdout(output) => {
                output.write(bytes)?;
                output.flush()
            }
            Place::File(file, path) => file
                .write_all(bytes)
                .map_err(|error| unwritable(path, &error)),
            Place::Special(file, path) => file
                .write_all(bytes)
                .map_err(|error| unwritable(path, &error)),
        }
    }

    /// All is there: the file appears.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.progress.finish();
        match self.place {
            Place::Stdout(output) => output.finish(),
            Place::File(file, path) => {
                file.persist(&path)
                    .map_err(|error| unwritable(&path, &error.error))?;
                interrupt::set_unfinished(None);
                Ok(())
            }
            Place::Special(mut file, path) => {
                file.flush().map_err(|error| unwritable(&path, &error))
            }
        }
    }
}

impl Place {
    fn open(path: &Path) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return fs::File::options()
                .write(true)
                .open(path)
                .map(|file| Self::Special(file, path.to_owned()));
        }
        // what a link leads to is replaced, not the link
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.prefix(".countersign-").tempfile_in(folder(&path))?;
        interrupt::set_unfinished(Some(file.path().to_owned()));
        Ok(Self::File(file, path))
    }
}

/// The folder that a file is in.
fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
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

//! The file of profiles: where it is, and whether it may be used.

use std::path::{Path, PathBuf};
use std::{fs, io};

use etcetera::BaseStrategy;

use crate::terminal::input::cause;
use crate::terminal::{Failure, Status};

/// The file that is read unless another is named.
pub(super) fn default_path() -> Result<PathBuf, Failure> {
    etcetera::choose_base_strategy()
        .map(|folders| folders.config_dir().join("countersign/config.toml"))
        .map_err(|_| {
            Failure::input("the configuration folder is unknown: there is no home folder")
                .hint("name the file with --config")
        })
}

/// Reads a file of profiles, which nobody else may write.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    check_permissions(path)?;
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let position = error.utf8_error().valid_up_to() + 1;
        let path = path.display();
        Failure::input(format!("'{path}' is not valid UTF-8 at byte {position}"))
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::input(format!(
        "the profiles in '{}' cannot be read: {}",
        path.display(),
        cause(error)
    ));
    match error.kind() {
        io::ErrorKind::NotFound => {
            failure.hint("'countersign profiles --help' shows what to write into it")
        }
        _ => failure,
    }
}

/// Refuses a file that others can write: a profile names commands to run.
#[cfg(unix)]
fn check_permissions(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;

    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if metadata.is_dir() {
        return Err(unreadable(path, &io::ErrorKind::IsADirectory.into()));
    }
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

//! The file of profiles: where it is, and whether it may be used.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::terminal::Failure;
use crate::terminal::input::cause;

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
    let unreadable = |error| unreadable(path, &error);
    let mut file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    check_permissions(path, &metadata)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
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
fn check_permissions(path: &Path, metadata: &Metadata) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;

    let refuse = |why| {
        let path = path.display();
        let message = format!("'{path}' is not used: {why}, and a profile names commands to run");
        Failure::input(message)
    };
    if ![0, rustix::process::geteuid().as_raw()].contains(&metadata.uid()) {
        return Err(refuse("it belongs to someone else")
            .hint("copy it to a file of your own, and name that with --config"));
    }
    if !metadata.is_dir() && metadata.mode() & 0o022 != 0 {
        return Err(refuse("others can write it").hint(format!("chmod go-w '{}'", path.display())));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_permissions(_: &Path, _: &Metadata) -> Result<(), Failure> {
    Ok(())
}

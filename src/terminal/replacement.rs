//! Replaces a file atomically.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::interrupt;

/// A temporary file that will replace the file at a path. Dropping it leaves that file unchanged.
pub(crate) struct Replacement {
    file: NamedTempFile,
    path: PathBuf,
}

impl Replacement {
    /// Creates the temporary file with the mode of the file that it will replace.
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        let path = follow(path)?;
        let Ok(old) = fs::metadata(&path) else {
            return Self::create(path, new_file());
        };
        let replacement = Self::create(path, Some(old.permissions()))?;
        // the umask may have cleared some bits
        replacement
            .file
            .as_file()
            .set_permissions(old.permissions())?;
        Ok(replacement)
    }

    /// Creates a temporary file that only its owner can read.
    pub(crate) fn private(path: &Path) -> io::Result<Self> {
        Self::create(follow(path)?, None)
    }

    fn create(path: PathBuf, permissions: Option<Permissions>) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".countersign-");
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let file = interrupt::temporary(&builder, folder(&path))?;
        Ok(Self { file, path })
    }

    /// The file's folder, after symbolic links are followed.
    pub(crate) fn folder(&self) -> &Path {
        folder(&self.path)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Moves the file to its path.
    pub(crate) fn commit(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(&self.path)?;
        Ok(())
    }
}

/// Checks that the folder of a file exists.
pub(crate) fn check_folder(file: &Path) -> io::Result<()> {
    fs::metadata(folder(&follow(file)?)).map(drop)
}

/// Follows symbolic links, even to a file that does not exist: the target is replaced and the links stay.
fn follow(path: &Path) -> io::Result<PathBuf> {
    match (fs::canonicalize(path), fs::read_link(path)) {
        (Err(error), Ok(link)) if error.kind() == io::ErrorKind::NotFound => {
            follow(&folder(path).join(link))
        }
        (Err(error), Err(_)) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        (followed, _) => followed,
    }
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The permissions of a new file, before the umask.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems have none")]
fn new_file() -> Option<Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file() -> Option<Permissions> {
    None
}

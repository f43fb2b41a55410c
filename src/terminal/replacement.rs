//! A file that is replaced as a whole, or not at all.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::interrupt;

/// A temporary file that is to take a path. When it is dropped, what the path has stays as it is.
pub(crate) struct Replacement {
    file: NamedTempFile,
    path: PathBuf,
}

impl Replacement {
    /// Begins a file, with the mode of the one that it replaces.
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        let path = follow(path)?;
        let Ok(old) = fs::metadata(&path) else {
            return Self::create(path, new_file());
        };
        let replacement = Self::create(path, Some(old.permissions()))?;
        // the umask has taken from them
        replacement
            .file
            .as_file()
            .set_permissions(old.permissions())?;
        Ok(replacement)
    }

    /// Begins a file that only its owner can read.
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

    /// The folder that it is in, where symbolic links lead.
    pub(crate) fn folder(&self) -> &Path {
        folder(&self.path)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Puts the file in its place.
    pub(crate) fn commit(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(&self.path)?;
        Ok(())
    }
}

/// Makes sure that the folder of a file exists.
pub(crate) fn check_folder(file: &Path) -> io::Result<()> {
    fs::metadata(folder(&follow(file)?)).map(drop)
}

/// Where symbolic links lead, whether there is a file or not: it is replaced, and the links stay.
fn follow(path: &Path) -> io::Result<PathBuf> {
    match (fs::canonicalize(path), fs::read_link(path)) {
        (Err(error), Ok(link)) if error.kind() == io::ErrorKind::NotFound => {
            follow(&folder(path).join(link))
        }
        (Err(error), Err(_)) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        (followed, _) => followed,
    }
}

/// The folder that a file is in.
fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The permissions of a new file, from which the umask takes.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere there are none")]
fn new_file() -> Option<Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file() -> Option<Permissions> {
    None
}

//! Where sessions are kept between runs.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::clients::cookies::Jar;
use crate::terminal::{Console, Failure};

/// The option for a cookie jar.
#[derive(Args)]
#[command(next_help_heading = "Request")]
pub(crate) struct JarArgs {
    /// Read the session from a cookie file in curl's format, and write it back
    #[arg(
        short = 'c',
        long,
        value_name = "FILE",
        short_alias = 'b',
        alias = "cookie"
    )]
    cookie_jar: Vec<PathBuf>,
}

impl JarArgs {
    /// Warns that a login has no effect on later runs.
    pub(crate) fn warn_if_none(&self, console: &Console) {
        if self.cookie_jar.is_empty() {
            console.warn("the session is not kept: there is no --cookie-jar");
        }
    }

    pub(crate) fn is_given(&self) -> bool {
        !self.cookie_jar.is_empty()
    }

    /// Reads the jar; without a file the session lasts as long as the run.
    pub(crate) fn open(&self) -> Result<Jar, Failure> {
        let file = self.file()?;
        if let Some(file) = file.filter(|file| {
            *file == Path::new("-") || file.metadata().is_ok_and(|metadata| !metadata.is_file())
        }) {
            return Err(Failure::usage(format!(
                "--cookie-jar: '{}' is not a regular file",
                file.display()
            )));
        }
        Jar::open(file)
    }

    /// The one file: curl reads its -b and writes its -c, which usually name the same.
    fn file(&self) -> Result<Option<&Path>, Failure> {
        let Some((file, others)) = self.cookie_jar.split_first() else {
            return Ok(None);
        };
        if others.iter().any(|other| other != file) {
            return Err(Failure::usage("--cookie-jar names more than one file")
                .hint("give one file: it is read, and written back"));
        }
        // not shown: it may be a cookie
        if file.to_string_lossy().contains('=') && file.components().count() == 1 && !file.exists()
        {
            return Err(
                Failure::usage("--cookie-jar takes the name of a file, not a cookie")
                    .hint("the session is kept in this file; write ./NAME if its name has a '='"),
            );
        }
        Ok(Some(file))
    }
}

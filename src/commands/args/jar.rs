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
    #[arg(long, value_name = "FILE")]
    cookie_jar: Option<PathBuf>,
}

impl JarArgs {
    /// Warns that a login has no effect on later runs.
    pub(crate) fn warn_if_none(&self, console: &Console) {
        if self.cookie_jar.is_none() {
            console.warn("the session is not kept: there is no --cookie-jar");
        }
    }

    pub(crate) fn is_given(&self) -> bool {
        self.cookie_jar.is_some()
    }

    /// Reads the jar; without a file the session lasts as long as the run.
    pub(crate) fn open(&self) -> Result<Jar, Failure> {
        let file = self.cookie_jar.as_deref();
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
}

//! `countersign profiles`.

use std::path::PathBuf;

use super::profile::Profiles;
use crate::terminal::{Failure, Output};

const AFTER_HELP: &str = r#"Format:
  the name of each profile on a line of its own, in the order of the file

File:
  countersign/config.toml in the platform's configuration folder (~/.config on
  Linux), or the file given with --config. A table is a profile, and holds
  options by their long names:

    [codec]
    base-url = "http://codec:23456"
    cookie-jar = "/home/me/.cache/codec.jar"
    password-command = "pass show codec"

  Options: access-key, api, base-url, cacert, connect-timeout, cookie-jar,
  max-time, pinnedpubkey, proxy, tenant-id, timeout, username; and for password,
  key, private-key and token their sources: password-file, password-env,
  password-command. A secret itself is refused.

Examples:
  $ printf '[codec]\nbase-url = "http://codec:23456"\n' > config.toml
  $ countersign profiles --config config.toml
  codec

  countersign starleaf call -p codec '/state?filter=calls'"#;

/// List the profiles
///
/// A profile is a named set of defaults for options. --profile uses one, and an option on the command line overrides it. An option that a command does not
/// have is ignored. The file must not be writable by others, since it can name commands to run.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The file of --config.
    #[arg(skip)]
    pub(super) config: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(self) -> Result<(), Failure> {
        let names = Profiles::read(self.config.as_deref())?.names()?;
        if names.is_empty() {
            return Ok(());
        }
        Output::print(names.join("\n"))
    }
}

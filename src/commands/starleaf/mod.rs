//! `countersign starleaf`: keys and responses for endpoints and the Cloud.

mod call;
mod derivation;
mod key;
mod login;
mod respond;
mod session;

use clap::{Subcommand, ValueEnum};
use countersign::starleaf;

use crate::commands::args::secret::KeyArgs;
use crate::terminal::{Console, Failure, REDACTED};

pub(super) const EXAMPLES: &str = "\
Examples:
  Make a request to a StarLeaf endpoint:

  countersign starleaf call --base-url http://codec:23456 \\
      --password-file password.txt '/state?filter=calls'

  Make a request to the StarLeaf Cloud, and keep the session:

  countersign starleaf call --api cloud --username me@example.com \\
      --password-file password.txt --cookie-jar cookies.txt /users";

#[derive(Subcommand)]
pub(crate) enum Command {
    Key(key::Args),
    Respond(respond::Args),
    Login(login::Args),
    Call(call::Args),
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Key(args) => args.run(console),
            Self::Respond(args) => args.run(console),
            Self::Login(args) => args.run(console),
            Self::Call(args) => args.run(console),
        }
    }
}

/// The two services.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(crate) enum Api {
    /// A codec: the challenge is hashed as text
    Endpoint,
    /// The Cloud: the challenge is decoded from hex
    Cloud,
}

impl From<Api> for starleaf::Api {
    fn from(api: Api) -> Self {
        match api {
            Api::Endpoint => Self::Endpoint,
            Api::Cloud => Self::Cloud,
        }
    }
}

/// Reads a key that was derived before.
fn read_key(key: &KeyArgs, console: &Console) -> Result<starleaf::Key, Failure> {
    let flag = key.flag().unwrap_or_default();
    let key = key.read(console)?;
    console.step("key", REDACTED);
    starleaf::Key::from_hex(&key).map_err(|error| {
        Failure::malformed(format_args!("{flag}: the key"), &error)
            .hint("a derived key is 64 hex digits, as 'starleaf key' prints it")
    })
}

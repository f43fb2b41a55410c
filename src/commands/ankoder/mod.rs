//! `countersign ankoder`: signed requests to Ankoder.

mod call;
mod curl;
mod login;
mod passkey;
mod sign;

use clap::Subcommand;

use crate::terminal::{Console, Failure};

pub(super) const EXAMPLES: &str = "\
Examples:
  Make a signed request to Ankoder:

  countersign ankoder call --access-key ACCESS_KEY \\
      --private-key-file private-key.txt /video.xml";

#[derive(Subcommand)]
pub(crate) enum Command {
    Passkey(passkey::Args),
    Curl(curl::Args),
    Login(login::Args),
    Call(call::Args),
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Passkey(args) => args.run(console),
            Self::Curl(args) => args.run(console),
            Self::Login(args) => args.run(console),
            Self::Call(args) => args.run(console),
        }
    }
}

/// The URL of the service.
const BASE_URL: &str = "http://api.ankoder.com";

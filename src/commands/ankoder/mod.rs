//! `countersign ankoder`: signed requests to Ankoder.

mod call;
mod curl;
mod login;
mod passkey;
mod sign;

use clap::Subcommand;

use crate::terminal::{Console, Failure};

/// Sign requests to Ankoder.
///
/// Each request carries the access key, the date, and a passkey: the HMAC-SHA1, under the private key, of a salt that is derived from date, method
/// and path. The body is not signed. A date is good for 15 minutes, and a passkey for one request: two equal requests within one second collide.
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

//! `countersign device`: requests that a board accepts.

mod call;
mod challenge;
mod sign;

use clap::Subcommand;
use countersign::device;

use crate::commands::args::secret::PasswordArgs;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure};

/// Sign requests to a board that hands out one-time challenges.
///
/// For Warped Pinball's Vector, and any board of the same scheme: each request carries a fresh challenge and an HMAC-SHA256, under the board's
/// password, of challenge, path and body.
#[derive(Subcommand)]
pub(crate) enum Command {
    Sign(sign::Args),
    Challenge(challenge::Args),
    Call(call::Args),
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Sign(args) => args.run(console),
            Self::Challenge(args) => args.run(console),
            Self::Call(args) => args.run(console),
        }
    }
}

/// Refuses a body that a board would never answer to.
fn check_body(body: Option<&[u8]>) -> Result<(), Failure> {
    body.map_or(Ok(()), device::check_body).map_err(|error| {
        Failure::malformed("--data", &error)
            .hint("the board reads the body before it authenticates, and never answers to one that it cannot read")
    })
}

/// Reads the password, and warns of one that no board can have.
fn read_password(password: &PasswordArgs, console: &Console) -> Result<Secret, Failure> {
    let password = password.read(console)?;
    if password.len() > device::MAX_PASSWORD_BYTES {
        console.warn(format_args!(
            "the password has {} bytes; a board keeps {}, so this one cannot match",
            password.len(),
            device::MAX_PASSWORD_BYTES
        ));
    }
    Ok(password)
}

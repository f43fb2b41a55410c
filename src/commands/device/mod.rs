//! `countersign device`: requests that a board accepts.

mod call;
mod challenge;
mod sign;

use clap::Subcommand;
use countersign::device;

use crate::commands::args::secret::PasswordArgs;
use crate::request::{Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure};

pub(super) const EXAMPLES: &str = "\
Examples:
  Make a signed request to a board:

  countersign device call --password-file password.txt \\
      http://board.local/api/auth/password_check";

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

/// Refuses a body that a board would never respond to.
fn check_body(request: &Request) -> Result<(), Failure> {
    let body = request.body.bytes();
    body.map_or(Ok(()), device::check_body).map_err(|error| {
        Failure::malformed("--data", &error)
            .hint("a board parses the body before it authenticates the request, and never responds to one that it cannot parse")
    })
}

/// Reads the password, and warns of one that is too long for any board.
fn read_password(
    password: &PasswordArgs,
    board: &Target,
    console: &Console,
) -> Result<Secret, Failure> {
    let password = password.read_for(board.authority(), console)?;
    if password.len() > device::MAX_PASSWORD_BYTES {
        console.warn(format_args!(
            "the password has {} bytes; a board keeps {}, so this one cannot match",
            password.len(),
            device::MAX_PASSWORD_BYTES
        ));
    }
    Ok(password)
}

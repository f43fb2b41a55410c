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
    const KEPT: usize = device::MAX_PASSWORD_BYTES;
    let password = password.read_for(board.authority(), console)?;
    let length = password.len();
    if !password.is_char_boundary(KEPT.min(length)) {
        console.warn(format_args!(
            "the password has {length} bytes, of which a board keeps {KEPT}, and those end inside a character: a board with this password responds with 500 to every signed request"
        ));
    } else if length > KEPT {
        console.warn(format_args!(
            "the password has {length} bytes; a board keeps {KEPT}, so this one cannot match"
        ));
    }
    Ok(password)
}

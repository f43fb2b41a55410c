//! `countersign device`: requests that a board accepts.

mod sign;

use clap::Subcommand;

use crate::terminal::{Console, Failure};

/// Sign requests to a board that hands out one-time challenges.
///
/// For Warped Pinball's Vector, and any board of the same scheme: each request carries a fresh challenge and an HMAC-SHA256, under the board's
/// password, of challenge, path and body.
#[derive(Subcommand)]
pub(crate) enum Command {
    Sign(sign::Args),
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Sign(args) => args.run(console),
        }
    }
}

//! `countersign starleaf`: keys and responses for endpoints and the Cloud.

mod answer;
mod key;
mod respond;

use clap::Subcommand;

use crate::terminal::{Console, Failure};

/// Answer the challenge of a StarLeaf endpoint or of the StarLeaf Cloud.
///
/// A key is derived from the password with the salt and the iterations that the server names (PBKDF2), and answers each challenge with an HMAC.
/// The key is as good as the password, and may be derived once and kept.
#[derive(Subcommand)]
pub(crate) enum Command {
    Key(key::Args),
    Respond(respond::Args),
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Key(args) => args.run(console),
            Self::Respond(args) => args.run(console),
        }
    }
}

//! `countersign speke`: key IDs of content keys.

mod args;
mod cpix;
mod find;
mod findings;
mod inspect;
mod kid;
mod table;

use clap::Subcommand;
use countersign::speke::{KeyId, digest};

use crate::terminal::{Console, Failure};

pub(super) const EXAMPLES: &str = "\
Examples:
  Derive a SPEKE key ID:

  $ countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \\
      --content-id test_content
  bc8b57c8-6a1e-1b58-5235-d8be6ce5602a";

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(subcommand)]
    Kid(kid::Command),
    Cpix(cpix::Args),
    Find(find::Args),
    Inspect(inspect::Args),
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Kid(command) => command.run(console),
            Self::Cpix(args) => args.run(console),
            Self::Find(args) => args.run(console),
            Self::Inspect(args) => args.run(console),
        }
    }
}

/// Shows the stages from a message to its key ID.
fn explain(message: &str, console: &Console) {
    let digest = digest(message);
    let key_id = KeyId::from_digest(&digest);
    console.step("message", message);
    console.step(
        "digest",
        format_args!("SHA-256(message) = {}", hex::encode(digest)),
    );
    console.step("halves XORed", hex::encode(key_id.swapped().as_bytes()));
    console.step("as a .NET GUID", key_id);
}

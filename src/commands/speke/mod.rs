//! `countersign speke`: key ids of content keys.

mod catalogue;
mod chunks;
mod cpix;
mod explain;
mod fields;
mod find;
mod kid;
mod kids;
mod pick;
mod pipeline;
mod records;
mod rows;
mod run;
mod tasks;
mod unique;

use clap::Subcommand;

use crate::terminal::{Console, Failure};

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(subcommand)]
    Kid(kid::Command),
    Cpix(cpix::Args),
    Find(find::Args),
}

impl Command {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Kid(command) => command.run(console),
            Self::Cpix(args) => args.run(console),
            Self::Find(args) => args.run(console),
        }
    }
}

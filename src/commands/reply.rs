//! Where the answer goes.

use std::path::PathBuf;

use clap::Args;

use crate::clients::Reply;
use crate::terminal::{Console, Failure, Sink};

/// What of an answer is written, and where.
#[derive(Args, Default)]
pub(crate) struct ReplyArgs {
    /// Write the status line and the headers first
    #[arg(short, long, help_heading = "Output")]
    include: bool,
    /// Write to a file instead of standard output; it appears only when all is there, and an error's body never goes there
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

impl ReplyArgs {
    /// Writes an answer as it comes, and then fails with it if it is a refusal.
    pub(crate) fn deliver(&self, reply: Reply, console: &Console) -> Result<(), Failure> {
        let Reply { mut answer, failure } = reply;
        let file = self.output.as_deref().filter(|_| failure.is_none());
        let mut sink = Sink::open(file, answer.length(), console)?;
        if self.include {
            sink.write(&answer.head())?;
        }
        let mut buffer = vec![0; 1 << 16];
        loop {
            match answer.read(&mut buffer)? {
                0 => break,
                count => sink.write(&buffer[..count])?,
            }
        }
        sink.finish()?;
        failure.map_or(Ok(()), Err)
    }
}

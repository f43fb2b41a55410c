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
    /// Makes sure, before anything is sent, that the file can be there.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.output.as_deref().map_or(Ok(()), Sink::check)
    }

    /// Writes an answer as it comes, and then fails with it if it is a refusal. That the body of a refusal breaks off changes nothing about it.
    pub(crate) fn deliver(&self, reply: Reply, console: &Console) -> Result<(), Failure> {
        let Reply {
            mut answer,
            failure,
            unsaved,
        } = reply;
        // 304 and 101 have no body that could replace the file's
        let is_whole = failure.is_none() && (200..300).contains(&answer.status());
        let file = self.output.as_deref().filter(|_| is_whole);
        let mut sink = Sink::open(file, answer.length(), console)?;
        if self.include {
            sink.write(&answer.head())?;
        }
        let mut buffer = vec![0; 1 << 16];
        let broken = loop {
            match answer.read(&mut buffer) {
                Ok(0) => break None,
                Ok(count) => sink.write(&buffer[..count])?,
                Err(broken) => break Some(broken),
            }
        };
        match (failure, broken) {
            (Some(failure), broken) => {
                sink.finish()?;
                Err(if broken.is_some() {
                    failure.hint("the body of this answer broke off: it is not whole")
                } else {
                    failure
                })
            }
            (None, Some(broken)) => Err(broken),
            (None, None) => {
                sink.finish()?;
                unsaved.map_or(Ok(()), Err)
            }
        }
    }
}

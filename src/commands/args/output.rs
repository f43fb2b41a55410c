//! Where a response goes.

use std::path::PathBuf;

use clap::Args;

use crate::clients::Reply;
use crate::clients::http::Response;
use crate::request::curl::Format;
use crate::terminal::{Console, Failure, Sink};

/// What of a response is written, and where; or that the request is printed instead.
#[derive(Args, Default)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Write the status line and the response headers before the body
    #[arg(short, long)]
    include: bool,
    /// Write to a file, which appears when it is complete, instead of standard output; an error response never goes to the file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Do everything except send the last request, and print it for curl: as a command, or in another FORMAT
    #[arg(
        long,
        value_name = "FORMAT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "command",
        conflicts_with_all = ["include", "output"]
    )]
    pub(super) curl: Option<Format>,
}

impl OutputArgs {
    /// Fails, before anything is sent, if the file cannot be written.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.output.as_deref().map_or(Ok(()), Sink::check)
    }

    /// Writes a response as it arrives. A refusal then fails the run, even if its body is incomplete or nobody reads it.
    pub(crate) fn deliver(&self, reply: Reply, console: &Console) -> Result<(), Failure> {
        let Reply {
            mut response,
            failure,
            ..
        } = reply;
        // "not modified" has no body, and what the file has is what the server has
        let has_body = failure.is_none() && response.status() != 304;
        let file = self.output.as_deref().filter(|_| has_body);
        let mut sink = Sink::open(file, response.length(), console)?;
        let written = self.write(&mut response, &mut sink);
        if failure.is_some() || written.is_err() {
            sink.end_line(console);
        }
        let written = written.and_then(|()| sink.finish());
        match failure {
            None => written,
            Some(failure) => Err(match written {
                Ok(()) | Err(Failure::ClosedPipe) => failure,
                Err(_) => failure.hint("the response body is incomplete"),
            }),
        }
    }

    fn write(&self, response: &mut Response, sink: &mut Sink) -> Result<(), Failure> {
        if self.include {
            sink.write(&response.head())?;
        }
        let mut buffer = vec![0; 1 << 16];
        loop {
            match response.read(&mut buffer)? {
                0 => return Ok(()),
                count => sink.write(&buffer[..count])?,
            }
        }
    }
}

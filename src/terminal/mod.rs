//! The edge to the user: where secrets and input come from, and how results, curl commands, warnings and errors are written.

mod console;
mod failure;
pub(crate) mod input;
mod interrupt;
mod output;
pub(crate) mod progress;
pub(crate) mod prompt;
pub(crate) mod secret;
mod sink;
mod stream;

pub(crate) use console::{Console, REDACTED};
pub(crate) use failure::{Failure, Status};
pub(crate) use output::{Output, excerpt, json, printable};
pub(crate) use sink::Sink;
pub(crate) use stream::Stream;

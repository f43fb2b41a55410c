//! What the whole program uses: failures and exit statuses, messages, input, output, progress and prompts.

mod console;
mod escape;
mod failure;
pub(crate) mod input;
mod interrupt;
mod output;
mod panic;
pub(crate) mod progress;
pub(crate) mod prompt;
mod redact;
pub(crate) mod replacement;
pub(crate) mod secret;
mod sink;
mod stream;

pub(crate) use console::Console;
pub(crate) use escape::{excerpt, printable};
pub(crate) use failure::{Failure, Status, list};
pub(crate) use output::{Output, json};
pub(crate) use panic::report_panics;
pub(crate) use redact::{REDACTED, hide, redact, wipe_hidden};
pub(crate) use sink::Sink;
pub(crate) use stream::Stream;

//! A challenge that is given by hand.

use countersign::device::Challenge;

use crate::terminal::{Console, Failure};

/// The challenge of --challenge.
pub(crate) fn challenge(text: &str, console: &Console) -> Result<Challenge, Failure> {
    if text.trim_start().starts_with(['{', '"']) {
        console.warn("--challenge looks like JSON, and is taken as the challenge itself");
        console.hint("--from reads the challenge out of the server's response");
    }
    Challenge::new(text).map_err(|error| Failure::malformed("--challenge", &error))
}

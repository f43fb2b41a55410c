//! A challenge that is given by hand.

use countersign::device::Challenge;

use crate::terminal::Failure;

/// The challenge of --challenge, if --from names no file.
pub(crate) fn challenge(text: Option<&str>) -> Result<Challenge, Failure> {
    let text = text.ok_or_else(|| {
        Failure::usage("--challenge is missing")
            .hint("give the challenge, or --from with the server's response in a file, or - for standard input")
    })?;
    Challenge::new(text).map_err(|error| Failure::malformed("--challenge", &error))
}

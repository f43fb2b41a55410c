//! A challenge that is given by hand.

use countersign::device::Challenge;

use crate::terminal::Failure;

/// The challenge of --challenge.
pub(crate) fn challenge(text: &str) -> Result<Challenge, Failure> {
    Challenge::new(text).map_err(|error| Failure::malformed("--challenge", &error))
}

//! HMAC in one step.

use hmac::digest::Output;
use hmac::{KeyInit, Mac};

/// The HMAC (RFC 2104) of a whole message, under a key of any length.
pub(super) fn hmac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Output<M> {
    match <M as KeyInit>::new_from_slice(key) {
        Ok(mac) => mac.chain_update(message).finalize().into_bytes(),
        Err(_) => unreachable!("HMAC takes a key of any length: a long one is hashed first"),
    }
}

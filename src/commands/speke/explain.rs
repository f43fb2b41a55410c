//! The stages of a key id, for `--verbose`.

use countersign::speke::{KeyId, digest};

use crate::terminal::Console;

/// Explains how a message becomes a key id.
pub(super) fn explain(message: &str, console: &Console) {
    let digest = digest(message);
    let key_id = KeyId::from_digest(&digest);
    console.step("message", message);
    console.step(
        "digest",
        format_args!("SHA-256(message) = {}", hex::encode(digest)),
    );
    console.step("halves XORed", hex::encode(key_id.swapped().as_bytes()));
    console.step("as a .NET GUID", key_id);
}

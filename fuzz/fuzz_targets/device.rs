//! A body is refused or is JSON; a path is cut at its first question mark; nothing panics.
#![no_main]

use countersign::device::{Challenge, Signature, check_body, message, signed_path};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str, &[u8])| {
    let (challenge, target, body) = input;
    let path = signed_path(target);
    assert!(!path.contains('?') && target.starts_with(path));
    let _ = check_body(body);
    if let Ok(challenge) = Challenge::new(challenge) {
        let message = message(&challenge, path, body);
        assert_eq!(Signature::new("secret", &message).to_string().len(), 64);
    }
});

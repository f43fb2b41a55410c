//! Any text that is a key ID or hex reads back from what it is written as.
#![no_main]

use countersign::hexadecimal;
use countersign::speke::{Form, KeyId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(key_id) = text.parse::<KeyId>() {
        for &form in Form::ALL {
            let read: KeyId = key_id.to_form(form).parse().expect("its own form");
            assert!(read == key_id || (form == Form::PlayReady && read == key_id.swapped()));
        }
    }
    if let Ok(bytes) = hexadecimal::decode(text) {
        assert_eq!(bytes.len() * 2, text.len());
    }
});

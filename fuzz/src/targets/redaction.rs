//! A hidden text is not in what is shown, whatever it is encoded in, and what is shown has nothing that steers a terminal.

use std::fmt::Write;

use crate::request::query::percent_encoded;
use crate::terminal::redact::{MIN_BYTES, hide_secret, redact_message};
use crate::terminal::{REDACTED, excerpt, printable, redact, wipe_hidden};

pub fn redaction((secret, before, after): (&str, &str, &str)) {
    for text in [before, after] {
        let shown = printable(text);
        assert!(
            !shown
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\n' | '\t')),
            "{shown:?}"
        );
        assert!(!excerpt(text).contains(char::is_control));
    }
    hide_secret(secret);
    let is_word = secret.chars().all(char::is_alphabetic);
    for encoded in encodings(secret) {
        let text = format!("{before}{encoded}{after}");
        let (redacted, message) = (redact(&text).to_string(), redact_message(&text));
        // shorter ones are redacted as words only, and words only in text of others
        let is_long = secret.len() >= MIN_BYTES;
        // what is around it, and what stands for it, may have it too
        let is_around = format!("{before}{REDACTED}{after}").contains(secret);
        assert!(
            is_around || !is_long || !redacted.contains(secret),
            "{redacted:?}"
        );
        assert!(
            is_around || !is_long || is_word || !message.contains(secret),
            "{message:?}"
        );
    }
    wipe_hidden();
    assert_eq!(redact(before).to_string(), before);
}

fn encodings(secret: &str) -> Vec<String> {
    let percent = secret.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02x}");
        text
    });
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.trim_start_matches('"');
    let json = json.strip_suffix('"').unwrap_or(json).to_owned();
    vec![secret.to_owned(), percent_encoded(secret), percent, json]
}

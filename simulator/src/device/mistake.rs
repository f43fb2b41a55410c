//! What is wrong with a signature that the board refuses.

use percent_encoding::percent_decode_str;

use super::{signed_body, stored};
use crate::proof::hmac_sha256;
use crate::record::Request;

/// A password, the parts of a message, and what is wrong with either.
type Mistake<'a> = (&'a [u8], [&'a [u8]; 3], &'static str);

/// Names the mistake in a signature, by making the likely ones.
pub(super) fn name(password: &[u8], request: &Request, challenge: &str, hmac: &str) -> String {
    let stored = stored(password);
    let line = [password, b"\n"].concat();
    let text = challenge.as_bytes();
    let decoded = hex::decode(challenge).unwrap_or_default();
    let (path, target) = (request.path().as_bytes(), request.target.as_bytes());
    let plain = percent_decode_str(request.path()).collect::<Vec<_>>();
    let host = request.header("host").unwrap_or_default();
    let url = format!("http://{host}{}", request.path());
    let (body, sent) = (signed_body(request).unwrap_or_default(), &request.body[..]);

    let mistakes: [Mistake; 11] = [
        (stored, [text, path, body], "is in upper-case hex"),
        (
            stored,
            [text, target, body],
            "is of a message that includes the query",
        ),
        (
            stored,
            [text, path, sent],
            "includes a body without Content-Length or a Content-Type that starts with application/json",
        ),
        (
            stored,
            [text, path, b""],
            "is of a message without the body",
        ),
        (
            stored,
            [text, path, body.trim_ascii()],
            "is of the body without the white space at its ends",
        ),
        (
            stored,
            [&decoded, path, body],
            "is of the challenge decoded from hex, not of its text",
        ),
        (
            stored,
            [text, &plain, body],
            "is of the percent-decoded path",
        ),
        (
            stored,
            [text, url.as_bytes(), body],
            "is of the whole URL, not of the path",
        ),
        (
            password,
            [text, path, body],
            "is made with the whole password, of which the board stores 16 bytes",
        ),
        (b"", [text, path, body], "is made with an empty password"),
        (
            &line,
            [text, path, body],
            "is made with a password that ends in a line feed",
        ),
    ];
    let made = |(key, parts, _): &Mistake| hmac_sha256(key, parts).eq_ignore_ascii_case(hmac);
    let reason = match mistakes.iter().find(|mistake| made(mistake)) {
        Some((.., reason)) => reason,
        None if hmac.len() != 64 => "is not 64 hex digits",
        None => "fits no likely mistake: another password, most likely",
    };
    format!("x-auth-hmac {reason}")
}

//! Explains why a signature is wrong.

use percent_encoding::percent_decode_str;

use super::{Device, signed_body};
use crate::proof::hmac_sha256;
use crate::request::Request;

impl Device {
    /// Finds the mistake in a signature by trying the likely ones.
    pub(super) fn mistake(&self, request: &Request, challenge: &str, hmac: &str) -> &'static str {
        let (text, path) = (challenge.as_bytes(), request.path().as_bytes());
        let body = signed_body(request).unwrap_or_default();
        let decoded = hex::decode(challenge).unwrap_or_default();
        let plain = percent_decode_str(request.path()).collect::<Vec<_>>();
        let host = request.header("host").unwrap_or_default();
        let url = format!("http://{host}{}", request.path());
        let made =
            |key: &[u8], parts: [&[u8]; 3]| hmac_sha256(key, &parts).eq_ignore_ascii_case(hmac);
        let signs = |path: &[u8], body: &[u8]| made(self.stored(), [text, path, body]);
        let keyed = |key: &[u8]| made(key, [text, path, body]);

        if signs(path, body) {
            "is in upper-case hex"
        } else if signs(request.target.as_bytes(), body) {
            "covers a message that includes the query"
        } else if signs(path, &request.body) {
            "covers a body that was sent without Content-Length or a Content-Type that starts with application/json"
        } else if signs(path, b"") {
            "covers a message without the body"
        } else if signs(path, body.trim_ascii()) {
            "covers the body without the white space at its ends"
        } else if made(self.stored(), [&decoded, path, body]) {
            "covers the challenge decoded from hex instead of its text"
        } else if signs(&plain, body) {
            "covers the percent-decoded path"
        } else if signs(url.as_bytes(), body) {
            "covers the whole URL instead of the path"
        } else if keyed(&self.password) {
            "uses the whole password, but the board stores only 16 bytes"
        } else if keyed(b"") {
            "uses an empty password"
        } else if keyed(&[&self.password[..], b"\n"].concat()) {
            "uses a password that ends in a line feed"
        } else if hmac.len() != 64 {
            "is not 64 hex digits"
        } else {
            "is wrong for an unknown reason: probably another password"
        }
    }
}

//! What is wrong with a signature that the board refuses.

use percent_encoding::percent_decode_str;

use super::{Device, signed_body};
use crate::proof::hmac_sha256;
use crate::request::Request;

impl Device {
    /// Names the mistake in a signature, by making the likely ones.
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
            "is of a message that includes the query"
        } else if signs(path, &request.body) {
            "includes a body without Content-Length or a Content-Type that starts with application/json"
        } else if signs(path, b"") {
            "is of a message without the body"
        } else if signs(path, body.trim_ascii()) {
            "is of the body without the white space at its ends"
        } else if made(self.stored(), [&decoded, path, body]) {
            "is of the challenge decoded from hex, not of its text"
        } else if signs(&plain, body) {
            "is of the percent-decoded path"
        } else if signs(url.as_bytes(), body) {
            "is of the whole URL, not of the path"
        } else if keyed(&self.password) {
            "is made with the whole password, of which the board stores 16 bytes"
        } else if keyed(b"") {
            "is made with an empty password"
        } else if keyed(&[&self.password[..], b"\n"].concat()) {
            "is made with a password that ends in a line feed"
        } else if hmac.len() != 64 {
            "is not 64 hex digits"
        } else {
            "fits no likely mistake: another password, most likely"
        }
    }
}

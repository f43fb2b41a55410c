//! Explains why a passkey is wrong.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::Ankoder;
use crate::proof::{ankoder_digest, ankoder_passkey};
use crate::request::Request;

impl Ankoder {
    /// Finds the mistake in a passkey by trying the likely ones.
    pub(super) fn mistake(&self, request: &Request, date: &str, passkey: &str) -> &'static str {
        let Request { method, target, .. } = request;
        let right = self.signed_part(request);
        let digest = ankoder_digest(date, method, right);
        let (key, salt) = (&self.private_key, &digest[..20]);
        let decoded = STANDARD.decode(ankoder_passkey(key, salt));
        let plain = percent_decode_str(right).decode_utf8_lossy();
        let bare = right.strip_suffix(".xml").unwrap_or(right);
        let host = request.header("host").unwrap_or_default();
        let salted = |key: &str, salt: &str| ankoder_passkey(key, salt) == passkey;
        let signs = |method: &str, path: &str| self.passkey(date, method, path) == passkey;

        if decoded.is_ok_and(|decoded| hex::encode(decoded) == passkey) {
            "is in hex instead of Base64"
        } else if salted(key, &digest) {
            "covers the whole digest instead of its first 20 digits"
        } else if salted(key, &salt.to_uppercase()) {
            "covers the salt in upper case"
        } else if signs(&method.to_lowercase(), right) {
            "covers the method in lower case"
        } else if signs(method, request.path()) {
            "covers the path without the query"
        } else if signs(method, target) {
            "covers the path with the query"
        } else if signs(method, &plain) {
            "covers the percent-decoded path"
        } else if signs(method, bare) {
            "covers the path without its extension"
        } else if signs(method, &format!("http://{host}{right}")) {
            "covers the whole URL instead of the path"
        } else if salted(&format!("{key}\n"), salt) {
            "uses a private key that ends in a line feed"
        } else if ["GET", "POST", "PUT", "DELETE"]
            .iter()
            .any(|other| signs(other, right))
        {
            "covers another method"
        } else {
            "is wrong for an unknown reason: probably another private key, or another date than ankoder_date"
        }
    }
}

//! What is wrong with a passkey that Ankoder refuses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::Ankoder;
use crate::proof::{ankoder_digest, ankoder_passkey};
use crate::record::Request;

impl Ankoder {
    /// Names the mistake in a passkey, by making the likely ones.
    pub(super) fn mistake(&self, request: &Request, date: &str, passkey: &str) -> &'static str {
        let Request { method, target, .. } = request;
        let right = self.signed_part(request);
        let digest = ankoder_digest(date, method, right);
        let key = &self.private_key;
        let hex = |passkey: String| {
            STANDARD
                .decode(passkey)
                .map(hex::encode)
                .unwrap_or_default()
        };
        let plain = percent_decode_str(right).decode_utf8_lossy().into_owned();
        let bare = right.strip_suffix(".xml").unwrap_or(right);
        let url = format!(
            "http://{}{right}",
            request.header("host").unwrap_or_default()
        );
        let others = ["GET", "POST", "PUT", "DELETE"];

        let mistakes = [
            (
                hex(ankoder_passkey(key, &digest[..20])),
                "is in hex, not in base64",
            ),
            (
                ankoder_passkey(key, &digest),
                "is of the whole digest, not of its first 20 digits",
            ),
            (
                ankoder_passkey(key, &digest[..20].to_uppercase()),
                "is of the salt in upper case",
            ),
            (
                self.passkey(date, &method.to_lowercase(), right),
                "is of the method in lower case",
            ),
            (
                self.passkey(date, method, request.path()),
                "is of the path without the query",
            ),
            (
                self.passkey(date, method, target),
                "is of the path with the query",
            ),
            (
                self.passkey(date, method, &plain),
                "is of the percent-decoded path",
            ),
            (
                self.passkey(date, method, bare),
                "is of the path without its extension",
            ),
            (
                self.passkey(date, method, &url),
                "is of the whole URL, not of the path",
            ),
            (
                ankoder_passkey(&format!("{key}\n"), &digest[..20]),
                "is made with a private key that ends in a line feed",
            ),
        ];
        if let Some((_, reason)) = mistakes.iter().find(|(made, _)| made == passkey) {
            reason
        } else if others
            .iter()
            .any(|other| self.passkey(date, other, right) == passkey)
        {
            "is of another method"
        } else {
            "fits no likely mistake: another private key, or another date than ankoder_date, most likely"
        }
    }
}

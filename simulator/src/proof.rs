//! The cryptography for verifying requests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use pbkdf2::pbkdf2_hmac_array;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

/// The key of a StarLeaf password: 32 bytes of PBKDF2-HMAC-SHA256.
pub(crate) fn starleaf_key(password: &[u8], salt: &[u8], iterations: u32) -> [u8; 32] {
    pbkdf2_hmac_array::<Sha256, 32>(password, salt, iterations)
}

/// HMAC-SHA256 of the concatenated parts, in lower-case hex.
pub(crate) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of any length")
    };
    for part in parts {
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

/// The SHA-1 of `-date-METHOD-path-` in hex. Its first 20 digits are Ankoder's salt.
pub(crate) fn ankoder_digest(date: &str, method: &str, path: &str) -> String {
    hex::encode(Sha1::digest(format!("-{date}-{method}-{path}-")))
}

/// HMAC-SHA1 of Ankoder's salt, in Base64.
pub(crate) fn ankoder_passkey(private_key: &str, salt: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(private_key.as_bytes()) else {
        unreachable!("HMAC takes keys of any length")
    };
    mac.update(salt.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// A random token of `blocks` times 64 lower-case hex digits.
pub(crate) fn random_hex(blocks: usize) -> String {
    (0..blocks)
        .map(|_| hex::encode(rand::random::<[u8; 32]>()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_and_both_responses_match_the_known_answers() {
        let salt = hex::decode("00112233445566778899aabbccddeeff").unwrap();
        let key = starleaf_key(b"secret", &salt, 10_000);
        assert_eq!(
            hex::encode(key),
            "59171411b5aeefff64a9d8b33b2b4fee2d5ba877e0d31e8e9466b67850a35d51"
        );
        let challenge = "00000000000000000000000000000000000000000000000000000000000000ff";
        assert_eq!(
            hmac_sha256(&key, &[challenge.as_bytes()]),
            "742de0c83e70b76282548e494ebb0a394c92a167ae95760119a2f4fcf0699298"
        );
        assert_eq!(
            hmac_sha256(&key, &[&hex::decode(challenge).unwrap()]),
            "ae078b3222b1c55e5dd68a3cbc3fc8f84559f451a00cfc6de8979487a7040389"
        );
    }

    #[test]
    fn the_device_hmac_matches_the_known_answer() {
        let challenge = "0123456789abcdef".repeat(8);
        let parts: [&[u8]; 3] = [
            challenge.as_bytes(),
            b"/api/player/update",
            "{\"id\":1,\"full_name\":\"Zoë\"}".as_bytes(),
        ];
        assert_eq!(
            hmac_sha256("päss".as_bytes(), &parts),
            "88843fd4c94f072e9c797fa0865b96f81a2606feea5d8c2fec729ae1f82d6e28"
        );
    }

    #[test]
    fn the_ankoder_salt_and_passkey_match_the_known_answers() {
        let digest = ankoder_digest("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1");
        assert_eq!(digest[..20], *"a6cdce75aa6c079b47b7");
        assert_eq!(
            ankoder_passkey("ANKODER_PRIVATE_KEY", &digest[..20]),
            "w32x/4P8s+PopQPLBCBSVVUzWx0="
        );
    }
}

//! Computes and compares HMACs.

use hmac::digest::Output;
use hmac::{KeyInit, Mac};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Computes the HMAC (RFC 2104) of a message with a key of any length.
pub(super) fn hmac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Output<M> {
    match <M as KeyInit>::new_from_slice(key) {
        Ok(mac) => mac.chain_update(message).finalize().into_bytes(),
        Err(_) => unreachable!("HMAC takes a key of any length: a long one is hashed first"),
    }
}

/// Compares two texts in a time that depends only on their lengths.
pub(super) fn is_equal(expected: String, received: &str) -> bool {
    let expected = Zeroizing::new(expected);
    expected.as_bytes().ct_eq(received.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use ::hmac::Hmac;
    use sha1::Sha1;
    use sha2::Sha256;

    use super::hmac;

    /// RFC 4231, test cases 1, 2 and 6: a key of 20 bytes, one of 4, and one of 131, longer than a block.
    #[test]
    fn hmac_sha256_of_rfc_4231() {
        let sign = |key: &[u8], data: &[u8]| hex::encode(hmac::<Hmac<Sha256>>(key, data));
        assert_eq!(
            sign(&[0x0b; 20], b"Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            sign(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            sign(
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    /// RFC 2202, HMAC-SHA1 test cases 1, 2 and 6: a key of 20 bytes, one of 4, and one of 80, longer than a block.
    #[test]
    fn hmac_sha1_of_rfc_2202() {
        let sign = |key: &[u8], data: &[u8]| hex::encode(hmac::<Hmac<Sha1>>(key, data));
        assert_eq!(
            sign(&[0x0b; 20], b"Hi There"),
            "b617318655057264e28bc0b6fb378c8ef146be00"
        );
        assert_eq!(
            sign(b"Jefe", b"what do ya want for nothing?"),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        assert_eq!(
            sign(
                &[0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        );
    }
}

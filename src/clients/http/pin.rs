//! Pinned public keys. They need no certificate that can be verified, only one that has the key.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode as _, Header, Reader, SliceReader};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use rustls::{CertificateError, DigitallySignedStruct, Error};
use sha2::{Digest as _, Sha256};

/// The SHA-256 digest of a server's public key (its `SubjectPublicKeyInfo`), as in curl's `--pinnedpubkey`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pin([u8; 32]);

impl Pin {
    /// Parses one or more pins: `sha256//BASE64[;sha256//BASE64...]`.
    pub(crate) fn parse_list(text: &str) -> Result<Vec<Self>, &'static str> {
        let pin = |text: &str| {
            let digest = STANDARD
                .decode(text.trim().strip_prefix("sha256//")?)
                .ok()?;
            Some(Self(digest.try_into().ok()?))
        };
        text.split(';')
            .map(pin)
            .collect::<Option<_>>()
            .ok_or("not of the form sha256//BASE64[;sha256//BASE64...]")
    }

    pub(super) fn of(certificate: &CertificateDer<'_>) -> Result<Self, Error> {
        Ok(Self(Sha256::digest(public_key(certificate)?).into()))
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256//{}", STANDARD.encode(self.0))
    }
}

/// Checks a signature of the handshake of TLS 1.2 under the key of a certificate.
pub(super) fn verify_tls12_signature(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let (algorithm, key) = parts(public_key(certificate)?).map_err(malformed)?;
    let scheme = algorithms
        .mapping
        .iter()
        .find(|(scheme, _)| *scheme == signature.scheme);
    let mut candidates = scheme
        .into_iter()
        .flat_map(|(_, algorithms)| algorithms.iter());
    let is_valid = candidates.any(|candidate| {
        *candidate.public_key_alg_id() == *algorithm
            && candidate
                .verify_signature(key, message, signature.signature())
                .is_ok()
    });
    if is_valid {
        Ok(HandshakeSignatureValid::assertion())
    } else {
        Err(CertificateError::BadSignature.into())
    }
}

/// The same for TLS 1.3.
pub(super) fn verify_tls13_signature(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let key = SubjectPublicKeyInfoDer::from(public_key(certificate)?);
    verify_tls13_signature_with_raw_key(message, &key, signature, algorithms)
}

/// The `SubjectPublicKeyInfo` of a certificate of any version (RFC 5280, 4.1).
fn public_key<'c>(certificate: &'c CertificateDer<'_>) -> Result<&'c [u8], Error> {
    let find = || {
        let mut reader = SliceReader::new(certificate)?;
        let _certificate = Header::decode(&mut reader)?;
        let _to_be_signed = Header::decode(&mut reader)?;
        let first = reader.tlv_bytes()?;
        // version 1 has no version, so it begins with the serial number
        let has_version = first.first() == Some(&0xa0);
        for _signature_issuer_validity_subject in 0..4 + u8::from(has_version) {
            reader.tlv_bytes()?;
        }
        reader.tlv_bytes()
    };
    find().map_err(malformed)
}

/// The algorithm and the bits of a `SubjectPublicKeyInfo`.
fn parts(key: &[u8]) -> der::Result<(&[u8], &[u8])> {
    let mut reader = SliceReader::new(key)?;
    let _key = Header::decode(&mut reader)?;
    let algorithm = AnyRef::decode(&mut reader)?.value();
    Ok((algorithm, BitStringRef::decode(&mut reader)?.raw_bytes()))
}

fn malformed(_: der::Error) -> Error {
    CertificateError::BadEncoding.into()
}

#[cfg(test)]
mod tests {
    use super::Pin;

    const PIN: &str = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    #[test]
    fn pins_use_curls_syntax() {
        let pins = Pin::parse_list(&format!("{PIN};{PIN}")).expect("two pins");
        assert_eq!(pins.len(), 2);
        assert_eq!(pins[0].to_string(), PIN);
    }

    #[test]
    fn a_malformed_pin_is_rejected() {
        for text in [
            "",
            "sha256//",
            "sha256//AAAA",
            &PIN[8..],
            "key.pem",
            &format!("{PIN};"),
        ] {
            assert!(Pin::parse_list(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_certificate_that_is_none_has_no_key() {
        for certificate in [
            &b""[..],
            b"0",
            b"\x30\x84\xff\xff\xff\xff",
            b"\x30\x02\x30\x00",
        ] {
            assert!(Pin::of(&certificate.into()).is_err(), "{certificate:?}");
        }
    }
}

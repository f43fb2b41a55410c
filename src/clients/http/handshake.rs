//! Why TLS failed, in words. The library's own are meant for programmers.

use chrono::DateTime;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error};

use super::tls::{is_authority, is_untrusted};
use crate::terminal::excerpt;

/// What happened, and what to do about it. `has_cacert` is whether certificates to trust were given.
pub(super) fn cause(error: &Error, has_cacert: bool) -> (String, Option<&'static str>) {
    match error {
        Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure) => (
            "the server's key matches none of --pinnedpubkey".to_owned(),
            Some("the server was replaced, or someone is intercepting the connection"),
        ),
        Error::InvalidCertificate(reason) => {
            let hint = if has_cacert {
                "--cacert has neither this certificate nor its authority's"
            } else {
                "to trust its authority or this certificate, use --cacert FILE"
            };
            let what = certificate(reason);
            let message = format!("the server's certificate cannot be verified: {what}");
            (message, is_untrusted(error).then_some(hint))
        }
        Error::InvalidMessage(_) => (
            "the server does not speak TLS on this port".to_owned(),
            Some("is the port right, or should it be http://?"),
        ),
        Error::AlertReceived(AlertDescription::ProtocolVersion) | Error::PeerIncompatible(_) => (
            "the server speaks only versions of TLS that are too old".to_owned(),
            Some("TLS 1.2 and 1.3 are supported"),
        ),
        Error::AlertReceived(
            AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity,
        ) => (
            "the server found no cipher or kind of key that both sides have".to_owned(),
            Some("its key must be RSA from 2048 bits, ECDSA with P-256 or P-384, or Ed25519"),
        ),
        Error::General(what) => (what.clone(), None),
        error => (format!("TLS failed: {error}"), None),
    }
}

/// What is wrong with a certificate.
fn certificate(reason: &CertificateError) -> String {
    match reason {
        CertificateError::Expired => "it has expired".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("it expired on{}", day(*not_after))
        }
        CertificateError::NotValidYet => "it is not valid yet".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("it is not valid before{}", day(*not_before))
        }
        CertificateError::NotValidForName => "it is for another name".to_owned(),
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "it names no host (a common name is not enough)".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<_> = presented.iter().map(|name| bare(name)).collect();
            format!("it is for {}", excerpt(&names.join(", ")))
        }
        CertificateError::UnknownIssuer => "its authority is unknown".to_owned(),
        CertificateError::Revoked => "it is revoked".to_owned(),
        CertificateError::BadEncoding => "it is malformed".to_owned(),
        CertificateError::BadSignature
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "its signature is not that of the authority that it names".to_owned()
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. } => {
            "it is signed in a way that is not supported".to_owned()
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "it is not for a server".to_owned()
        }
        reason if is_authority(reason) => {
            "it is self-signed, or an authority's certificate".to_owned()
        }
        CertificateError::Other(error) if error.to_string().contains("UnsupportedCertVersion") => {
            "it is of version 1, which names no host".to_owned()
        }
        _ => "it is malformed, or has something that is not supported".to_owned(),
    }
}

/// A name without its kind: `board` of `DnsName("board")`.
fn bare(name: &str) -> &str {
    let name = name.split_once('(').map_or(name, |(_, name)| name);
    name.trim_end_matches(')').trim_matches('"')
}

fn day(time: UnixTime) -> String {
    let time = i64::try_from(time.as_secs()).ok();
    time.and_then(|time| DateTime::from_timestamp(time, 0))
        .map_or_else(String::new, |time| {
            format!(" {}", time.format("%Y-%m-%d %H:%M:%S UTC"))
        })
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use rustls::OtherError;

    use super::*;

    #[test]
    fn a_certificate_error_is_explained_in_words() {
        let other = |name| CertificateError::Other(OtherError(Arc::new(io::Error::other(name))));
        let self_signed = other("CaUsedAsEndEntity");
        assert!(certificate(&self_signed).contains("self-signed"));
        for reason in [
            self_signed,
            other("SomethingElse"),
            CertificateError::UnknownIssuer,
            CertificateError::UnhandledCriticalExtension,
        ] {
            let text = certificate(&reason);
            assert!(
                !text.contains(&format!("{reason:?}")) && !text.contains("Other"),
                "{text}"
            );
        }
    }
}

//! Why there is no answer.

use std::io;

use rustls::CertificateError;
use ureq::{Error, Timeout};

use super::Settings;
use crate::terminal::{Failure, Status, excerpt};

/// There is no answer to a request.
pub(super) fn no_answer(url: &str, error: &Error, settings: &Settings, proxied: bool) -> Failure {
    let (what, hint) = cause(error, settings);
    let mut failure = Failure::expected(Status::NoAnswer, format!("{url}: {what}"));
    if let Some(hint) = hint {
        failure = failure.hint(hint);
    }
    if proxied {
        failure =
            failure.hint("the proxy of the environment was used; no_proxy=HOST leaves it aside");
    }
    failure
}

/// The body breaks off.
pub(super) fn interrupted(
    url: &str,
    error: io::Error,
    settings: &Settings,
    proxied: bool,
) -> Failure {
    no_answer(url, &Error::from(error), settings, proxied)
}

/// The body comes in drops.
pub(super) fn too_slow(url: &str, settings: &Settings) -> Failure {
    let message = format!(
        "{url}: the answer's body no longer flows: less than 100 bytes a second in {:?}",
        settings.timeout
    );
    Failure::expected(Status::NoAnswer, message).hint("wait longer with --timeout")
}

/// Whether the server closed the connection instead of answering.
pub(super) fn is_closed(error: &Error) -> bool {
    matches!(error, Error::Io(error) if matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof))
}

fn cause(error: &Error, settings: &Settings) -> (String, Option<&'static str>) {
    match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => (
            format!(
                "no connection within {:?}",
                settings.connect_timeout.min(settings.timeout)
            ),
            Some("is the host up, and is the port right?"),
        ),
        Error::Timeout(_) => (
            format!("no whole answer within {:?}", settings.timeout),
            Some("wait longer with --timeout"),
        ),
        Error::HostNotFound => (
            "the host's name is not known".to_owned(),
            Some("is the name spelled right?"),
        ),
        Error::ConnectProxyFailed(reason) => (
            format!("the proxy does not connect: {}", excerpt(reason)),
            None,
        ),
        Error::Rustls(error) => tls(error),
        Error::Tls(reason) => (format!("TLS fails: {reason}"), None),
        Error::Protocol(error) => (
            format!(
                "what comes back is not HTTP: {}",
                excerpt(&error.to_string())
            ),
            Some("is the port right, and http or https?"),
        ),
        Error::LargeResponseHeader(..) => ("the head of the answer is too large".to_owned(), None),
        Error::Io(error) => of_io(error),
        error => (excerpt(&error.to_string()), None),
    }
}

fn of_io(error: &io::Error) -> (String, Option<&'static str>) {
    if let Some(error) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        return tls(error);
    }
    match error.kind() {
        io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => (
            "the connection was closed before the whole answer was there".to_owned(),
            None,
        ),
        io::ErrorKind::ConnectionRefused => (
            "the connection is refused".to_owned(),
            Some("is the server running, and is the port right?"),
        ),
        io::ErrorKind::TimedOut => (
            "the connection takes too long".to_owned(),
            Some("is the host up?"),
        ),
        // how the system says that a name is not known has no kind of its own
        _ if error.to_string().starts_with("failed to lookup address") => (
            "the host's name is not known".to_owned(),
            Some("is the name spelled right, and the network up?"),
        ),
        _ => (crate::terminal::input::cause(error), None),
    }
}

fn tls(error: &rustls::Error) -> (String, Option<&'static str>) {
    match error {
        rustls::Error::InvalidCertificate(reason) => (
            of_certificate(reason),
            Some(
                "for an authority of your own, give its certificate with --cacert FILE; there is no way to skip this",
            ),
        ),
        rustls::Error::InvalidMessage(_) => (
            "what comes back is not TLS".to_owned(),
            Some("does the server speak https on this port?"),
        ),
        error => (format!("TLS fails: {error}"), None),
    }
}

/// What is wrong with a certificate. The library's own text is for programmers, in all but a few cases.
fn of_certificate(reason: &CertificateError) -> String {
    let why = match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name"
        }
        CertificateError::UnknownIssuer => "its authority is not known",
        CertificateError::Revoked => "it is revoked",
        CertificateError::BadEncoding => "it is malformed",
        CertificateError::BadSignature => "its signature is wrong",
        CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity") => {
            return "the server's certificate is an authority's own; it must issue one for the server".to_owned();
        }
        _ => "it is not fit for a server",
    };
    format!("the server's certificate does not verify: {why}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::OtherError;

    use super::*;

    #[test]
    fn a_certificate_is_complained_of_in_words() {
        let own =
            CertificateError::Other(OtherError(Arc::new(io::Error::other("CaUsedAsEndEntity"))));
        assert!(of_certificate(&own).starts_with("the server's certificate is an authority's own"));
        let other =
            CertificateError::Other(OtherError(Arc::new(io::Error::other("SomethingElse"))));
        for reason in [
            own,
            other,
            CertificateError::UnknownIssuer,
            CertificateError::UnhandledCriticalExtension,
        ] {
            let text = of_certificate(&reason);
            assert!(
                !text.contains(&format!("{reason:?}")) && !text.contains("Other"),
                "{text}"
            );
        }
    }
}

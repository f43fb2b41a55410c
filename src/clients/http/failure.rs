//! Why there is no response.

use std::io;

use rustls::CertificateError;
use ureq::{Error, Timeout};

use super::Settings;
use crate::terminal::{Failure, Status, excerpt};

/// What a failure has to tell of a request.
#[derive(Debug)]
pub(super) struct Exchange {
    /// As it is shown.
    pub(super) url: String,
    pub(super) settings: Settings,
    pub(super) is_proxied: bool,
}

impl Exchange {
    /// There is no response, or no more of it.
    pub(super) fn failure(&self, error: &Error) -> Failure {
        let (what, hint) = cause(error, &self.settings);
        let mut failure = Failure::expected(Status::NoAnswer, format!("{}: {what}", self.url));
        if let Some(hint) = hint {
            failure = failure.hint(hint);
        }
        if self.is_proxied {
            failure = failure.hint(
                "a proxy from the environment was used; no_proxy=HOST bypasses it for a host",
            );
        }
        failure
    }
}

fn cause(error: &Error, settings: &Settings) -> (String, Option<&'static str>) {
    match error {
        Error::Timeout(reason) => timeout(*reason, settings),
        Error::HostNotFound => (
            "the host name cannot be resolved".to_owned(),
            Some("is it spelled correctly?"),
        ),
        Error::ConnectProxyFailed(reason) => (
            format!("the proxy does not connect: {}", excerpt(reason)),
            None,
        ),
        Error::Rustls(error) => tls(error),
        Error::Tls(reason) => (format!("TLS failed: {reason}"), None),
        Error::Protocol(error) => (
            format!("the response is not HTTP: {}", excerpt(&error.to_string())),
            Some("is the port right, and http or https?"),
        ),
        Error::LargeResponseHeader(..) => ("the response headers are too large".to_owned(), None),
        Error::Io(error) => io_cause(error),
        error => (excerpt(&error.to_string()), None),
    }
}

fn timeout(reason: Timeout, settings: &Settings) -> (String, Option<&'static str>) {
    match reason {
        Timeout::Resolve | Timeout::Connect => (
            format!(
                "no connection within {:?}",
                settings.connect_timeout.min(settings.timeout)
            ),
            Some("is the host up, and is the port right?"),
        ),
        Timeout::RecvBody => (
            format!("no byte of the response body for {:?}", settings.timeout),
            Some("wait longer with --timeout"),
        ),
        Timeout::Global => (
            format!(
                "not finished within {:?}",
                settings.max_time.unwrap_or_default()
            ),
            Some("allow more time with --max-time"),
        ),
        _ => (
            format!("no response within {:?}", settings.timeout),
            Some("wait longer with --timeout"),
        ),
    }
}

fn io_cause(error: &io::Error) -> (String, Option<&'static str>) {
    if let Some(error) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        return tls(error);
    }
    match error.kind() {
        io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::UnexpectedEof => (
            "the connection was closed before the response was complete".to_owned(),
            None,
        ),
        io::ErrorKind::ConnectionRefused => (
            "connection refused".to_owned(),
            Some("is the server running, and is the port right?"),
        ),
        io::ErrorKind::TimedOut => (
            "the connection timed out".to_owned(),
            Some("is the host up?"),
        ),
        // the system's own error for an unknown name has no kind
        _ if error.to_string().starts_with("failed to lookup address") => (
            "the host name cannot be resolved".to_owned(),
            Some("is it spelled correctly, and is the network up?"),
        ),
        _ => (crate::terminal::input::cause(error), None),
    }
}

fn tls(error: &rustls::Error) -> (String, Option<&'static str>) {
    match error {
        rustls::Error::InvalidCertificate(reason) => (
            certificate_cause(reason),
            Some(
                "if you trust another authority, give its certificate with --cacert FILE; the check cannot be skipped",
            ),
        ),
        rustls::Error::InvalidMessage(_) => (
            "the response is not TLS".to_owned(),
            Some("does the server speak https on this port?"),
        ),
        error => (format!("TLS failed: {error}"), None),
    }
}

/// What is wrong with a certificate. The library's own words are mostly for programmers.
fn certificate_cause(reason: &CertificateError) -> String {
    let why = match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name"
        }
        CertificateError::UnknownIssuer => "its authority is unknown",
        CertificateError::Revoked => "it is revoked",
        CertificateError::BadEncoding => "it is malformed",
        CertificateError::BadSignature => "its signature is wrong",
        CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity") => {
            return "the server's certificate is an authority's; the authority must issue one for the server".to_owned();
        }
        _ => "it is not valid for a server",
    };
    format!("the server's certificate cannot be verified: {why}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::OtherError;

    use super::*;

    #[test]
    fn a_certificate_error_is_told_in_words() {
        let own =
            CertificateError::Other(OtherError(Arc::new(io::Error::other("CaUsedAsEndEntity"))));
        assert!(certificate_cause(&own).starts_with("the server's certificate is an authority's"));
        let other =
            CertificateError::Other(OtherError(Arc::new(io::Error::other("SomethingElse"))));
        for reason in [
            own,
            other,
            CertificateError::UnknownIssuer,
            CertificateError::UnhandledCriticalExtension,
        ] {
            let text = certificate_cause(&reason);
            assert!(
                !text.contains(&format!("{reason:?}")) && !text.contains("Other"),
                "{text}"
            );
        }
    }
}

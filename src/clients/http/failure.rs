//! Explains why there is no response.

use std::io;

use chrono::DateTime;
use rustls::CertificateError;
use rustls::pki_types::UnixTime;
use ureq::{Error, Timeout};

use super::{Pin, Settings};
use crate::terminal::{Failure, Status, excerpt};

const IN_DOUBT: &str =
    "the request was sent, and the server may have carried it out: check before you repeat it";

/// What a failure message needs to know about a request.
#[derive(Debug)]
pub(super) struct Exchange {
    /// Redacted.
    pub(super) url: String,
    pub(super) settings: Settings,
    /// Whether a proxy from the environment was used.
    pub(super) is_proxied: bool,
    /// The server's key, if its certificate was rejected.
    pub(super) refused_key: Option<Pin>,
    /// Whether the server expects TLS, but the request did not use it.
    pub(super) speaks_tls: bool,
    /// Whether the request was sent, so that the server may have carried it out.
    pub(super) is_in_doubt: bool,
}

impl Exchange {
    /// The failure to report when there is no response, or no more of it.
    pub(super) fn failure(&self, error: &Error) -> Failure {
        let (what, hint) = if self.speaks_tls {
            let what = "the server expects TLS on this port".to_owned();
            (what, Some("write https:// instead of http://"))
        } else {
            cause(error, &self.settings)
        };
        let hint = if self.is_in_doubt {
            Some(IN_DOUBT)
        } else {
            hint
        };
        let mut failure = Failure::expected(Status::NoResponse, format!("{}: {what}", self.url));
        if let Some(hint) = hint {
            failure = failure.hint(hint);
        }
        if let Some(key) = self.refused_key {
            failure = failure.hint(format!(
                "the server's key is {key}: if it matches the key on the server itself, trust it with --pinnedpubkey '{key}'"
            ));
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
            format!("the proxy failed to connect: {}", excerpt(reason)),
            None,
        ),
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
            format!("no response body data for {:?}", settings.timeout),
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
        // the system's error for an unknown name has no ErrorKind
        _ if error.to_string().starts_with("failed to lookup address") => (
            "the host name cannot be resolved".to_owned(),
            Some("is it spelled correctly, and is the network up?"),
        ),
        _ => (crate::terminal::input::cause(error), None),
    }
}

fn tls(error: &rustls::Error) -> (String, Option<&'static str>) {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure) => (
            "the server's key matches none of --pinnedpubkey".to_owned(),
            Some("the server was replaced, or someone is intercepting the connection"),
        ),
        rustls::Error::InvalidCertificate(reason) => (
            certificate_cause(reason),
            Some("to trust its authority or this certificate, use --cacert FILE"),
        ),
        rustls::Error::InvalidMessage(_) => (
            "the server does not speak TLS on this port".to_owned(),
            Some("is the port right, or should it be http://?"),
        ),
        error => (format!("TLS failed: {error}"), None),
    }
}

/// Says what is wrong with a certificate. The library's messages are meant for programmers.
fn certificate_cause(reason: &CertificateError) -> String {
    let day = |time: &UnixTime| {
        let time = i64::try_from(time.as_secs()).ok();
        time.and_then(|time| DateTime::from_timestamp(time, 0))
            .map_or_else(String::new, |time| {
                format!(" {}", time.format("%Y-%m-%d %H:%M:%S UTC"))
            })
    };
    let why = match reason {
        CertificateError::Expired => "it has expired".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("it expired on{}", day(not_after))
        }
        CertificateError::NotValidYet => "it is not valid yet".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("it is not valid before{}", day(not_before))
        }
        CertificateError::NotValidForName => "it is for another name".to_owned(),
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "it names no host (a common name is not enough)".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            format!("it is for {}", excerpt(&presented.join(", ")))
        }
        CertificateError::UnknownIssuer => "its authority is unknown".to_owned(),
        CertificateError::Revoked => "it is revoked".to_owned(),
        CertificateError::BadEncoding => "it is malformed".to_owned(),
        CertificateError::BadSignature => "its signature is wrong".to_owned(),
        CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity") => {
            "it is self-signed, or an authority's certificate".to_owned()
        }
        _ => "it is not valid for a server".to_owned(),
    };
    format!("the server's certificate cannot be verified: {why}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::OtherError;

    use super::*;

    #[test]
    fn a_certificate_error_is_explained_in_words() {
        let self_signed =
            CertificateError::Other(OtherError(Arc::new(io::Error::other("CaUsedAsEndEntity"))));
        assert!(certificate_cause(&self_signed).contains("self-signed"));
        let other =
            CertificateError::Other(OtherError(Arc::new(io::Error::other("SomethingElse"))));
        for reason in [
            self_signed,
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

//! Why there is no answer, and what an answer's status means.

use std::io;

use rustls::CertificateError;
use ureq::{Error, Timeout};

use super::{Answer, Settings};
use crate::request::query::redacted;
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

/// What an answer's status means: nothing below 300, else a failure with the server's own words. A redirect is a failure: what authorises a
/// request goes to no other address than the one that was given.
pub(crate) fn refusal(answer: &mut Answer) -> Option<Failure> {
    let status = match answer.status() {
        304 => return None,
        300..=399 => return Some(redirect(answer)),
        401 | 403 => Status::Refused,
        400.. => Status::Http,
        _ => return None,
    };
    let mut message = format!("{}: {}", answer.url(), answer.status_text());
    for words in words(answer) {
        message = format!("{message}: {}", excerpt(&words));
    }
    if let Some(server) = answer.header("x-sl-server") {
        message = format!("{message} (X-SL-SERVER: {})", excerpt(server));
    }
    Some(Failure::expected(status, message))
}

fn redirect(answer: &Answer) -> Failure {
    let Some(location) = answer.header("location") else {
        return Failure::expected(
            Status::Other,
            format!(
                "{}: {}, and no Location says where to",
                answer.url(),
                answer.status_text()
            ),
        );
    };
    let location = excerpt(&redacted(location));
    let message = format!(
        "{}: {} to {location}, which is not followed",
        answer.url(),
        answer.status_text()
    );
    Failure::expected(Status::Other, message)
        .hint("nothing that authorises is sent elsewhere unasked; give the new URL if it is right")
}

/// What a server says about an error, in the fields that the schemes use.
fn words(answer: &mut Answer) -> Vec<String> {
    let Some(fields) = answer.peek_fields() else {
        return Vec::new();
    };
    let word = |name| match fields.get(name).ok()? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    ["error_code", "error_message", "error", "msg"]
        .into_iter()
        .filter_map(word)
        .collect()
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

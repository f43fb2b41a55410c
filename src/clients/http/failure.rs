//! Explains why there is no response.

use std::io;

use ureq::{Error, Timeout};

use super::connection::{Heard, is_closed};
use super::{Pin, Settings, handshake};
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
    pub(super) heard: Heard,
    /// Whether the request was sent, so that the server may have carried it out.
    pub(super) is_in_doubt: bool,
}

impl Exchange {
    /// The failure to report when there is no response, or no more of it.
    pub(super) fn failure(&self, error: &Error) -> Failure {
        let (what, hint) = match self.heard {
            Heard::Tls => (
                "the server expects TLS on this port".to_owned(),
                Some("write https:// instead of http://"),
            ),
            Heard::Nothing if is_closed(error) => (
                "the server closed the connection without a response".to_owned(),
                Some("is the port right, and http or https?"),
            ),
            _ => cause(error, &self.settings),
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
        Error::Io(error) => io_cause(error, settings),
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

fn io_cause(error: &io::Error, settings: &Settings) -> (String, Option<&'static str>) {
    if let Some(error) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        return handshake::cause(error, settings.cacert.is_some());
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

//! A response.

use std::collections::VecDeque;

use ureq::http::{self, HeaderMap, HeaderValue, response};
use ureq::{Body, BodyReader};

use super::failure::Exchange;
use super::limits::Limits;
use crate::request::query::redacted;
use crate::terminal::{Console, Failure, REDACTED, hide, redact};

pub(crate) struct Response {
    pub(super) exchange: Exchange,
    head: response::Parts,
    /// As it was received.
    status_line: Option<Vec<u8>>,
    pub(super) body: BodyReader<'static>,
    pub(super) length: Option<u64>,
    /// Body data that was read ahead.
    pub(super) ahead: VecDeque<u8>,
    pub(super) is_peeked: bool,
    /// Why the body ends early, after `ahead`.
    pub(super) broken: Option<Failure>,
    pub(super) limits: Limits,
    was_sent_twice: bool,
}

impl Response {
    pub(super) fn new(
        response: http::Response<Body>,
        status_line: Option<Vec<u8>>,
        exchange: Exchange,
        limits: Limits,
        was_sent_twice: bool,
    ) -> Self {
        let (head, body) = response.into_parts();
        Self {
            exchange,
            head,
            status_line,
            length: body.content_length(),
            body: body.into_reader(),
            ahead: VecDeque::new(),
            is_peeked: false,
            broken: None,
            limits,
            was_sent_twice,
        }
    }

    /// Whether the request was sent twice: the server may have acted on the first one.
    pub(crate) fn was_sent_twice(&self) -> bool {
        self.was_sent_twice
    }

    /// The requested URL, redacted.
    pub(crate) fn url(&self) -> &str {
        &self.exchange.url
    }

    /// The status, 100 to 999.
    pub(crate) fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// The status with its standard reason phrase, if any. The agent discards the one that the server sent.
    pub(crate) fn status_text(&self) -> String {
        match self.head.status.canonical_reason() {
            Some(words) => format!("{} {words}", self.status()),
            None => self.status().to_string(),
        }
    }

    /// The first value of a header, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The length of the body, if known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    /// The status line as it was received, and the headers with their names in lower case.
    pub(crate) fn head(&self) -> Vec<u8> {
        let line = self.status_line.clone();
        let mut head = line.unwrap_or_else(|| format!("HTTP/1.1 {}", self.status_text()).into());
        head.extend(b"\r\n");
        for (name, value) in &self.head.headers {
            head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        head.extend(b"\r\n");
        head
    }

    /// Shows the head with `-v`, and hides its cookies in all messages.
    pub(crate) fn explain(&self, console: &Console) {
        for cookie in self.head.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default();
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            hide(value.trim().trim_matches('"'));
        }
        console.step("status", self.status_text());
        for (name, value) in &self.head.headers {
            console.step(
                "receives",
                format_args!("{name}: {}", redact(&shown(name.as_str(), value))),
            );
        }
    }
}

/// The value of a response header without possible credentials.
fn shown(name: &str, value: &HeaderValue) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    match name {
        "set-cookie" => {
            let (pair, attributes) = text.split_at(text.find(';').unwrap_or(text.len()));
            match pair.split_once('=') {
                Some((name, _)) => format!("{name}={REDACTED}{attributes}"),
                None => format!("{REDACTED}{attributes}"),
            }
        }
        "location" => redacted(&text),
        _ => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possible_credentials_are_redacted() {
        for (name, value, expected) in [
            (
                "set-cookie",
                "sid=s3cret; Path=/; HttpOnly",
                "sid=[redacted]; Path=/; HttpOnly",
            ),
            ("set-cookie", "s3cret; Path=/", "[redacted]; Path=/"),
            ("location", "/x?session=s3cret", "/x?session=[redacted]"),
            ("x-sl-server", "s1", "s1"),
        ] {
            assert_eq!(shown(name, &HeaderValue::from_static(value)), expected);
        }
    }
}

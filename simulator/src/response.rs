//! A response and its wire format.

use std::time::Duration;

use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The body, in one or more pieces.
    pub(crate) pieces: Vec<Vec<u8>>,
    /// The pause after each piece.
    pub(crate) pause: Duration,
    /// The connection is closed after this many bytes of the body.
    pub(crate) breaks_off_after: Option<usize>,
    /// The reason for the log, which a real server does not reveal.
    pub(crate) reason: Option<String>,
}

/// The server never responds, for this reason.
#[derive(Clone, Debug)]
pub struct Silence(pub(crate) String);

/// The wire format of a server's responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With a `Content-Length`, on a persistent connection.
    Framed,
    /// Like the board's server: neither `Content-Length` nor chunks, the status repeated as the reason phrase, and the connection is closed.
    Bare,
}

impl Response {
    /// A response without a body.
    pub(crate) fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            pieces: Vec::new(),
            pause: Duration::ZERO,
            breaks_off_after: None,
            reason: None,
        }
    }

    /// A response with a body of this content type.
    pub(crate) fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status)
            .header("Content-Type", content_type)
            .body(body)
    }

    /// A response in JSON.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    pub(crate) fn body(self, body: impl Into<Vec<u8>>) -> Self {
        self.stream(vec![body.into()], Duration::ZERO)
    }

    pub(crate) fn stream(mut self, pieces: Vec<Vec<u8>>, pause: Duration) -> Self {
        (self.pieces, self.pause) = (pieces, pause);
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// This response with the headers of another, except its content type.
    pub(crate) fn in_place_of(mut self, other: Self) -> Self {
        let kept = other.headers.into_iter();
        let kept = kept.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        self.headers.splice(0..0, kept);
        self
    }

    /// The outcome for the log.
    pub(crate) fn outcome(&self) -> String {
        match &self.reason {
            Some(reason) if self.status >= 400 => format!("{}, rejected: {reason}", self.status),
            Some(reason) => format!("{}, {reason}", self.status),
            None => self.status.to_string(),
        }
    }

    /// The status line and the headers.
    pub(crate) fn head(&self, style: Style, closes: bool) -> String {
        let phrase = match (style, self.status) {
            (Style::Bare, status) => status.to_string(),
            (Style::Framed, 449) => "Retry".to_owned(),
            (Style::Framed, status) => http::StatusCode::from_u16(status)
                .ok()
                .and_then(|status| status.canonical_reason())
                .unwrap_or_default()
                .to_owned(),
        };
        let mut head = format!("HTTP/1.1 {} {phrase}\r\n", self.status);
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        if style == Style::Framed && self.may_have_body() {
            let length = self.pieces.iter().map(Vec::len).sum::<usize>();
            head.extend(["Content-Length: ", &length.to_string(), "\r\n"]);
        }
        if style == Style::Framed && closes {
            head.push_str("Connection: close\r\n");
        }
        head + "\r\n"
    }

    /// The pieces of the body to send.
    pub(crate) fn sent_pieces(&self, method: &str) -> Vec<&[u8]> {
        let mut left = match self.breaks_off_after {
            _ if method == "HEAD" || !self.may_have_body() => 0,
            Some(bytes) => bytes,
            None => usize::MAX,
        };
        let mut pieces = Vec::new();
        for piece in &self.pieces {
            let sent = &piece[..piece.len().min(left)];
            left -= sent.len();
            if !sent.is_empty() {
                pieces.push(sent);
            }
        }
        pieces
    }

    /// Whether a response with this status has a body (RFC 9112, section 6.3).
    fn may_have_body(&self) -> bool {
        !matches!(self.status, 100..=199 | 204 | 304)
    }
}

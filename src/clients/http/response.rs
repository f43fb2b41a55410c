//! A response: its head, and its body as it comes.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::mem;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use ureq::http::{HeaderMap, HeaderValue, Response, Version, response};
use ureq::{Body, BodyReader, Error, Timeout};

use super::Fields;
use super::failure::Exchange;
use super::limits::Limits;
use crate::request::query::redacted;
use crate::terminal::input::MAX_ANSWER_BYTES;
use crate::terminal::{Console, Failure, REDACTED};

/// How many bytes a body may have that is looked at before it is handed on.
const SMALL: usize = 1 << 16;

/// How soon the rest of a small body must follow, where it could be done without.
const PAUSE: Duration = Duration::from_millis(250);

/// What a server sent.
pub(crate) struct Answer {
    exchange: Exchange,
    head: response::Parts,
    body: BodyReader<'static>,
    length: Option<u64>,
    /// What was read ahead.
    ahead: VecDeque<u8>,
    is_peeked: bool,
    /// Why the body breaks off behind that.
    broken: Option<Failure>,
    limits: Limits,
    was_sent_twice: bool,
}

/// What came when the body was read ahead.
enum Ahead {
    Piece,
    End,
    Pause,
}

impl Answer {
    pub(super) fn new(
        response: Response<Body>,
        exchange: Exchange,
        limits: Limits,
        was_sent_twice: bool,
    ) -> Self {
        let (head, body) = response.into_parts();
        Self {
            exchange,
            head,
            length: body.content_length(),
            body: body.into_reader(),
            ahead: VecDeque::new(),
            is_peeked: false,
            broken: None,
            limits,
            was_sent_twice,
        }
    }

    /// Whether the request went out twice: the server may have carried it out the first time.
    pub(crate) fn was_sent_twice(&self) -> bool {
        self.was_sent_twice
    }

    /// The URL that was asked, as it is shown.
    pub(crate) fn url(&self) -> &str {
        &self.exchange.url
    }

    /// The status, 100 to 999.
    pub(crate) fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// The status with its usual words.
    pub(crate) fn status_text(&self) -> String {
        let words = match self.status() {
            449 => Some("Retry With"),
            _ => self.head.status.canonical_reason(),
        };
        format!("{} {}", self.status(), words.unwrap_or_default())
            .trim_end()
            .to_owned()
    }

    /// A header's first value, where it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// All headers.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Whether there is a body, if only an empty one. A 304 has none: what it stands for is what the user has already.
    pub(crate) fn has_body(&self) -> bool {
        !matches!(self.status(), ..200 | 304)
    }

    /// How long the body is, if the server says so.
    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Status line and headers as they are on the wire, up to the body.
    pub(crate) fn head(&self) -> Vec<u8> {
        let version = if self.head.version == Version::HTTP_10 {
            "1.0"
        } else {
            "1.1"
        };
        let mut head = format!("HTTP/{version} {}\r\n", self.status_text()).into_bytes();
        for (name, value) in &self.head.headers {
            head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        head.extend(b"\r\n");
        head
    }

    /// Shows the head, and keeps the values of its cookies out of all that is shown.
    pub(super) fn explain(&self, console: &Console) {
        for cookie in self
            .head
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|header| header.to_str().ok())
        {
            let pair = cookie.split(';').next().unwrap_or_default();
            console.hide(
                pair.split_once('=')
                    .map_or(pair, |(_, value)| value)
                    .trim()
                    .trim_matches('"'),
            );
        }
        console.step("answer", self.status_text());
        for (name, value) in &self.head.headers {
            console.step(
                "receives",
                format_args!("{name}: {}", shown(name.as_str(), value)),
            );
        }
    }

    /// Reads on; no bytes are the end.
    ///
    /// # Errors
    /// A failure with status 6 if the body breaks off, or no byte of it comes in time.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        if let Ok(count @ 1..) = self.ahead.read(buffer) {
            return Ok(count);
        }
        if let Some(failure) = self.broken.take() {
            return Err(failure);
        }
        self.limits.await_body();
        self.receive(buffer)
            .map_err(|error| self.exchange.failure(&error))
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        loop {
            match self.body.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return Ok(read?),
            }
        }
    }

    /// Reads a piece ahead. What breaks the body off is kept for whoever reads on.
    fn read_ahead(&mut self) -> Ahead {
        let mut buffer = [0; 1 << 14];
        match self.receive(&mut buffer) {
            Ok(0) => Ahead::End,
            Ok(count) => {
                self.ahead.extend(&buffer[..count]);
                Ahead::Piece
            }
            Err(Error::Timeout(Timeout::PerRead)) => Ahead::Pause,
            Err(error) => {
                self.broken = Some(self.exchange.failure(&error));
                Ahead::End
            }
        }
    }

    /// Reads what is left of a small body that nobody wants, so that the connection can be used again. If it does not come at once, a new
    /// connection is the better choice.
    pub(crate) fn drain(&mut self) {
        self.limits.await_rest(Instant::now() + PAUSE);
        while self.ahead.len() < SMALL && matches!(self.read_ahead(), Ahead::Piece) {}
    }

    /// The JSON object that a small response is.
    ///
    /// # Errors
    /// An input error if it is larger than 1 MiB, not UTF-8, not JSON, or no object; a failure with status 6 if it is not there in time.
    pub(crate) fn fields(&mut self) -> Result<Fields, Failure> {
        self.read_whole();
        if let Some(failure) = self.broken.take() {
            return Err(failure);
        }
        Fields::parse(self.source(), self.ahead.make_contiguous())
    }

    /// Hides what a field of a small response holds from all that is shown.
    pub(super) fn hide(&mut self, field: &str, console: &Console) {
        self.read_whole();
        let object: Option<Map<String, Value>> =
            serde_json::from_slice(self.ahead.make_contiguous()).ok();
        if let Some(Value::String(secret)) = object.as_ref().and_then(|fields| fields.get(field)) {
            console.hide(secret);
        }
    }

    /// Reads a small response to its end, in the time that is left for it.
    fn read_whole(&mut self) {
        self.limits.await_response();
        while self.ahead.len() as u64 <= MAX_ANSWER_BYTES && self.broken.is_none() {
            if !matches!(self.read_ahead(), Ahead::Piece) {
                return;
            }
        }
    }

    /// The body as a JSON object, if it is a small one; it stays to be read. A body of an unknown length is not held back: what does not follow
    /// its first piece at once is not looked at.
    pub(crate) fn peek_fields(&mut self) -> Option<Fields> {
        match self.length {
            _ if mem::replace(&mut self.is_peeked, true) => {}
            Some(length) if length > SMALL as u64 => {}
            Some(_) => self.await_whole(),
            None => self.await_object(),
        }
        let object = serde_json::from_slice(self.ahead.make_contiguous()).ok()?;
        Fields::new(self.source(), object).ok()
    }

    /// Reads a body of a known length to its end, unless it takes too long.
    fn await_whole(&mut self) {
        let start = Instant::now();
        while self.broken.is_none() && start.elapsed() < self.exchange.settings.timeout {
            self.limits.await_body();
            if !matches!(self.read_ahead(), Ahead::Piece) {
                return;
            }
        }
    }

    /// Reads until a JSON object is whole, or what is there cannot become one.
    fn await_object(&mut self) {
        self.limits.await_body();
        let mut is_first = true;
        while self.broken.is_none()
            && self.ahead.len() < SMALL
            && is_unfinished(self.ahead.make_contiguous())
        {
            if !matches!(self.read_ahead(), Ahead::Piece) {
                return;
            }
            if is_first {
                self.limits.await_rest(Instant::now() + PAUSE);
                is_first = false;
            }
        }
    }

    fn source(&self) -> String {
        format!("the response of {}", self.exchange.url)
    }
}

/// The value of a response's header without what may authorise.
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

/// Whether more bytes could make a JSON object of these.
fn is_unfinished(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(bytes).is_err_and(|error| error.is_eof())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_authorise_is_redacted() {
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

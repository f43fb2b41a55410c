//! An answer: its head, and its body as it comes.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, HeaderValue, Response, Version, response};
use ureq::{Body, BodyReader};

use super::failure::{interrupted, too_slow};
use super::{Fields, Settings};
use crate::request::query::redacted;
use crate::terminal::input::MAX_ANSWER_BYTES;
use crate::terminal::{Console, Failure, REDACTED};

/// How slow a body may be, in bytes a second, before it no longer flows.
const SLOWEST: u64 = 100;

/// How much of a body is looked at to tell what the server means.
const PEEK_BYTES: usize = 1 << 16;

/// What came back.
pub(crate) struct Answer {
    url: String,
    head: response::Parts,
    ahead: Vec<u8>,
    body: BodyReader<'static>,
    /// Why the body broke off behind what was read ahead.
    broken: Option<Failure>,
    length: Option<u64>,
    flow: Flow,
    settings: Settings,
    proxied: bool,
    sent_twice: bool,
}

/// How much came since when.
struct Flow {
    since: Instant,
    bytes: u64,
}

impl Answer {
    pub(super) fn new(
        url: String,
        response: Response<Body>,
        settings: &Settings,
        proxied: bool,
    ) -> Self {
        let (head, body) = response.into_parts();
        let length = body.content_length();
        let flow = Flow {
            since: Instant::now(),
            bytes: 0,
        };
        Self {
            url,
            head,
            ahead: Vec::new(),
            body: body.into_reader(),
            broken: None,
            length,
            flow,
            settings: settings.clone(),
            proxied,
            sent_twice: false,
        }
    }

    /// Notes that the request went out a second time, after a connection that was closed without a word.
    pub(super) fn of_second_attempt(mut self, sent_twice: bool) -> Self {
        self.sent_twice = sent_twice;
        self
    }

    /// Whether the request went out twice: the server may have carried it out the first time.
    pub(crate) fn was_sent_twice(&self) -> bool {
        self.sent_twice
    }

    /// The URL that was asked, as it is shown.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The status, 100 to 999.
    pub(crate) fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// The status with its usual words.
    pub(crate) fn status_text(&self) -> String {
        let words = match self.head.status.canonical_reason() {
            None if self.status() == 449 => Some("Retry With"),
            words => words,
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
    /// A failure with status 6 if the body breaks off or no longer flows.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        if !self.ahead.is_empty() {
            let count = self.ahead.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.ahead[..count]);
            self.ahead.drain(..count);
            return Ok(count);
        }
        self.broken.take().map_or_else(|| self.receive(buffer), Err)
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        let count = loop {
            match self.body.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => {
                    break read.map_err(|error| {
                        interrupted(&self.url, error, &self.settings, self.proxied)
                    })?;
                }
            }
        };
        if self.flow.stalls(count as u64, self.settings.timeout) {
            return Err(too_slow(&self.url, &self.settings));
        }
        Ok(count)
    }

    /// The first 64 KiB of the body, or all of it, or what came before it broke off; it stays to be read, and the failure too.
    pub(crate) fn peek(&mut self) -> &[u8] {
        self.read_ahead(PEEK_BYTES);
        &self.ahead
    }

    /// Reads until `limit` bytes or the end are there, or the body breaks off.
    fn read_ahead(&mut self, limit: usize) {
        let mut buffer = [0; 1 << 14];
        while self.ahead.len() < limit && self.broken.is_none() {
            let room = buffer.len().min(limit - self.ahead.len());
            match self.receive(&mut buffer[..room]) {
                Ok(0) => break,
                Ok(count) => self.ahead.extend(&buffer[..count]),
                Err(failure) => self.broken = Some(failure),
            }
        }
    }

    /// The JSON object that a small answer is.
    ///
    /// # Errors
    /// An input error if it is larger than 1 MiB, not UTF-8, not JSON, or no object; a failure with status 6 if it breaks off.
    pub(crate) fn fields(&mut self) -> Result<Fields, Failure> {
        let limit = usize::try_from(MAX_ANSWER_BYTES).unwrap_or(usize::MAX);
        self.read_ahead(limit.saturating_add(1));
        if let Some(failure) = self.broken.take() {
            return Err(failure);
        }
        let source = format!("the answer of {}", self.url);
        let failure = |what: String| Failure::input(format!("{source} {what}"));
        if self.ahead.len() > limit {
            return Err(failure(
                "is larger than 1 MiB, and a small JSON object is expected".to_owned(),
            ));
        }
        let text = str::from_utf8(&self.ahead).map_err(|error| {
            failure(format!(
                "is not UTF-8: byte {} starts no character",
                error.valid_up_to() + 1
            ))
        })?;
        let value = serde_json::from_str(text).map_err(|error| {
            let failure = failure(format!(
                "is not JSON: it goes wrong at line {}, column {}",
                error.line(),
                error.column()
            ));
            if text.trim_start().starts_with('<') {
                failure.hint("it looks like a web page: is the URL right?")
            } else {
                failure
            }
        })?;
        Fields::new(source, value)
    }

    /// The body as a JSON object, if it is a small one.
    pub(crate) fn peek_fields(&mut self) -> Option<Fields> {
        let source = format!("the answer of {}", self.url);
        Fields::new(source, serde_json::from_slice(self.peek()).ok()?).ok()
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

impl Flow {
    /// Counts, and tells at the end of each span whether too little came in it.
    fn stalls(&mut self, bytes: u64, span: Duration) -> bool {
        self.bytes += bytes;
        let elapsed = self.since.elapsed();
        if bytes == 0 || elapsed < span {
            return false;
        }
        let stalls = self.bytes < SLOWEST.saturating_mul(elapsed.as_secs());
        *self = Self {
            since: Instant::now(),
            bytes: 0,
        };
        stalls
    }
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

//! The body of a response, which is streamed, but may be inspected first.

use std::io::{self, Read};
use std::mem;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use ureq::{Error, Timeout};

use super::{Fields, Response};
use crate::terminal::input::MAX_RESPONSE_BYTES;
use crate::terminal::{Failure, hide};

/// The largest body that is inspected before it is passed on, in bytes.
const SMALL: usize = 1 << 16;

/// How long to wait for the rest of a body when giving up on it costs little.
const PAUSE: Duration = Duration::from_millis(250);

impl Response {
    /// Reads the next bytes of the body; 0 means its end.
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

    /// Parses the body as a JSON object of at most 1 MiB.
    pub(crate) fn fields(&mut self) -> Result<Fields, Failure> {
        self.read_whole();
        if let Some(failure) = self.broken.take() {
            return Err(failure);
        }
        Fields::parse(self.source(), self.ahead.make_contiguous())
    }

    /// Parses the body as a small JSON object without consuming it. A body of unknown length is not held back: only what follows its first piece
    /// immediately is inspected.
    pub(crate) fn peek_fields(&mut self) -> Option<Fields> {
        let start = Instant::now();
        match self.length {
            _ if mem::replace(&mut self.is_peeked, true) => {}
            Some(length) if length > SMALL as u64 => {}
            Some(_) => self.await_end(),
            None => self.await_object(),
        }
        // count this wait: another request may follow, and the run must end in time
        self.limits.count(start.elapsed());
        let object = serde_json::from_slice(self.ahead.make_contiguous()).ok()?;
        Fields::new(self.source(), object).ok()
    }

    /// Hides the value of a JSON field in all messages.
    pub(crate) fn hide(&mut self, field: &str) {
        self.read_whole();
        let bytes = self.ahead.make_contiguous();
        let object: Option<Map<String, Value>> = serde_json::from_slice(bytes).ok();
        if let Some(Value::String(secret)) = object.as_ref().and_then(|fields| fields.get(field)) {
            hide(secret);
        }
    }

    /// Discards a small body, so that the connection can be reused. If its end does not arrive soon, a new connection is cheaper.
    pub(crate) fn drain(&mut self) {
        self.limits.await_response();
        self.limits.await_rest(PAUSE.min(self.limits.remaining()));
        while self.ahead.len() < SMALL && self.read_ahead() {}
        self.limits.stop_waiting();
    }

    /// Reads a small response to its end, within the remaining time.
    fn read_whole(&mut self) {
        self.limits.await_response();
        while self.ahead.len() as u64 <= MAX_RESPONSE_BYTES && self.read_ahead() {}
        self.limits.stop_waiting();
    }

    /// Reads a body of known length to its end, unless that takes too long.
    fn await_end(&mut self) {
        let start = Instant::now();
        self.limits.await_body();
        while self.read_ahead() && start.elapsed() < self.exchange.settings.timeout {
            self.limits.await_body();
        }
    }

    /// Reads until a JSON object is complete or the body cannot be one.
    fn await_object(&mut self) {
        self.limits.await_body();
        if !self.read_ahead() {
            return;
        }
        self.limits.await_rest(PAUSE);
        while self.ahead.len() < SMALL
            && is_unfinished(self.ahead.make_contiguous())
            && self.read_ahead()
        {}
    }

    /// Reads a piece ahead, and returns whether one arrived in time. An error is kept for the next `read`.
    fn read_ahead(&mut self) -> bool {
        if self.broken.is_some() {
            return false;
        }
        let mut buffer = [0; 1 << 14];
        match self.receive(&mut buffer) {
            Ok(count) => {
                self.ahead.extend(&buffer[..count]);
                return count > 0;
            }
            Err(Error::Timeout(Timeout::PerRead)) => {}
            Err(error) => self.broken = Some(self.exchange.failure(&error)),
        }
        false
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        loop {
            match self.body.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return Ok(read?),
            }
        }
    }

    fn source(&self) -> String {
        format!("the response from {}", self.exchange.url)
    }
}

/// Whether these bytes are the start of a JSON object.
fn is_unfinished(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(bytes).is_err_and(|error| error.is_eof())
}

//! The body of a response: handed on as it comes, or looked at first.

use std::io::{self, Read};
use std::mem;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use ureq::{Error, Timeout};

use super::{Fields, Response};
use crate::terminal::input::MAX_RESPONSE_BYTES;
use crate::terminal::{Failure, hide};

/// How many bytes a body may have to be looked at before it is handed on.
const SMALL: usize = 1 << 16;

/// How soon the rest of a body must follow that is not worth waiting for.
const PAUSE: Duration = Duration::from_millis(250);

impl Response {
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

    /// The JSON object that the body is, if it is a small one; it stays to be read. A body of unknown length is not held back: what does not
    /// follow its first piece at once is not looked at.
    pub(crate) fn peek_fields(&mut self) -> Option<Fields> {
        let start = Instant::now();
        match self.length {
            _ if mem::replace(&mut self.is_peeked, true) => {}
            Some(length) if length > SMALL as u64 => {}
            Some(_) => self.await_end(),
            None => self.await_object(),
        }
        // another request may follow, and the run must end in time
        self.limits.count(start.elapsed());
        let object = serde_json::from_slice(self.ahead.make_contiguous()).ok()?;
        Fields::new(self.source(), object).ok()
    }

    /// Hides what a field of a small response holds from all that is shown.
    pub(crate) fn hide(&mut self, field: &str) {
        self.read_whole();
        let bytes = self.ahead.make_contiguous();
        let object: Option<Map<String, Value>> = serde_json::from_slice(bytes).ok();
        if let Some(Value::String(secret)) = object.as_ref().and_then(|fields| fields.get(field)) {
            hide(secret);
        }
    }

    /// Reads a small body that nobody wants to its end, so that the connection can be used again. If the end does not come at once, a new
    /// connection is the better choice.
    pub(crate) fn drain(&mut self) {
        self.limits.await_response();
        self.limits.await_rest(PAUSE.min(self.limits.remaining()));
        while self.ahead.len() < SMALL && self.read_ahead() {}
        self.limits.stop_waiting();
    }

    /// Reads a small response to its end, in the time that is left for it.
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

    /// Reads until a JSON object is whole, or cannot be made of what is there.
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

    /// Reads a piece ahead, and tells whether one came in time. What breaks the body off is kept for whoever reads on.
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
        format!("the response of {}", self.exchange.url)
    }
}

/// Whether more bytes could make a JSON object of these.
fn is_unfinished(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(bytes).is_err_and(|error| error.is_eof())
}

//! Serves one connection: records every byte, logs every request, and injects faults.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::fault::{Action, Framing, Stage};
use crate::lock;
use crate::request::Request;
use crate::response::{Response, Silence, Style};
use crate::shared::Shared;
use crate::stream::Stream;

/// The longest duration of a fault, so that a client without a timeout ends too.
pub(crate) const MAX_FAULT: Duration = Duration::from_secs(120);

/// How a scheme responds to requests.
pub(crate) type Respond<'a> = &'a dyn Fn(&Request) -> Result<Response, Silence>;

pub(crate) struct Connection<'a, S> {
    pub(crate) stream: Stream<S>,
    pub(crate) shared: &'a Shared,
    pub(crate) style: Style,
    pub(crate) respond: Respond<'a>,
}

impl<S: Read + Write> Connection<'_, S> {
    /// Serves requests until either side closes the connection.
    pub(crate) fn serve(mut self) {
        let ended = loop {
            match self.serve_one() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => break error,
            }
        };
        let line = format!("connection {} ended: {ended}", self.stream.number);
        self.shared.journal.line(&line);
        if ended.kind() == ErrorKind::InvalidData {
            self.refuse();
        }
    }

    /// Responds to a request that is not HTTP.
    fn refuse(&mut self) {
        let head = Response::new(400).head(self.style, true);
        match self.style {
            // the client may be gone
            Style::Framed => drop(self.stream.write(head.as_bytes())),
            Style::Bare => self.wait(),
        }
    }

    /// Serves a request; returns whether the connection stays open.
    fn serve_one(&mut self) -> io::Result<bool> {
        match self.stream.next_request()? {
            Some(request) => self.handle(&Arc::new(request)),
            None => Ok(false),
        }
    }

    fn handle(&mut self, request: &Arc<Request>) -> io::Result<bool> {
        let Shared {
            journal, faults, ..
        } = self.shared;
        lock(&journal.requests).push(Arc::clone(request));
        match faults.take(request.path(), Stage::Before) {
            Some(Action::Respond(response)) => return self.send(request, &response),
            Some(action) => {
                journal.outcome(request, "a fault instead of a response");
                self.misbehave(action);
                return Ok(false);
            }
            None => {}
        }
        let mut response = match (self.respond)(request) {
            Ok(response) => response,
            Err(Silence(reason)) => {
                journal.outcome(request, &format!("no response: {reason}"));
                self.wait();
                return Ok(false);
            }
        };
        if response.is_success() {
            match faults.take(request.path(), Stage::After) {
                Some(Action::Instead(other)) => response = other.in_place_of(response),
                Some(Action::BreakOff(bytes)) => response.breaks_off_after = Some(bytes),
                _ => {}
            }
        }
        self.send(request, &response)
    }

    /// Performs a fault. It ends when the client leaves or the time is up; neither is an error.
    fn misbehave(&mut self, action: Action) {
        match action {
            Action::Silence => self.wait(),
            Action::Raw(bytes, Duration::ZERO) => drop(self.stream.write(&bytes)),
            Action::Raw(bytes, pause) => drop(self.write_pieces(bytes.chunks(1), pause)),
            Action::Flood(framing) => drop(self.flood(framing)),
            _ => {}
        }
    }

    /// Stays silent until the client leaves.
    fn wait(&mut self) {
        while self.stream.fill().is_ok_and(|has_more| has_more) {}
    }

    fn send(&mut self, request: &Request, response: &Response) -> io::Result<bool> {
        let closes = self.style == Style::Bare || request.wants_close();
        let journal = &self.shared.journal;
        journal.outcome(request, &response.outcome());
        let head = response.head(self.style, closes).into_bytes();
        let body = response.sent_pieces(&request.method);
        if response.pause.is_zero() {
            self.stream.write(&[head, body.concat()].concat())?;
        } else {
            self.stream.write(&head)?;
            let whole = body.len();
            if let Err(written) = self.write_pieces(body.into_iter(), response.pause) {
                let left = format!("the client left after {written} of {whole} pieces");
                journal.outcome(request, &left);
                return Ok(false);
            }
        }
        Ok(!closes && response.breaks_off_after.is_none())
    }

    /// Writes pieces with a pause after each. If that fails or takes too long, returns how many were written.
    fn write_pieces<'p>(
        &mut self,
        pieces: impl Iterator<Item = &'p [u8]>,
        pause: Duration,
    ) -> Result<(), usize> {
        let start = Instant::now();
        for (written, piece) in pieces.enumerate() {
            if start.elapsed() > MAX_FAULT || self.stream.write(piece).is_err() {
                return Err(written);
            }
            sleep(pause);
        }
        Ok(())
    }

    fn flood(&mut self, framing: Framing) -> io::Result<()> {
        const BLOCK: usize = 64 * 1024;
        let block = b"0123456789abcdef".repeat(BLOCK / 16);
        let start = Instant::now();
        self.stream.write(framing.head().as_bytes())?;
        let mut left = match framing {
            Framing::Length(length) => length,
            Framing::Chunked | Framing::Unannounced => u64::MAX,
        };
        while left > 0 && start.elapsed() < MAX_FAULT {
            let size = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
            if framing == Framing::Chunked {
                self.stream.write(format!("{size:x}\r\n").as_bytes())?;
            }
            self.stream.write(&block[..size])?;
            if framing == Framing::Chunked {
                self.stream.write(b"\r\n")?;
            }
            left -= size as u64;
        }
        Ok(())
    }
}

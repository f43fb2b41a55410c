//! Reads requests from a stream and records every byte.

use std::io::{self, ErrorKind, Read, Write};

use httparse::{EMPTY_HEADER, Status, parse_chunk_size};

use crate::journal::Raw;
use crate::lock;
use crate::request::Request;

const MOST_HEADERS: usize = 256;

/// The stream of a connection.
pub(crate) struct Stream<S> {
    inner: S,
    /// The connection's number, counted from 1.
    pub(crate) number: usize,
    raw: Raw,
    /// The bytes that were read but not used yet.
    pending: Vec<u8>,
}

impl<S: Read + Write> Stream<S> {
    pub(crate) fn new(inner: S, number: usize, raw: Raw) -> Self {
        Self {
            inner,
            number,
            raw,
            pending: Vec::new(),
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.inner.write_all(bytes)?;
        self.inner.flush()
    }

    /// Reads a request, or returns `None` if the client has closed the connection.
    pub(crate) fn next_request(&mut self) -> io::Result<Option<Request>> {
        let Some(mut request) = self.next_head()? else {
            return Ok(None);
        };
        let expects = request.header("expect");
        if expects.is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
            self.write(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let length = request.header("content-length");
        let length = length.map_or(Ok(0), |length| length.parse());
        request.body = if request.header("transfer-encoding").is_some() {
            self.take_chunks()?
        } else {
            self.take(length.map_err(|_| ErrorKind::InvalidData)?)?
        };
        Ok(Some(request))
    }

    fn next_head(&mut self) -> io::Result<Option<Request>> {
        loop {
            let mut headers = [EMPTY_HEADER; MOST_HEADERS];
            let mut parsed = httparse::Request::new(&mut headers);
            let status = parsed.parse(&self.pending);
            if let Status::Complete(length) = status.map_err(|_| ErrorKind::InvalidData)? {
                let request = Request::new(self.number, &parsed, &self.pending[..length]);
                self.pending.drain(..length);
                return Ok(Some(request));
            }
            let is_idle = self.pending.is_empty();
            if !self.fill()? {
                let broken_off = Err(ErrorKind::UnexpectedEof.into());
                return if is_idle { Ok(None) } else { broken_off };
            }
        }
    }

    fn take_chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let head = parse_chunk_size(&self.pending).map_err(|_| ErrorKind::InvalidData)?;
            let Status::Complete((start, size)) = head else {
                self.need(self.pending.len() + 1)?;
                continue;
            };
            self.take(start)?;
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            body.extend(self.take(size)?);
            // trailers are ignored
            while self.take_line()? != b"\r\n" {}
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn take_line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(end) = self.pending.iter().position(|&byte| byte == b'\n') {
                return self.take(end + 1);
            }
            self.need(self.pending.len() + 1)?;
        }
    }

    fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        self.need(length)?;
        Ok(self.pending.drain(..length).collect())
    }

    fn need(&mut self, length: usize) -> io::Result<()> {
        while self.pending.len() < length {
            if !self.fill()? {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }

    /// Reads the available bytes; returns whether there were any.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        let mut buffer = [0; 16 * 1024];
        let count = self.inner.read(&mut buffer)?;
        lock(&self.raw).extend_from_slice(&buffer[..count]);
        self.pending.extend_from_slice(&buffer[..count]);
        Ok(count > 0)
    }
}

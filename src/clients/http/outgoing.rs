//! Prepares a request for the agent, and shows it with -v.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek};
use std::time::Instant;

use ureq::http::{self, HeaderName, HeaderValue, Method};

use super::connection::Monitor;
use super::limits::Limits;
use crate::request::{Body, Request};
use crate::terminal::{Console, Failure, REDACTED, redact};

pub(super) const USER_AGENT: &str = concat!("countersign/", env!("CARGO_PKG_VERSION"));

/// Builds the head of a request.
pub(super) fn head(request: &Request) -> Result<http::Request<()>, Failure> {
    let mut head = http::Request::new(());
    *head.method_mut() = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| Failure::usage("--method is not an HTTP method"))?;
    *head.uri_mut() = request
        .target
        .uri()
        .map_err(|error| Failure::usage(format!("the URL {error}")))?;
    let mut given = request.headers.clone();
    given.append_default("Accept", "*/*");
    given.append_default("User-Agent", USER_AGENT);
    let headers = head.headers_mut();
    for header in given.iter() {
        let (Ok(name), Ok(mut value)) = (
            HeaderName::from_bytes(header.name.as_bytes()),
            HeaderValue::from_bytes(header.value.as_bytes()),
        ) else {
            let message = format!("header '{}' has an invalid character", header.name);
            return Err(Failure::usage(message));
        };
        value.set_sensitive(header.is_sensitive);
        headers.append(name, value);
    }
    let length = request.body.length();
    let empty = matches!(request.method.as_str(), "POST" | "PUT" | "PATCH").then_some(0);
    if let Some(length) = length.or(empty) {
        headers.insert("content-length", HeaderValue::from(length));
    }
    Ok(head)
}

/// Shows the head with `-v`, without credentials.
pub(super) fn explain(request: &Request, head: &http::Request<()>, console: &Console) {
    console.step(
        "request",
        format_args!("{} {}", request.method, redact(&request.target.to_string())),
    );
    for (name, value) in head.headers() {
        let shown = if value.is_sensitive() {
            REDACTED.into()
        } else {
            String::from_utf8_lossy(value.as_bytes())
        };
        console.step("sends", format_args!("{name}: {}", redact(&shown)));
    }
}

/// Reads a body for sending. The time that the server takes to accept it does not count as a wait for the response.
pub(super) struct Upload<'a> {
    body: Box<dyn Read + 'a>,
    left: u64,
    limits: &'a Limits,
    monitor: &'a Monitor,
    /// When the last piece was handed over. The agent requests the next one once that is sent.
    handed_over: Option<Instant>,
}

impl<'a> Upload<'a> {
    /// Starts at the first byte of a body.
    pub(super) fn new(
        body: &'a Body,
        limits: &'a Limits,
        monitor: &'a Monitor,
    ) -> io::Result<Self> {
        let reader: Box<dyn Read> = match body {
            Body::None => Box::new(io::empty()),
            Body::Bytes(bytes) => Box::new(bytes.as_slice()),
            Body::File { file, .. } => {
                let mut file: &File = file;
                file.rewind()?;
                Box::new(file)
            }
        };
        Ok(Self {
            body: reader,
            left: body.length().unwrap_or_default(),
            limits,
            monitor,
            handed_over: None,
        })
    }
}

impl Read for Upload<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(handed_over) = self.handed_over {
            self.limits.exclude(handed_over.elapsed());
        }
        let room = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let count = if self.monitor.is_broken() {
            // the content no longer matters
            room
        } else {
            self.body.read(&mut buffer[..room])?
        };
        if count == 0 && room > 0 {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                "the file shrank while it was sent",
            ));
        }
        self.left -= count as u64;
        self.handed_over = Some(Instant::now());
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Settings;
    use super::*;

    #[test]
    fn a_file_that_shrinks_is_an_error() {
        let file = tempfile::tempfile().expect("a file");
        file.set_len(10).expect("a length");
        let body = Body::File {
            file: Arc::new(file),
            length: 11,
            path: "file".into(),
        };
        let (limits, monitor) = (Limits::new(&Settings::default()), Monitor::default());
        let mut bytes = Vec::new();
        let error = Upload::new(&body, &limits, &monitor)
            .expect("rewound")
            .read_to_end(&mut bytes)
            .expect_err("too short");
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }
}

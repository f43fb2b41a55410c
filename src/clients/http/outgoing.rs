//! A request on its way out: as the agent takes it, and as -v shows it.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

use ureq::http::{self, HeaderName, HeaderValue, Method};

use crate::request::{Body, Request};
use crate::terminal::{Console, Failure, REDACTED};

/// The program's name and version.
pub(super) const USER_AGENT: &str = concat!("countersign/", env!("CARGO_PKG_VERSION"));

/// All that goes out before the body.
pub(super) fn head(request: &Request) -> Result<http::Request<()>, Failure> {
    let mut head = http::Request::new(());
    *head.method_mut() = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| Failure::usage("--method is not a method's name"))?;
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
            let message = format!(
                "the header '{}' has a character that no header has",
                header.name
            );
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

/// Shows what goes out, without what authorises.
pub(super) fn explain(request: &Request, head: &http::Request<()>, console: &Console) {
    console.step(
        "request",
        format_args!("{} {}", request.method, request.target),
    );
    for (name, value) in head.headers() {
        let shown = if value.is_sensitive() {
            REDACTED.into()
        } else {
            String::from_utf8_lossy(value.as_bytes())
        };
        console.step("sends", format_args!("{name}: {shown}"));
    }
}

/// The bytes of a body, from the first one.
pub(super) fn reader(body: &Body) -> io::Result<Option<Box<dyn Read + '_>>> {
    Ok(match body {
        Body::None => None,
        Body::Bytes(bytes) => Some(Box::new(Cursor::new(bytes.as_slice()))),
        Body::File { file, length, .. } => {
            let mut file: &File = file;
            file.rewind()?;
            Some(Box::new(Exactly {
                file,
                left: *length,
            }))
        }
    })
}

/// A file that has shrunk since its length was announced is an error: the server would wait for the rest.
struct Exactly<'a> {
    file: &'a File,
    left: u64,
}

impl Read for Exactly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.take(self.left).read(buffer)?;
        if count == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the file to send became shorter",
            ));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_file_that_shrinks_is_noticed() {
        let file = tempfile::tempfile().expect("a file");
        file.set_len(10).expect("a length");
        let body = Body::File {
            file: Arc::new(file),
            length: 11,
            path: "file".into(),
        };
        let mut bytes = Vec::new();
        let error = reader(&body)
            .expect("rewound")
            .expect("a body")
            .read_to_end(&mut bytes)
            .expect_err("too short");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}

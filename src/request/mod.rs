//! A request: what goes out, byte for byte, how it is shown, and how it is printed for curl.

pub(crate) mod curl;
pub(crate) mod query;
mod target;

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

use ureq::http::{self, HeaderMap, HeaderName, HeaderValue, Method};

pub(crate) use target::Target;

use self::query::redacted;
use crate::terminal::{Console, Failure, REDACTED, redact};

/// The program's name and version.
pub(crate) const USER_AGENT: &str = concat!("countersign/", env!("CARGO_PKG_VERSION"));

/// Parts of the names of headers whose values authorise.
const SECRET_HEADERS: [&str; 11] = [
    "authorization",
    "cookie",
    "token",
    "secret",
    "password",
    "passkey",
    "hmac",
    "signature",
    "session",
    "api-key",
    "apikey",
];

/// Names and values, in order.
pub(crate) type Headers = Vec<(String, String)>;

/// What is asked.
pub(crate) struct Request<'a> {
    /// The method, a token.
    pub(crate) method: &'a str,
    /// Where it goes.
    pub(crate) target: Target,
    /// The headers besides those that every request has; a later one of the same name stands beside the first.
    pub(crate) headers: Headers,
    /// What is sent.
    pub(crate) body: Body<'a>,
}

/// The body of a request.
#[derive(Clone, Copy)]
pub(crate) enum Body<'a> {
    /// None at all.
    None,
    /// These bytes.
    Bytes(&'a [u8]),
    /// A file of a known length, never read whole.
    File(&'a File, u64),
}

impl Body<'_> {
    /// How many bytes there are, if there is a body.
    fn length(&self) -> Option<u64> {
        match self {
            Self::None => None,
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File(_, length) => Some(*length),
        }
    }

    /// The bytes, from the first one.
    pub(crate) fn reader(&self) -> io::Result<Option<Box<dyn Read + '_>>> {
        Ok(match self {
            Self::None => None,
            Self::Bytes(bytes) => Some(Box::new(Cursor::new(bytes))),
            Self::File(file, length) => {
                let mut file: &File = file;
                file.rewind()?;
                Some(Box::new(Exactly {
                    file,
                    left: *length,
                }))
            }
        })
    }
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

impl Request<'_> {
    /// All that goes out before the body.
    pub(crate) fn head(&self) -> Result<http::Request<()>, Failure> {
        let mut head = http::Request::new(());
        *head.method_mut() = Method::from_bytes(self.method.as_bytes())
            .map_err(|_| Failure::usage("--method is not a method's name"))?;
        *head.uri_mut() = self.target.uri()?;
        let headers = head.headers_mut();
        for (name, value) in &self.headers {
            let unsendable = || {
                Failure::usage(format!(
                    "the header '{name}' has a character that no header has"
                ))
            };
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable())?;
            headers.append(
                name,
                HeaderValue::from_bytes(value.as_bytes()).map_err(|_| unsendable())?,
            );
        }
        let length = self
            .body
            .length()
            .or_else(|| matches!(self.method, "POST" | "PUT" | "PATCH").then_some(0));
        if let Some(length) = length {
            headers.insert("content-length", HeaderValue::from(length));
        }
        default(headers, "accept", "*/*");
        default(headers, "user-agent", USER_AGENT);
        Ok(head)
    }

    /// Shows what goes out, without what authorises.
    pub(crate) fn explain(&self, head: &http::Request<()>, console: &Console) {
        console.step(
            "request",
            format_args!("{} {}", self.method, redact(&self.target.shown())),
        );
        explain_headers("sends", head.headers(), console);
    }
}

fn default(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}

/// Shows headers, without what authorises.
pub(crate) fn explain_headers(step: &str, headers: &HeaderMap, console: &Console) {
    if !console.is_verbose() {
        return;
    }
    for (name, value) in headers {
        console.step(
            step,
            format_args!("{name}: {}", redact(&shown(name.as_str(), value))),
        );
    }
}

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
        _ if SECRET_HEADERS.iter().any(|part| name.contains(part)) => REDACTED.to_owned(),
        _ => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_authorises_is_redacted() {
        let shown =
            |name: &str, value: &str| shown(name, &HeaderValue::from_str(value).expect("a value"));
        for name in [
            "authorization",
            "cookie",
            "x-auth-hmac",
            "ankoder_passkey",
            "x-sl-auth-token",
            "proxy-authorization",
            "x-api-key",
        ] {
            assert_eq!(shown(name, "s3cret"), REDACTED, "{name}");
        }
        assert_eq!(
            shown("set-cookie", "sid=s3cret; Path=/; HttpOnly"),
            "sid=[redacted]; Path=/; HttpOnly"
        );
        assert_eq!(shown("set-cookie", "s3cret; Path=/"), "[redacted]; Path=/");
        assert_eq!(
            shown("location", "/x?session=s3cret"),
            "/x?session=[redacted]"
        );
        assert_eq!(shown("x-auth-challenge", "c"), "c");
    }

    #[test]
    fn a_file_that_shrinks_is_noticed() {
        let file = tempfile::tempfile().expect("a file");
        file.set_len(10).expect("a length");
        let body = Body::File(&file, 11);
        let mut bytes = Vec::new();
        let error = body
            .reader()
            .expect("rewound")
            .expect("a body")
            .read_to_end(&mut bytes)
            .expect_err("too short");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}

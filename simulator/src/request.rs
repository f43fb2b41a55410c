//! A received request.

use std::borrow::Cow;

use form_urlencoded::parse as parse_form;
use serde_json::Value;

/// A received request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The number of its connection, counted from 1.
    pub connection: usize,
    /// The method, in the sender's case.
    pub method: String,
    /// The target exactly as on the request line.
    pub target: String,
    /// The header fields in order, with names in the sender's case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body without any transfer coding.
    pub body: Vec<u8>,
    /// The request line and the header lines, including the final empty line.
    pub(crate) head: Vec<u8>,
}

impl Request {
    /// A request whose body has not been read yet.
    pub(crate) fn new(connection: usize, parsed: &httparse::Request, head: &[u8]) -> Self {
        let header =
            |header: &httparse::Header| (header.name.to_owned(), header.value.trim_ascii().into());
        Self {
            connection,
            method: parsed.method.unwrap_or_default().to_owned(),
            target: parsed.path.unwrap_or_default().to_owned(),
            headers: parsed.headers.iter().map(header).collect(),
            body: Vec::new(),
            head: head.to_owned(),
        }
    }

    /// The target up to the first `?`, undecoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The target after the first `?`, undecoded.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The value of the first header called `name`, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.headers(name).next()
    }

    /// The values of all headers called `name`, in any case.
    pub fn headers<'a>(&'a self, name: &str) -> impl Iterator<Item = Cow<'a, str>> {
        self.headers
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| String::from_utf8_lossy(value))
    }

    /// The value of the cookie called `name`.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.headers("cookie").find_map(|line| {
            line.split(';').find_map(|pair| {
                let (own, value) = pair.trim().split_once('=')?;
                (own == name).then(|| value.to_owned())
            })
        })
    }

    /// The decoded value of the query parameter called `name`.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        field(self.query().unwrap_or_default().as_bytes(), name)
    }

    /// The decoded value of the form field called `name` in the body.
    #[must_use]
    pub fn form_field(&self, name: &str) -> Option<String> {
        field(&self.body, name)
    }

    /// The body as JSON, or null.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether the sender wants the connection closed after the response.
    pub(crate) fn wants_close(&self) -> bool {
        let line = self.head.split(|&byte| byte == b'\n').next();
        let is_old = line.is_some_and(|line| line.trim_ascii_end().ends_with(b"HTTP/1.0"));
        match self.header("connection") {
            Some(value) => value.eq_ignore_ascii_case("close"),
            None => is_old,
        }
    }
}

fn field(form: &[u8], name: &str) -> Option<String> {
    parse_form(form)
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.into_owned())
}

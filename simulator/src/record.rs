//! What a simulator remembers of what it was sent.

use std::borrow::Cow;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

use form_urlencoded::parse as parse_form;

use crate::lock;

/// One request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The connection that it came on, counted from 1.
    pub connection: usize,
    /// The method, in the sender's case.
    pub method: String,
    /// The target exactly as on the request line.
    pub target: String,
    /// The headers in their order, names in the sender's case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The bytes of the body, freed of any transfer coding.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads the head of a request that has already been found to be HTTP.
    pub(crate) fn from_head(connection: usize, head: &[u8], body: Vec<u8>) -> Self {
        let mut lines = head
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii_end);
        let first = String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
        let mut words = first.split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| {
            let colon = line.iter().position(|&byte| byte == b':')?;
            let name = String::from_utf8_lossy(&line[..colon]).into_owned();
            Some((name, line[colon + 1..].trim_ascii().to_vec()))
        });
        Self {
            connection,
            method: word(),
            target: word(),
            headers: headers.collect(),
            body,
        }
    }

    /// The target up to the first `?`, undecoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// What follows the first `?` of the target, undecoded.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The value of the first header called `name`, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(value))
    }

    /// The values of all headers called `name`, in any case.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
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
}

fn field(form: &[u8], name: &str) -> Option<String> {
    parse_form(form)
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.into_owned())
}

/// The bytes that one connection has brought.
pub(crate) type Raw = Arc<Mutex<Vec<u8>>>;

/// All that one simulator saw.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub requests: Mutex<Vec<Arc<Request>>>,
    pub connections: Mutex<Vec<Raw>>,
    pub lines: Mutex<Vec<String>>,
    /// The name to put before each line on stderr; without one nothing is written there.
    pub echo: Option<&'static str>,
}

impl Journal {
    /// Counts a connection; returns its number and the place for its bytes.
    pub(crate) fn connect(&self) -> (usize, Raw) {
        let mut connections = lock(&self.connections);
        let raw = Raw::default();
        connections.push(Arc::clone(&raw));
        (connections.len(), raw)
    }

    /// Writes a line, control characters escaped.
    pub(crate) fn line(&self, line: impl AsRef<str>) {
        let mut text = String::new();
        for character in line.as_ref().chars() {
            if character.is_control() {
                text.extend(character.escape_default());
            } else {
                text.push(character);
            }
        }
        if let Some(name) = self.echo {
            // A closed stderr is no reason to stop serving.
            let _ = writeln!(std::io::stderr().lock(), "{name}: {text}");
        }
        lock(&self.lines).push(text);
    }
}

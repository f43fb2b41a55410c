//! A client of raw bytes: what it sends is what the test wrote.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "each test file uses some of it, and ends there"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use countersign_simulator::Handle;

/// An answer as it was read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The cookies that were set, as a client sends them back.
    pub(crate) fn cookies(&self) -> String {
        let pairs = self
            .all("set-cookie")
            .map(|line| line.split(';').next().unwrap());
        pairs.collect::<Vec<_>>().join("; ")
    }
}

/// One connection.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn new(server: &Handle) -> Self {
        let stream = TcpStream::connect(server.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        Self(BufReader::new(stream))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).unwrap();
    }

    /// Sends a request: the line without its version, header lines, a body with its length if it is not empty.
    pub(crate) fn send(&mut self, line: &str, headers: &[&str], body: &str) -> Answer {
        let mut text = format!("{line} HTTP/1.1\r\nHost: simulator\r\n");
        for header in headers {
            text.extend([header, "\r\n"]);
        }
        if !body.is_empty() {
            text.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
        }
        self.write(format!("{text}\r\n{body}").as_bytes());
        self.read()
    }

    pub(crate) fn get(&mut self, target: &str) -> Answer {
        self.send(&format!("GET {target}"), &[], "")
    }

    /// Reads one answer that announces its length.
    pub(crate) fn read(&mut self) -> Answer {
        let mut line = String::new();
        let mut next = || {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        };
        let first = next();
        let status = first
            .split(' ')
            .nth(1)
            .expect("a status line")
            .parse()
            .unwrap();
        let headers: Vec<(String, String)> =
            std::iter::from_fn(|| Some(next()).filter(|line| !line.is_empty()))
                .map(|line| {
                    let (name, value) = line.split_once(':').unwrap();
                    (name.to_owned(), value.trim().to_owned())
                })
                .collect();
        let mut answer = Answer {
            status,
            headers,
            body: String::new(),
        };
        let length = answer
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        answer.body = String::from_utf8(body).unwrap();
        answer
    }

    /// Reads all that comes until the server closes, or `None` if it stays silent for `wait`.
    pub(crate) fn read_to_end(&mut self, wait: Duration) -> Option<Vec<u8>> {
        self.0.get_mut().set_read_timeout(Some(wait)).unwrap();
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes).ok().map(|_| bytes)
    }

    /// Whether so many bytes come.
    pub(crate) fn read_some(&mut self, bytes: usize) -> bool {
        self.0.read_exact(&mut vec![0; bytes]).is_ok()
    }

    pub(crate) fn is_silent(&mut self) -> bool {
        self.read_to_end(Duration::from_millis(100)).is_none()
    }
}

/// Whether the newest line of the log holds `text`.
#[track_caller]
pub(crate) fn assert_logged(server: &Handle, text: &str) {
    let log = server.log();
    assert!(
        log.last().is_some_and(|line| line.contains(text)),
        "{text:?} is not in the last line of {log:#?}"
    );
}

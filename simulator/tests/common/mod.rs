//! A raw client: it sends exactly the bytes that a test writes.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "each test file uses some of it, and ends there"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use countersign_simulator::Handle;

/// A received response.
#[derive(Debug)]
pub(crate) struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
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

    /// The cookies of the response, as a `Cookie` header.
    pub(crate) fn cookies(&self) -> String {
        let pairs = self
            .all("set-cookie")
            .map(|line| line.split(';').next().unwrap());
        pairs.collect::<Vec<_>>().join("; ")
    }
}

/// A connection, which is reopened after the server has closed it.
pub(crate) struct Client {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(crate) fn new(server: &Handle) -> Self {
        let address = server.address();
        let mut client = Self {
            address,
            stream: None,
        };
        client.stream();
        client
    }

    fn stream(&mut self) -> &mut BufReader<TcpStream> {
        self.stream.get_or_insert_with(|| {
            let stream = TcpStream::connect(self.address).unwrap();
            let timeout = Some(Duration::from_secs(5));
            stream.set_read_timeout(timeout).unwrap();
            BufReader::new(stream)
        })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.stream().get_mut().write_all(bytes).unwrap();
    }

    /// Sends a request: the request line without the version, header lines, and a body with its length unless it is empty.
    pub(crate) fn send(&mut self, line: &str, headers: &[&str], body: &str) -> Response {
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

    pub(crate) fn get(&mut self, target: &str) -> Response {
        self.send(&format!("GET {target}"), &[], "")
    }

    /// Reads one response, up to its `Content-Length` or the end of the connection.
    pub(crate) fn read(&mut self) -> Response {
        let stream = self.stream();
        let mut line = String::new();
        let mut next = || {
            line.clear();
            stream.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        };
        let first = next();
        let status = first.split(' ').nth(1).expect("a status line");
        let status: u16 = status.parse().unwrap();
        let headers: Vec<(String, String)> =
            std::iter::from_fn(|| Some(next()).filter(|line| !line.is_empty()))
                .map(|line| {
                    let (name, value) = line.split_once(':').unwrap();
                    (name.to_owned(), value.trim().to_owned())
                })
                .collect();
        let mut response = Response {
            status,
            headers,
            body: String::new(),
        };
        match response.header("content-length") {
            Some(length) => {
                let mut body = vec![0; length.parse().unwrap()];
                stream.read_exact(&mut body).unwrap();
                response.body = String::from_utf8(body).unwrap();
            }
            None if matches!(status, 204 | 304) => {}
            None => {
                stream.read_to_string(&mut response.body).unwrap();
                self.stream = None;
            }
        }
        response
    }

    /// Reads until the server closes the connection, or returns `None` if it is silent for `wait`.
    pub(crate) fn read_to_end(&mut self, wait: Duration) -> Option<Vec<u8>> {
        let stream = self.stream();
        stream.get_mut().set_read_timeout(Some(wait)).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok().map(|_| bytes)
    }

    /// Whether this many bytes arrive.
    pub(crate) fn read_some(&mut self, bytes: usize) -> bool {
        self.stream().read_exact(&mut vec![0; bytes]).is_ok()
    }

    pub(crate) fn is_silent(&mut self) -> bool {
        self.read_to_end(Duration::from_millis(100)).is_none()
    }
}

/// Asserts that the last line of the log contains `text`.
#[track_caller]
pub(crate) fn assert_logged(server: &Handle, text: &str) {
    let log = server.log();
    assert!(
        log.last().is_some_and(|line| line.contains(text)),
        "{text:?} is not in the last line of {log:#?}"
    );
}

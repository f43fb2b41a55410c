//! Records what a server received.

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use crate::lock;
use crate::request::Request;

/// The bytes received on one connection.
pub(crate) type Raw = Arc<Mutex<Vec<u8>>>;

#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub requests: Mutex<Vec<Arc<Request>>>,
    pub connections: Mutex<Vec<Raw>>,
    pub lines: Mutex<Vec<String>>,
    /// The prefix of each line on stderr; without one, nothing is written there.
    pub echo: Option<&'static str>,
}

impl Journal {
    /// Counts a connection; returns its number and the buffer for its bytes.
    pub(crate) fn connect(&self) -> (usize, Raw) {
        let mut connections = lock(&self.connections);
        let raw = Raw::default();
        connections.push(Arc::clone(&raw));
        (connections.len(), raw)
    }

    /// Logs the outcome of a request.
    pub(crate) fn outcome(&self, request: &Request, outcome: &str) {
        let (method, target) = (&request.method, &request.target);
        self.line(&format!(
            "connection {}: {method} {target} ({} bytes): {outcome}",
            request.connection,
            request.body.len()
        ));
    }

    /// Logs a line, with control characters escaped.
    pub(crate) fn line(&self, line: &str) {
        let mut text = String::new();
        for character in line.chars() {
            if character.is_control() {
                text.extend(character.escape_default());
            } else {
                text.push(character);
            }
        }
        if let Some(name) = self.echo {
            // keep serving even if stderr is closed
            let _ = writeln!(std::io::stderr().lock(), "{name}: {text}");
        }
        lock(&self.lines).push(text);
    }
}

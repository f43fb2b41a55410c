//! A test's handle of a running server.

use std::fmt;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;

use crate::clock::Clock;
use crate::fault::Fault;
use crate::lock;
use crate::request::Request;
use crate::shared::Shared;

/// A running server. Dropping the handle stops it, even during a request.
pub struct Handle {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
    pub(crate) ca_pem: Option<String>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) thread: Option<JoinHandle<()>>,
}

impl Handle {
    /// The name of the scheme.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL for a client's paths, without a trailing `/`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The CA certificate of a TLS server.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// The server's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Injects a fault into a future response.
    pub fn inject(&self, fault: Fault) {
        self.shared.faults.inject(fault);
    }

    /// Removes all pending faults.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Every request so far, in order. A request is recorded before its response is sent.
    #[must_use]
    pub fn requests(&self) -> Vec<Arc<Request>> {
        lock(&self.shared.journal.requests).clone()
    }

    /// The number of requests with this method for this path (the target up to `?`).
    #[must_use]
    pub fn hits(&self, method: &str, path: &str) -> usize {
        lock(&self.shared.journal.requests)
            .iter()
            .filter(|request| request.method == method && request.path() == path)
            .count()
    }

    /// The number of connections so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        lock(&self.shared.journal.connections).len()
    }

    /// All bytes received on a connection, counted from 1. With TLS, the decrypted bytes.
    #[must_use]
    pub fn raw(&self, connection: usize) -> Vec<u8> {
        let connections = lock(&self.shared.journal.connections);
        let raw = connection
            .checked_sub(1)
            .and_then(|index| connections.get(index));
        raw.map(|raw| lock(raw).clone()).unwrap_or_default()
    }

    /// One line per request: the request, the status of the response, and why it was rejected. It is written before the response is sent.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        lock(&self.shared.journal.lines).clone()
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&self.url).finish()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::SeqCst);
        // a connection wakes the accepting thread
        if TcpStream::connect(self.address).is_ok()
            && let Some(thread) = self.thread.take()
        {
            // the server's thread has already printed its panic
            let _ = thread.join();
        }
        let sockets = lock(&self.shared.sockets);
        for socket in sockets.iter().filter_map(Weak::upgrade) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

//! What a test holds of a running server.

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

/// A running server. It stops when this is dropped, whatever its connections are doing.
pub struct Handle {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
    pub(crate) ca_pem: Option<String>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) thread: Option<JoinHandle<()>>,
}

impl Handle {
    /// The name of its scheme.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL that the paths of a client's requests are appended to, with no `/` at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificate of the authority that signed the server's, if it serves TLS.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// The clock that it tells the time by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Replaces a response to come by a fault.
    pub fn inject(&self, fault: Fault) {
        self.shared.faults.inject(fault);
    }

    /// Takes back all faults that have not happened.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Every request so far, in the order of arrival. A request is there before its response goes out.
    #[must_use]
    pub fn requests(&self) -> Vec<Arc<Request>> {
        lock(&self.shared.journal.requests).clone()
    }

    /// How many requests there were with this method for this path (the target up to `?`).
    #[must_use]
    pub fn hits(&self, method: &str, path: &str) -> usize {
        lock(&self.shared.journal.requests)
            .iter()
            .filter(|request| request.method == method && request.path() == path)
            .count()
    }

    /// How many connections were made.
    #[must_use]
    pub fn connections(&self) -> usize {
        lock(&self.shared.journal.connections).len()
    }

    /// All bytes that a connection brought, counted from 1; inside TLS, if there is TLS.
    #[must_use]
    pub fn raw(&self, connection: usize) -> Vec<u8> {
        let connections = lock(&self.shared.journal.connections);
        let raw = connection
            .checked_sub(1)
            .and_then(|index| connections.get(index));
        raw.map(|raw| lock(raw).clone()).unwrap_or_default()
    }

    /// A line for each request: what it was, the status of the response, and why it was refused. Written before the response goes out.
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
        // One more connection wakes the thread that accepts them.
        if TcpStream::connect(self.address).is_ok()
            && let Some(thread) = self.thread.take()
        {
            // A panic of the server has been printed by its own thread.
            let _ = thread.join();
        }
        let sockets = lock(&self.shared.sockets);
        for socket in sockets.iter().filter_map(Weak::upgrade) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

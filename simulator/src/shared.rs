//! The state that a server's connections and its handle share.

use std::net::TcpStream;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, Weak};

use crate::clock::Clock;
use crate::fault::Faults;
use crate::journal::Journal;

/// The state of a server that does not depend on its scheme.
#[derive(Debug, Default)]
pub struct Shared {
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    /// The connections to shut down with the server.
    pub(crate) sockets: Mutex<Vec<Weak<TcpStream>>>,
    pub(crate) is_stopped: AtomicBool,
}

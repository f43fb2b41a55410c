//! A connection that tells what became of it.
//!
//! A server may close a connection after its answer without saying so, and the next request then meets a closed door through no fault of its own:
//! Vector boards do so each time. Only who knows that the connection was a used one, and that nothing came back on it, may send the request again.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::failure::is_closed;

/// What happened since the last [`Watch::reset`].
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    connected: AtomicBool,
    received: AtomicBool,
}

impl Watch {
    /// Forgets what was seen.
    pub(super) fn reset(&self) {
        self.0.connected.store(false, Ordering::Relaxed);
        self.0.received.store(false, Ordering::Relaxed);
    }

    /// Whether a connection of an earlier request was used, and closed without a byte in return.
    pub(super) fn was_stale(&self, error: &Error) -> bool {
        is_closed(error)
            && !self.0.connected.load(Ordering::Relaxed)
            && !self.0.received.load(Ordering::Relaxed)
    }
}

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(
        &self,
        _: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        self.0.connected.store(true, Ordering::Relaxed);
        Ok(chained.map(|transport| Watched {
            transport,
            watch: self.clone(),
        }))
    }
}

#[derive(Debug)]
pub(super) struct Watched<T> {
    transport: T,
    watch: Watch,
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.transport
            .transmit_output(amount, timeout)
            .map_err(closed)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let received = self.transport.await_input(timeout).map_err(closed)?;
        self.watch.0.received.fetch_or(received, Ordering::Relaxed);
        Ok(received)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}

/// A connection that breaks is given one kind. The agent would take a reset for the end of a body without a length, and half a body for a whole.
fn closed(error: Error) -> Error {
    match error {
        Error::Io(error)
            if matches!(
                error.kind(),
                io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::UnexpectedEof
            ) =>
        {
            Error::Io(io::Error::new(io::ErrorKind::BrokenPipe, error))
        }
        error => error,
    }
}

//! A connection that keeps to the limits of the run, reads what a server said before it stopped listening, and tells what became of it.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ureq::Error;
use ureq::unversioned::transport::time::Instant;
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
    SocksConnector, TcpConnector, Transport,
};

use super::limits::Limits;

/// What happened to the connections of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Arc<Events>);

#[derive(Debug, Default)]
struct Events {
    /// A new connection was asked for.
    connecting: AtomicBool,
    connected: AtomicBool,
    received: AtomicBool,
    /// No more could be sent.
    broken: AtomicBool,
}

impl Watch {
    /// Begins with another request.
    pub(super) fn reset(&self) {
        let Events {
            connecting,
            connected,
            received,
            broken,
        } = &*self.0;
        for event in [connecting, connected, received, broken] {
            event.store(false, Ordering::Relaxed);
        }
    }

    /// Whether a connection of an earlier request was used, and closed without a byte in return. A server may close a connection after its
    /// response without saying so, as Vector boards do; then the request may be sent again.
    pub(super) fn was_stale(&self, error: &Error) -> bool {
        is_closed(error)
            && !self.0.connecting.load(Ordering::Relaxed)
            && !self.0.received.load(Ordering::Relaxed)
    }

    /// Whether the server closed a new connection after the request went out on it, and may have carried it out.
    pub(super) fn is_in_doubt(&self, error: &Error) -> bool {
        is_closed(error) && self.0.connected.load(Ordering::Relaxed)
    }

    /// Whether the server takes no more of the request.
    pub(super) fn is_broken(&self) -> bool {
        self.0.broken.load(Ordering::Relaxed)
    }
}

fn is_closed(error: &Error) -> bool {
    matches!(error, Error::Io(error) if is_closed_io(error))
}

fn is_closed_io(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::BrokenPipe
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::UnexpectedEof
    )
}

/// Opens connections: through the proxy if there is one, and with TLS for https.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    watch: Watch,
    tls: RustlsConnector,
}

impl Connections {
    pub(super) fn new(limits: Limits, watch: Watch) -> Self {
        Self {
            limits,
            watch,
            tls: RustlsConnector::default(),
        }
    }
}

impl Connector for Connections {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        _: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        let details = ConnectionDetails {
            now: Instant::now(),
            timeout: self.limits.shorten(details.timeout)?,
            addrs: details.addrs.clone(),
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::clone(&details.run_connector),
            register_shutdown: Arc::clone(&details.register_shutdown),
            ..*details
        };
        self.watch.0.connecting.store(true, Ordering::Relaxed);
        let socket = SocksConnector::default().connect(&details, None::<()>)?;
        let socket = ConnectProxyConnector::default().connect(&details, socket)?;
        let Some(socket) = TcpConnector::default().connect(&details, socket)? else {
            return Ok(None);
        };
        let limited = Limited {
            transport: Box::new(socket),
            limits: self.limits.clone(),
            watch: self.watch.clone(),
            broken: None,
        };
        let Some(transport) = self.tls.connect(&details, Some(limited))? else {
            return Ok(None);
        };
        self.watch.0.connected.store(true, Ordering::Relaxed);
        Ok(Some(Box::new(Watched {
            transport: Box::new(transport),
            watch: self.watch.clone(),
        })))
    }
}

/// What is under TLS. A server may refuse a request and close the connection before it has read all of it: then the rest is dropped, as
/// curl does, and the response is read.
#[derive(Debug)]
struct Limited {
    transport: Box<dyn Transport>,
    limits: Limits,
    watch: Watch,
    /// Why no more can be sent.
    broken: Option<io::Error>,
}

impl Transport for Limited {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, wait: NextTimeout) -> Result<(), Error> {
        if self.broken.is_some() {
            return Ok(());
        }
        let sent = self
            .transport
            .transmit_output(amount, self.limits.shorten(wait)?);
        match sent {
            Err(Error::Io(error)) if is_closed_io(&error) => {
                self.limits.shorten(wait)?;
                self.watch.0.broken.store(true, Ordering::Relaxed);
                self.broken = Some(error);
                Ok(())
            }
            sent => sent,
        }
    }

    fn await_input(&mut self, wait: NextTimeout) -> Result<bool, Error> {
        let received = self.transport.await_input(self.limits.shorten(wait)?);
        if matches!(received, Ok(true)) {
            return received;
        }
        self.limits.shorten(wait)?;
        match self.broken.take() {
            Some(error) => Err(error.into()),
            None => received,
        }
    }

    fn is_open(&mut self) -> bool {
        self.broken.is_none() && self.transport.is_open()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}

/// What is above TLS.
#[derive(Debug)]
struct Watched {
    transport: Box<dyn Transport>,
    watch: Watch,
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, wait: NextTimeout) -> Result<(), Error> {
        self.transport.transmit_output(amount, wait).map_err(closed)
    }

    fn await_input(&mut self, wait: NextTimeout) -> Result<bool, Error> {
        let received = self.transport.await_input(wait).map_err(closed)?;
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

/// The agent would take a reset for the end of a body without a length, and half a body for a whole one.
fn closed(error: Error) -> Error {
    match error {
        Error::Io(error) if is_closed_io(&error) => {
            Error::Io(io::Error::new(ErrorKind::BrokenPipe, error))
        }
        error => error,
    }
}

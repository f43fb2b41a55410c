//! A connection that keeps to the limits of the run, reads what a server said before it stopped listening, and tells what became of it.

use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ureq::unversioned::transport::time::Instant;
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, SocksConnector,
    TcpConnector, Transport,
};
use ureq::{Error, Timeout};

use super::limits::Limits;
use super::tls::Tls;

/// The first byte of a TLS record (RFC 8446, 5.1); the version follows, whose first byte is 3.
const TLS_ALERT: u8 = 21;
const TLS_HANDSHAKE: u8 = 22;

/// What happened to the connections of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Arc<Mutex<Events>>);

#[derive(Debug, Default)]
struct Events {
    /// A connection was wanted, as no earlier request left one open.
    is_new: bool,
    progress: Progress,
    /// No more could be sent.
    broken: bool,
    /// The server responded to a request without TLS with a record of TLS.
    speaks_tls: bool,
    /// The agent does not hand on the words behind the status.
    status_line: Option<Vec<u8>>,
}

#[derive(Debug, Default, PartialEq, PartialOrd)]
enum Progress {
    #[default]
    Nothing,
    /// At least a part of the request went out.
    Sent,
    /// At least a part of the response came.
    Received,
}

impl Watch {
    /// Begins with another request.
    pub(super) fn reset(&self) {
        *self.events() = Events::default();
    }

    /// Whether a connection of an earlier request was used, and closed without a byte in return. A server may close a connection after its
    /// response without saying so, as Vector boards do; then the request may be sent again.
    pub(super) fn was_stale(&self, error: &Error) -> bool {
        let events = self.events();
        is_closed(error) && !events.is_new && events.progress < Progress::Received
    }

    /// Whether the request went out and there is no response, so that the server may have carried it out.
    pub(super) fn is_in_doubt(&self, error: &Error) -> bool {
        let is_lost = match error {
            Error::Timeout(reason) => !matches!(reason, Timeout::Resolve | Timeout::Connect),
            error => is_closed(error),
        };
        is_lost && self.events().progress > Progress::Nothing
    }

    /// The status line of a response as it was received.
    pub(super) fn take_status_line(&self) -> Option<Vec<u8>> {
        self.events().status_line.take()
    }

    /// Whether the server expects TLS, which the request did not use.
    pub(super) fn speaks_tls(&self) -> bool {
        self.events().speaks_tls
    }

    /// Whether the server takes no more of the request.
    pub(super) fn is_broken(&self) -> bool {
        self.events().broken
    }

    fn reach(&self, progress: Progress) {
        let mut events = self.events();
        if events.progress < progress {
            events.progress = progress;
        }
    }

    fn events(&self) -> MutexGuard<'_, Events> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
    tls: Option<Tls>,
}

impl Connections {
    pub(super) fn new(limits: Limits, watch: Watch, tls: Option<Tls>) -> Self {
        Self { limits, watch, tls }
    }

    fn open(&self, details: &ConnectionDetails) -> Result<Option<Box<dyn Transport>>, Error> {
        let socket = SocksConnector::default().connect(details, None::<()>)?;
        let socket = ConnectProxyConnector::default().connect(details, socket)?;
        let Some(socket) = TcpConnector::default().connect(details, socket)? else {
            return Ok(None);
        };
        let limited = Limited {
            transport: Box::new(socket),
            limits: self.limits.clone(),
            watch: self.watch.clone(),
            broken: None,
            is_plain: !details.needs_tls(),
        };
        let transport: Box<dyn Transport> = if details.needs_tls() && !limited.is_tls() {
            let tls = self.tls.as_ref().ok_or(Error::TlsRequired)?;
            Box::new(tls.connect(details, limited)?)
        } else {
            Box::new(limited)
        };
        Ok(Some(Box::new(Watched {
            transport,
            watch: self.watch.clone(),
        })))
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
        self.watch.events().is_new = true;
        let opened = self.open(&details);
        // a proxy's own connection came this way too
        self.watch.events().progress = Progress::Nothing;
        opened
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
    is_plain: bool,
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
                self.watch.events().broken = true;
                self.broken = Some(error);
                Ok(())
            }
            sent => sent,
        }
    }

    fn await_input(&mut self, wait: NextTimeout) -> Result<bool, Error> {
        let received = self.transport.await_input(self.limits.shorten(wait)?);
        if matches!(received, Ok(true)) {
            let input = self.transport.buffers().input();
            if self.is_plain && matches!(input, [TLS_ALERT | TLS_HANDSHAKE, 3, ..]) {
                self.watch.events().speaks_tls = true;
            }
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
        self.watch.reach(Progress::Sent);
        self.transport.transmit_output(amount, wait).map_err(closed)
    }

    fn await_input(&mut self, wait: NextTimeout) -> Result<bool, Error> {
        let received = self.transport.await_input(wait).map_err(closed)?;
        if received {
            self.watch.reach(Progress::Received);
            let line = status_line(self.transport.buffers().input());
            self.watch.events().status_line = line.map(<[u8]>::to_vec);
        }
        Ok(received)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}

/// The status line of the response that bytes begin with, behind interim responses.
fn status_line(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
        let (_, status) = line.split_at_checked("HTTP/1.1 ".len())?;
        if !status.starts_with(b"1") {
            return line.starts_with(b"HTTP/").then_some(line);
        }
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        bytes = &bytes[end + 4..];
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

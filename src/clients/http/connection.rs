//! Connections that respect the time limits, read a response that arrives before the upload ends, and record what happened.

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

/// The first byte of a TLS record (RFC 8446, section 5.1); the next byte is always 3.
const TLS_ALERT: u8 = 21;
const TLS_HANDSHAKE: u8 = 22;

/// Records what happened to the connections of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Monitor(Arc<Mutex<Events>>);

#[derive(Debug, Default)]
struct Events {
    /// No earlier request left a connection open.
    is_new: bool,
    progress: Progress,
    /// The server accepts no more data.
    broken: bool,
    /// The server sent a TLS record on a connection without TLS.
    speaks_tls: bool,
    /// Kept here because the agent discards the reason phrase.
    status_line: Option<Vec<u8>>,
}

#[derive(Debug, Default, PartialEq, PartialOrd)]
enum Progress {
    #[default]
    Nothing,
    /// At least a part of the request was sent.
    Sent,
    /// At least a part of the response was received.
    Received,
}

/// What a server sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Heard {
    Nothing,
    /// TLS, which the request did not use.
    Tls,
    /// At least the first byte of a response.
    Response,
}

impl Monitor {
    /// Starts recording for another request.
    pub(super) fn reset(&self) {
        *self.events() = Events::default();
    }

    /// Whether a reused connection was closed before any response. A server may close a connection after a response without announcing it, as
    /// Vector boards do; then the request may be sent again.
    pub(super) fn was_stale(&self, error: &Error) -> bool {
        let events = self.events();
        is_closed(error) && !events.is_new && events.progress < Progress::Received
    }

    /// Whether the request was sent but got no response, so that the server may have acted on it.
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

    /// What the server sent.
    pub(super) fn heard(&self) -> Heard {
        let events = self.events();
        match events.progress {
            _ if events.speaks_tls => Heard::Tls,
            Progress::Received => Heard::Response,
            Progress::Nothing | Progress::Sent => Heard::Nothing,
        }
    }

    /// Whether the server accepts no more of the request.
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

pub(super) fn is_closed(error: &Error) -> bool {
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

/// Opens connections, through a proxy if there is one, and with TLS for https.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    monitor: Monitor,
    tls: Option<Tls>,
}

impl Connections {
    pub(super) fn new(limits: Limits, monitor: Monitor, tls: Option<Tls>) -> Self {
        Self {
            limits,
            monitor,
            tls,
        }
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
            monitor: self.monitor.clone(),
            broken: None,
            is_plain: !details.needs_tls(),
        };
        let transport: Box<dyn Transport> = if details.needs_tls() && !limited.is_tls() {
            let tls = self.tls.as_ref().ok_or(Error::TlsRequired)?;
            Box::new(tls.connect(details, limited)?)
        } else {
            Box::new(limited)
        };
        Ok(Some(Box::new(Monitored {
            transport,
            monitor: self.monitor.clone(),
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
        self.monitor.events().is_new = true;
        let opened = self.open(&details);
        // a connection to a proxy also went through here
        self.monitor.events().progress = Progress::Nothing;
        opened
    }
}

/// The layer below TLS, which enforces the time limits. A server may reject a request and close the connection before it has read all of it; then, as
/// in curl, the rest is dropped and the response is read.
#[derive(Debug)]
struct Limited {
    transport: Box<dyn Transport>,
    limits: Limits,
    monitor: Monitor,
    /// Why no more data can be sent.
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
                self.monitor.events().broken = true;
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
                self.monitor.events().speaks_tls = true;
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

/// The layer above TLS, which records whether a response arrived.
#[derive(Debug)]
struct Monitored {
    transport: Box<dyn Transport>,
    monitor: Monitor,
}

impl Transport for Monitored {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, wait: NextTimeout) -> Result<(), Error> {
        self.monitor.reach(Progress::Sent);
        self.transport.transmit_output(amount, wait).map_err(closed)
    }

    fn await_input(&mut self, wait: NextTimeout) -> Result<bool, Error> {
        let received = self.transport.await_input(wait).map_err(closed)?;
        if received {
            self.monitor.reach(Progress::Received);
            let line = status_line(self.transport.buffers().input());
            self.monitor.events().status_line = line.map(<[u8]>::to_vec);
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

/// The status line of the response at the start of `bytes`, after any interim responses.
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

/// Maps resets to an error that the agent reports. It would take others for the end of a body of unknown length.
fn closed(error: Error) -> Error {
    match error {
        Error::Io(error) if is_closed_io(&error) => {
            Error::Io(io::Error::new(ErrorKind::BrokenPipe, error))
        }
        error => error,
    }
}

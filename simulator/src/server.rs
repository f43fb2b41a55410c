//! Serves a scheme, with one thread per connection.

use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection};

use crate::connection::{Connection, MAX_FAULT};
use crate::handle::Handle;
use crate::journal::{Journal, Raw};
use crate::request::Request;
use crate::response::{Response, Silence, Style};
use crate::shared::Shared;
use crate::stream::Stream;
use crate::{lock, tls};

/// A simulated service.
pub trait Scheme: From<Self::Options> + Send + Sized + 'static {
    /// Its options in the program; their doc comment is the help text of its subcommand.
    type Options: clap::Args;

    /// Its name in the program.
    const NAME: &'static str;

    /// The wire format of its responses.
    const STYLE: Style = Style::Framed;

    /// Its default address in the program.
    const ADDRESS: &'static str;

    /// The prefix of all its paths: empty, or for example `/v1`.
    fn base_path(&self) -> &'static str {
        ""
    }

    /// Responds to a request.
    ///
    /// # Errors
    ///
    /// `Silence` with a reason if it never responds.
    fn respond(&mut self, request: &Request, shared: &Shared) -> Result<Response, Silence>;

    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// The same as for [`Server::start`].
    fn start(self) -> io::Result<Handle> {
        Server::new().start(self)
    }
}

/// Starts a scheme's server with other settings than the defaults.
#[derive(Clone, Debug)]
#[must_use]
pub struct Server {
    listen: SocketAddr,
    tls: Tls,
    echo: bool,
}

/// Whether a server uses TLS, and its certificate.
#[derive(Clone, Debug)]
enum Tls {
    Off,
    OwnAuthority,
    Certificate(Vec<u8>, Vec<u8>),
}

impl Server {
    /// The defaults: a free port of 127.0.0.1, no TLS, no log on stderr.
    pub fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tls: Tls::Off,
            echo: false,
        }
    }

    /// Sets the address to listen on, which must be a loopback address.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Serves TLS, with a certificate that only [`Handle::ca_pem`] verifies.
    pub fn tls(mut self) -> Self {
        self.tls = Tls::OwnAuthority;
        self
    }

    /// Serves TLS with this certificate and its private key, both in DER.
    pub fn certificate(mut self, certificate: &[u8], private_key: &[u8]) -> Self {
        self.tls = Tls::Certificate(certificate.to_vec(), private_key.to_vec());
        self
    }

    /// Also writes each line of the log to stderr.
    pub fn echo(mut self) -> Self {
        self.echo = true;
        self
    }

    /// Starts the server. Dropping the handle stops it.
    ///
    /// # Errors
    ///
    /// The address is not a loopback address or cannot be listened on, or the certificate is invalid.
    pub fn start<S: Scheme>(self, scheme: S) -> io::Result<Handle> {
        if !self.listen.ip().is_loopback() {
            let text = format!("{} is not a loopback address", self.listen);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let (config, ca_pem) = match &self.tls {
            Tls::Off => Ok((None, None)),
            Tls::OwnAuthority => {
                tls::new_authority().map(|(config, pem)| (Some(config), Some(pem)))
            }
            Tls::Certificate(certificate, key) => {
                tls::config(certificate, key).map(|config| (Some(config), None))
            }
        }
        .map_err(io::Error::other)?;
        let listener = TcpListener::bind(self.listen).map_err(|error| {
            let text = format!("cannot listen on {}: {error}", self.listen);
            io::Error::new(error.kind(), text)
        })?;
        let address = listener.local_addr()?;
        let protocol = if config.is_some() { "https" } else { "http" };
        let url = format!("{protocol}://{address}{}", scheme.base_path());
        let journal = Journal {
            echo: self.echo.then_some(S::NAME),
            ..Journal::default()
        };
        let shared = Arc::new(Shared {
            journal,
            ..Shared::default()
        });
        let service = Arc::new(Service {
            scheme: Mutex::new(scheme),
            config,
            shared: Arc::clone(&shared),
        });
        let thread = thread::Builder::new().name(S::NAME.to_owned());
        let thread = thread.spawn(move || service.accept(&listener))?;
        Ok(Handle {
            name: S::NAME,
            address,
            url,
            ca_pem,
            shared,
            thread: Some(thread),
        })
    }
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

struct Service<S> {
    scheme: Mutex<S>,
    config: Option<Arc<ServerConfig>>,
    shared: Arc<Shared>,
}

impl<S: Scheme> Service<S> {
    fn accept(self: Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.shared.is_stopped.load(Ordering::SeqCst) {
                return;
            }
            match stream {
                Ok(stream) => {
                    let stream = Arc::new(stream);
                    lock(&self.shared.sockets).push(Arc::downgrade(&stream));
                    let (number, raw) = self.shared.journal.connect();
                    let service = Arc::clone(&self);
                    thread::spawn(move || service.serve(&stream, number, raw));
                }
                Err(error) => {
                    self.shared.journal.line(&format!("no connection: {error}"));
                    // probably out of file descriptors: wait until some are closed
                    thread::sleep(Duration::from_millis(50));
                }
            }
        }
    }

    fn serve(&self, stream: &TcpStream, number: usize, raw: Raw) {
        // these settings are optional
        let _ = stream.set_nodelay(true);
        let _ = stream.set_read_timeout(Some(MAX_FAULT));
        let _ = stream.set_write_timeout(Some(MAX_FAULT));
        match &self.config {
            None => self.talk(stream, number, raw),
            Some(config) => {
                if let Err(error) = self.talk_tls(config, stream, number, raw) {
                    let line = format!("connection {number}: no TLS: {error}");
                    self.shared.journal.line(&line);
                }
            }
        }
        // the client may be gone
        let _ = stream.shutdown(Shutdown::Write);
    }

    fn talk_tls(
        &self,
        config: &Arc<ServerConfig>,
        mut stream: &TcpStream,
        number: usize,
        raw: Raw,
    ) -> io::Result<()> {
        let session = ServerConnection::new(Arc::clone(config));
        let mut session = session.map_err(io::Error::other)?;
        session.complete_io(&mut stream)?;
        self.talk(rustls::Stream::new(&mut session, &mut stream), number, raw);
        session.send_close_notify();
        // the client may be gone
        let _ = session.complete_io(&mut stream);
        Ok(())
    }

    fn talk(&self, stream: impl io::Read + io::Write, number: usize, raw: Raw) {
        let connection = Connection {
            stream: Stream::new(stream, number, raw),
            shared: &self.shared,
            style: S::STYLE,
            respond: &|request| lock(&self.scheme).respond(request, &self.shared),
        };
        connection.serve();
    }
}

//! Serves a scheme on a thread of its own.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use axum::Router;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::clock::Clock;
use crate::connection::{self, Shared};
use crate::handle::Handle;
use crate::record::{Journal, Raw};
use crate::tls;

/// One of the simulated services, ready to be served.
pub trait Scheme: Sized {
    /// What the program calls it.
    const NAME: &'static str;

    /// What stands before the paths of all its requests: empty, or like `/v1`.
    fn base_path(&self) -> &'static str {
        ""
    }

    /// Its routes, telling the time by `clock`. Each request carries an `Arc<Request>` extension.
    fn router(self, clock: Clock) -> Router;

    /// Serves it on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`Server::start`].
    fn start(self) -> io::Result<Handle> {
        Server::new().start(self)
    }
}

/// How to serve a scheme, when the defaults are not right.
#[derive(Clone, Debug)]
#[must_use]
pub struct Server {
    listen: SocketAddr,
    tls: bool,
    echo: bool,
}

impl Server {
    /// On a free port of 127.0.0.1, without TLS, silent.
    pub fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tls: false,
            echo: false,
        }
    }

    /// Listens on this address, which must be a loopback address.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Serves TLS, with a certificate that only [`Handle::ca_pem`] verifies.
    pub fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Writes each line of the log to stderr, too.
    pub fn echo(mut self) -> Self {
        self.echo = true;
        self
    }

    /// Starts the server on a thread of its own; dropping the handle stops it.
    ///
    /// # Errors
    ///
    /// If the address is not a loopback address or cannot be listened on, or no certificate can be made.
    pub fn start<S: Scheme>(self, scheme: S) -> io::Result<Handle> {
        if !self.listen.ip().is_loopback() {
            let text = format!("{} is not a loopback address", self.listen);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let (acceptor, ca_pem) = match self.tls.then(tls::acceptor).transpose() {
            Ok(tls) => tls.unzip(),
            Err(error) => return Err(io::Error::other(error)),
        };
        let listener = TcpListener::bind(self.listen).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("cannot listen on {}: {error}", self.listen),
            )
        })?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let protocol = if self.tls { "https" } else { "http" };
        let url = format!("{protocol}://{address}{}", scheme.base_path());
        let shared = Arc::new(Shared {
            journal: Journal {
                echo: self.echo.then_some(S::NAME),
                ..Journal::default()
            },
            faults: Mutex::default(),
        });
        let clock = Clock::new();
        let service = Service {
            shared: Arc::clone(&shared),
            router: scheme.router(clock.clone()),
            acceptor,
        };
        let (stop, stopped) = oneshot::channel();
        let thread = service.spawn(S::NAME, listener, stopped)?;
        Ok(Handle {
            address,
            url,
            ca_pem,
            shared,
            clock,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

struct Service {
    shared: Arc<Shared>,
    router: Router,
    acceptor: Option<TlsAcceptor>,
}

impl Service {
    fn spawn(
        self,
        name: &str,
        listener: TcpListener,
        stopped: oneshot::Receiver<()>,
    ) -> io::Result<JoinHandle<()>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = self.accept(listener) => {}
                        _ = stopped => {}
                    }
                });
            })
    }

    async fn accept(self, listener: tokio::net::TcpListener) {
        loop {
            let (stream, _) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    self.shared.journal.line(format!("no connection: {error}"));
                    // Out of file descriptors, most likely: wait for some to be closed.
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    continue;
                }
            };
            // Answers are small and come one at a time.
            let _ = stream.set_nodelay(true);
            let (number, raw) = self.shared.journal.connect();
            tokio::spawn(self.connection(stream, number, raw));
        }
    }

    fn connection(
        &self,
        stream: tokio::net::TcpStream,
        number: usize,
        raw: Raw,
    ) -> impl Future<Output = ()> + use<> {
        let (shared, router, acceptor) = (
            Arc::clone(&self.shared),
            self.router.clone(),
            self.acceptor.clone(),
        );
        async move {
            let Some(acceptor) = acceptor else {
                return connection::serve(stream, number, raw, shared, router).await;
            };
            match acceptor.accept(stream).await {
                Ok(stream) => connection::serve(stream, number, raw, shared, router).await,
                Err(error) => shared
                    .journal
                    .line(format!("connection {number}: no TLS: {error}")),
            }
        }
    }
}

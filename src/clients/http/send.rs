//! Sending: one connection for the whole run where that does no harm, and the head of the response in time.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use ureq::{Agent, Body, Error, ProxyProtocol, SendBody, http};

use super::connection::{Connections, Watch};
use super::failure::Exchange;
use super::limits::Limits;
use super::names::Names;
use super::outgoing::{self, Upload};
use super::tls::Tls;
use super::{Response, Settings, proxy};
use crate::request::{Request, Target};
use crate::terminal::{Console, Failure, redact};

/// How much of an upload is handed over at once, in bytes. The server must take it within `--timeout`, so that more would cut a slow upload.
const PIECE: usize = 1 << 14;

/// Speaks to one server.
pub(crate) struct Http<'c> {
    agent: Agent,
    watch: Watch,
    limits: Limits,
    tls: Option<Tls>,
    settings: Settings,
    console: &'c Console,
}

impl<'c> Http<'c> {
    /// Prepares to speak to the server of a target; nothing is sent.
    ///
    /// # Errors
    /// An input error if the certificates' file or the environment's proxy is malformed.
    pub(crate) fn new(
        target: &Target,
        settings: Settings,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        let proxy = proxy::choose(target, &settings)?;
        if proxy.is_some() {
            let source = settings
                .proxy
                .as_ref()
                .map_or("the environment", |_| "--proxy");
            console.step("proxy", format_args!("from {source}"));
        }
        let is_secured = target.is_https()
            || proxy
                .as_ref()
                .is_some_and(|proxy| proxy.protocol() == ProxyProtocol::Https);
        let tls = is_secured.then(|| Tls::new(&settings)).transpose()?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .user_agent(outgoing::USER_AGENT)
            .output_buffer_size(PIECE)
            // these two mark the waits for a connection; the limits hold all of them
            .timeout_resolve(Some(settings.connect_timeout))
            .timeout_connect(Some(settings.connect_timeout))
            .proxy(proxy)
            .build();
        let (watch, limits) = (Watch::default(), Limits::new(&settings));
        let connections = Connections::new(limits.clone(), watch.clone(), tls.clone());
        Ok(Self {
            agent: Agent::with_parts(config, connections, Names::new(limits.clone(), target)),
            watch,
            limits,
            tls,
            settings,
            console,
        })
    }

    /// Where steps and warnings go.
    pub(crate) fn console(&self) -> &'c Console {
        self.console
    }

    /// For how long the run may still wait for responses.
    pub(crate) fn remaining(&self) -> Duration {
        self.limits.remaining()
    }

    /// Waits before the next request.
    pub(crate) fn pause(&self, time: Duration) {
        self.limits.count(time);
        thread::sleep(time);
    }

    /// Sends a request and waits for the head of the response, whatever its status. A repeatable request may go out on a connection that was
    /// used before, and again on a new one if the server has closed that; any other goes out on a new connection, once.
    ///
    /// # Errors
    /// A failure with status 6 if there is no response.
    pub(crate) fn send(&self, request: &Request) -> Result<Response, Failure> {
        let head = outgoing::head(request)?;
        outgoing::explain(request, &head, self.console);
        let mut sent = self.attempt(request, &head);
        let is_lost = request.repeatable
            && sent
                .as_ref()
                .is_err_and(|error| self.watch.was_stale(error));
        if is_lost {
            self.console.step(
                "connection",
                "closed by the server after its last response; once more on a new one",
            );
            sent = self.attempt(request, &head);
        }
        let may_act = request.acts_once || !request.repeatable;
        let exchange = Exchange {
            url: redact(&request.target.to_string()).into_owned(),
            settings: self.settings.clone(),
            is_proxied: self.settings.proxy.is_none() && self.agent.config().proxy().is_some(),
            refused_key: self.tls.as_ref().and_then(Tls::refused),
            speaks_tls: self.watch.speaks_tls(),
            is_in_doubt: may_act
                && sent
                    .as_ref()
                    .is_err_and(|error| self.watch.is_in_doubt(error)),
        };
        let response = sent.map_err(|error| exchange.failure(&error))?;
        Ok(Response::new(
            response,
            self.watch.take_status_line(),
            exchange,
            self.limits.clone(),
            is_lost,
        ))
    }

    fn attempt(
        &self,
        request: &Request,
        head: &http::Request<()>,
    ) -> Result<http::Response<Body>, Error> {
        self.watch.reset();
        self.limits.await_connection();
        let sent = self.limits.check().and_then(|()| {
            let (head, ()) = head.clone().into_parts();
            self.transmit(request, head)
        });
        self.limits.stop_waiting();
        sent
    }

    fn transmit(
        &self,
        request: &Request,
        head: http::request::Parts,
    ) -> Result<http::Response<Body>, Error> {
        let Some(length) = request.body.length() else {
            let outgoing = http::Request::from_parts(head, SendBody::none());
            return self.run(request.repeatable, outgoing);
        };
        let mut upload = Upload::new(&request.body, &self.limits, &self.watch)?;
        let outgoing = http::Request::from_parts(head, SendBody::from_reader(&mut upload));
        if length <= PIECE as u64 {
            return self.run(request.repeatable, outgoing);
        }
        self.guarded(|| self.run(request.repeatable, outgoing))
    }

    fn run(
        &self,
        is_repeatable: bool,
        request: http::Request<SendBody<'_>>,
    ) -> Result<http::Response<Body>, Error> {
        if is_repeatable {
            return self.agent.run(request);
        }
        let on_new_connection = self.agent.configure_request(request);
        self.agent
            .run(on_new_connection.max_idle_age(Duration::ZERO).build())
    }

    /// Closes the connection when the time is up: the socket's own limit begins anew when it takes a part of what it is given.
    fn guarded<T>(&self, upload: impl FnOnce() -> T) -> T {
        let (end, is_ended) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                while is_ended.recv_timeout(self.limits.remaining())
                    == Err(RecvTimeoutError::Timeout)
                {
                    if self.limits.remaining().is_zero() {
                        return self.agent.clone().shutdown();
                    }
                }
            });
            let result = upload();
            drop(end);
            result
        })
    }
}

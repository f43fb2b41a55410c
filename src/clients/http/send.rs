//! Sends requests, reuses connections where that is safe, and enforces the time limits.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use ureq::{Agent, Body, Error, ProxyProtocol, SendBody, http};

use super::connection::{Connections, Monitor};
use super::failure::Exchange;
use super::limits::Limits;
use super::names::Names;
use super::outgoing::{self, Upload};
use super::tls::Tls;
use super::{Response, Settings, proxy};
use crate::request::{Request, Target};
use crate::terminal::{Console, Failure, redact};

/// The size of a piece of an upload, in bytes. The server must accept a piece within `--timeout`; larger pieces could time out on a slow link.
const PIECE: usize = 1 << 14;

/// An HTTP client for one server.
pub(crate) struct Http<'c> {
    agent: Agent,
    monitor: Monitor,
    limits: Limits,
    tls: Option<Tls>,
    settings: Settings,
    console: &'c Console,
}

impl<'c> Http<'c> {
    /// Creates a client for the server of a target. Nothing is sent.
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
            // these two only mark the waits for a connection; `limits` enforces them
            .timeout_resolve(Some(settings.connect_timeout))
            .timeout_connect(Some(settings.connect_timeout))
            .proxy(proxy)
            .build();
        let (monitor, limits) = (Monitor::default(), Limits::new(&settings));
        let connections = Connections::new(limits.clone(), monitor.clone(), tls.clone());
        Ok(Self {
            agent: Agent::with_parts(config, connections, Names::new(limits.clone(), target)),
            monitor,
            limits,
            tls,
            settings,
            console,
        })
    }

    pub(crate) fn console(&self) -> &'c Console {
        self.console
    }

    /// How long the run may still wait for responses.
    pub(crate) fn remaining(&self) -> Duration {
        self.limits.remaining()
    }

    /// Waits before the next request.
    pub(crate) fn pause(&self, time: Duration) {
        self.limits.count(time);
        thread::sleep(time);
    }

    /// Sends a request and waits for the head of the response, whatever its status. A repeatable request may reuse a connection, and is sent again
    /// on a new one if the server has closed it. Any other request is sent once, on a new connection.
    pub(crate) fn send(&self, request: &Request) -> Result<Response, Failure> {
        let head = outgoing::head(request)?;
        outgoing::explain(request, &head, self.console);
        let mut sent = self.attempt(request, &head);
        let is_lost = request.is_repeatable
            && sent
                .as_ref()
                .is_err_and(|error| self.monitor.was_stale(error));
        if is_lost {
            self.console.step(
                "connection",
                "closed by the server after its last response; retrying on a new one",
            );
            sent = self.attempt(request, &head);
        }
        let may_act = request.acts_once || !request.is_repeatable;
        let exchange = Exchange {
            url: redact(&request.target.to_string()).to_string(),
            settings: self.settings.clone(),
            is_proxied: self.settings.proxy.is_none() && self.agent.config().proxy().is_some(),
            refused_key: self.tls.as_ref().and_then(Tls::rejected_key),
            heard: self.monitor.heard(),
            is_in_doubt: may_act
                && sent
                    .as_ref()
                    .is_err_and(|error| self.monitor.is_in_doubt(error)),
        };
        let response = sent.map_err(|error| exchange.failure(&error))?;
        Ok(Response::new(
            response,
            self.monitor.take_status_line(),
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
        self.monitor.reset();
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
            return self.run(request.is_repeatable, outgoing);
        };
        let mut upload = Upload::new(&request.body, &self.limits, &self.monitor)?;
        let outgoing = http::Request::from_parts(head, SendBody::from_reader(&mut upload));
        if length <= PIECE as u64 {
            return self.run(request.is_repeatable, outgoing);
        }
        self.guarded(|| self.run(request.is_repeatable, outgoing))
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

    /// Closes the connection when the time is up, because the socket's timeout restarts with each partial write.
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

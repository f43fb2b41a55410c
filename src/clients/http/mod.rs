//! The one HTTP agent: one connection where that does no harm, no redirect, no proxy to a neighbour, TLS always verified, and a limit to every wait.

mod failure;
mod fields;
mod outgoing;
mod proxy;
mod response;
mod roots;
mod watch;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use ureq::tls::{TlsConfig, TlsProvider};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector as _, DefaultConnector};
use ureq::{Agent, SendBody, Timeout, http};

pub(crate) use failure::refusal;
pub(crate) use fields::Fields;
pub(crate) use response::Answer;

use crate::request::{Request, Target};
use crate::terminal::{Console, Failure};
use watch::Watch;

/// How requests are made.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// How long a connection may take to stand, TLS included.
    pub(crate) connect_timeout: Duration,
    /// How long the whole may take; a body that flows may take longer.
    pub(crate) timeout: Duration,
    /// Whom TLS trusts instead of the system's authorities: a PEM file.
    pub(crate) cacert: Option<PathBuf>,
    /// Whether the environment's proxies are ignored, whatever the host.
    pub(crate) no_proxy: bool,
}

/// Speaks to one server.
pub(crate) struct Http<'c> {
    agent: Agent,
    watch: Watch,
    settings: Settings,
    deadline: Instant,
    console: &'c Console,
}

impl<'c> Http<'c> {
    /// Prepares to speak to the server of a target; nothing is sent. The time for the whole begins to run.
    ///
    /// # Errors
    /// An input error if the certificates' file or the environment's proxy is malformed.
    pub(crate) fn new(
        target: &Target,
        settings: Settings,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        let mut tls = TlsConfig::builder().provider(TlsProvider::Rustls);
        if target.is_https() || settings.cacert.is_some() {
            tls = tls
                .root_certs(roots::load(settings.cacert.as_deref())?)
                .unversioned_rustls_crypto_provider(
                    rustls::crypto::ring::default_provider().into(),
                );
        }
        let proxy = if settings.no_proxy {
            None
        } else {
            proxy::of_environment(target)?
        };
        if proxy.is_some() {
            console.step("proxy", "as the environment says");
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .user_agent(outgoing::USER_AGENT)
            .proxy(proxy)
            .tls_config(tls.build())
            .build();
        let watch = Watch::default();
        let agent = Agent::with_parts(
            config,
            DefaultConnector::new().chain(watch.clone()),
            DefaultResolver::default(),
        );
        let deadline = Instant::now() + settings.timeout;
        Ok(Self {
            agent,
            watch,
            settings,
            deadline,
            console,
        })
    }

    /// Lets the time for the whole begin anew, after somebody was asked for a password.
    pub(crate) fn restart(&mut self) {
        self.deadline = Instant::now() + self.settings.timeout;
    }

    /// Where steps and warnings go.
    pub(crate) fn console(&self) -> &'c Console {
        self.console
    }

    /// How much of the time is left.
    pub(crate) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Sends a request and waits for the head of its answer, whatever its status. When a connection that was used before turns out to be closed, a
    /// request that cannot do harm twice goes out again on a new one; any other has a new connection from the start.
    ///
    /// # Errors
    /// A failure with status 6 if there is no answer.
    pub(crate) fn send(&self, request: &Request) -> Result<Answer, Failure> {
        let head = outgoing::head(request)?;
        outgoing::explain(request, &head, self.console);
        let agent = if request.repeatable {
            self.agent.clone()
        } else {
            self.unused_agent()
        };
        let mut sent = self.attempt(&agent, request, &head);
        let is_lost = request.repeatable
            && sent
                .as_ref()
                .is_err_and(|error| self.watch.was_stale(error));
        if is_lost {
            self.console.step(
                "connection",
                "closed by the server after its last answer; once more on a new one",
            );
            sent = self.attempt(&agent, request, &head);
        }
        let proxied = agent.config().proxy().is_some();
        let response = sent.map_err(|error| {
            let failure =
                failure::no_answer(&request.target.to_string(), &error, &self.settings, proxied);
            let is_in_doubt = !request.repeatable && failure::is_closed(&error);
            if is_in_doubt {
                failure
                    .hint("the server may have carried the request out: look before you repeat it")
            } else {
                failure
            }
        })?;
        let answer = Answer::new(
            request.target.to_string(),
            response,
            &self.settings,
            proxied,
        )
        .of_second_attempt(is_lost);
        answer.explain(self.console);
        Ok(answer)
    }

    /// An agent without a connection that a server could have closed meanwhile.
    fn unused_agent(&self) -> Agent {
        let connector = DefaultConnector::new().chain(self.watch.clone());
        Agent::with_parts(
            self.agent.config().clone(),
            connector,
            DefaultResolver::default(),
        )
    }

    fn attempt(
        &self,
        agent: &Agent,
        request: &Request,
        head: &http::Request<()>,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        self.watch.reset();
        let (head, ()) = head.clone().into_parts();
        match outgoing::reader(&request.body)? {
            Some(mut reader) => self.run(
                agent,
                http::Request::from_parts(head, SendBody::from_reader(&mut reader)),
            ),
            None => self.run(agent, http::Request::from_parts(head, SendBody::none())),
        }
    }

    fn run(
        &self,
        agent: &Agent,
        request: http::Request<SendBody<'_>>,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let remaining = self.remaining();
        if remaining.is_zero() {
            return Err(ureq::Error::Timeout(Timeout::Global));
        }
        let connect = self.settings.connect_timeout.min(remaining);
        let request = agent
            .configure_request(request)
            .timeout_resolve(Some(connect))
            .timeout_connect(Some(connect))
            .timeout_send_request(Some(remaining))
            .timeout_recv_response(Some(remaining))
            .timeout_per_read(Some(self.settings.timeout))
            .timeout_per_write(Some(self.settings.timeout))
            .build();
        agent.run(request)
    }
}

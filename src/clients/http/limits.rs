//! How long a run may wait: for a connection, for a response, between two pieces of a body, and in all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use ureq::{Error, Timeout};

use super::Settings;

/// The limits of a run, shared with its connections. A wait ends with the [`Error::Timeout`] of the limit that expires first.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    settings: Settings,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    /// When the connection that is being opened must be there.
    connect: Instant,
    /// When the last response must have begun.
    response: Instant,
    /// When all must be done.
    run: Option<Instant>,
    awaited: Awaited,
}

#[derive(Debug, Clone, Copy)]
enum Awaited {
    /// The response, or all of a small one.
    Response,
    /// The next piece of a body, until then.
    Body(Instant),
    /// What may follow at once, until then.
    Rest(Instant),
}

impl Limits {
    /// The time begins to run.
    pub(super) fn new(settings: &Settings) -> Self {
        let now = Instant::now();
        let state = State {
            connect: now,
            response: now + settings.timeout,
            run: settings.max_time.map(|time| now + time),
            awaited: Awaited::Response,
        };
        Self {
            settings: settings.clone(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// A request is about to be sent.
    pub(super) fn await_connection(&self) {
        let mut state = self.lock();
        state.connect = Instant::now() + self.settings.connect_timeout;
        state.awaited = Awaited::Response;
    }

    pub(super) fn await_response(&self) {
        self.lock().awaited = Awaited::Response;
    }

    pub(super) fn await_body(&self) {
        self.lock().awaited = Awaited::Body(Instant::now() + self.settings.timeout);
    }

    pub(super) fn await_rest(&self, until: Instant) {
        self.lock().awaited = Awaited::Rest(until);
    }

    /// Does not count the time that somebody took to give a password.
    pub(super) fn exclude(&self, time: Duration) {
        let mut state = self.lock();
        state.response += time;
        state.run = state.run.map(|run| run + time);
    }

    /// Does not count the time in which a piece of an upload was taken.
    pub(super) fn exclude_upload(&self, time: Duration) {
        self.lock().response += time;
    }

    /// The time that is left for the response.
    pub(super) fn remaining(&self) -> Duration {
        let state = self.lock();
        let end = state
            .run
            .map_or(state.response, |run| run.min(state.response));
        end.saturating_duration_since(Instant::now())
    }

    /// Whether there is time left.
    ///
    /// # Errors
    /// [`Error::Timeout`] if there is none.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.shorten(NextTimeout::default()).map(drop)
    }

    /// Shortens a wait of the agent, whose reason says whether it is for a connection.
    ///
    /// # Errors
    /// [`Error::Timeout`] if there is no time left.
    pub(super) fn shorten(&self, wait: NextTimeout) -> Result<NextTimeout, Error> {
        let state = self.lock();
        let (mut end, mut reason) = match (wait.reason, state.awaited) {
            (Timeout::Resolve | Timeout::Connect, _) => {
                (state.connect.min(state.response), Timeout::Connect)
            }
            (_, Awaited::Response) => (state.response, Timeout::RecvResponse),
            (_, Awaited::Body(end)) => (end, Timeout::RecvBody),
            (_, Awaited::Rest(end)) => (end, Timeout::PerRead),
        };
        if let Some(run) = state.run.filter(|run| *run < end) {
            (end, reason) = (run, Timeout::Global);
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Timeout(reason));
        }
        Ok(if wait.after > left.into() {
            NextTimeout {
                after: left.into(),
                reason,
                ..wait
            }
        } else {
            wait
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Resolver for Limits {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        wait: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        DefaultResolver::default().resolve(uri, config, self.shorten(wait)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(connect: u64, timeout: u64, max_time: Option<u64>) -> Settings {
        Settings {
            connect_timeout: Duration::from_secs(connect),
            timeout: Duration::from_secs(timeout),
            max_time: max_time.map(Duration::from_secs),
            ..Settings::default()
        }
    }

    fn wait(reason: Timeout) -> NextTimeout {
        NextTimeout {
            reason,
            ..NextTimeout::default()
        }
    }

    #[test]
    fn the_first_limit_to_expire_is_told() {
        for (connect, timeout, max_time, phase, expected) in [
            (0, 60, None, Timeout::Resolve, Timeout::Connect),
            (10, 0, None, Timeout::Connect, Timeout::Connect),
            (10, 0, None, Timeout::Global, Timeout::RecvResponse),
            (10, 60, Some(0), Timeout::Connect, Timeout::Global),
            (10, 60, Some(0), Timeout::Global, Timeout::Global),
        ] {
            let limits = Limits::new(&settings(connect, timeout, max_time));
            limits.await_connection();
            let error = limits.shorten(wait(phase)).expect_err("no time is left");
            assert!(
                matches!(error, Error::Timeout(reason) if reason == expected),
                "{error}"
            );
        }
    }

    #[test]
    fn a_shorter_wait_stays_as_it_is() {
        let limits = Limits::new(&settings(10, 60, None));
        let shorter = NextTimeout {
            after: Duration::from_secs(1).into(),
            ..wait(Timeout::Await100)
        };
        assert_eq!(limits.shorten(shorter).expect("time is left"), shorter);
    }

    #[test]
    fn time_that_does_not_count_is_given_back() {
        let limits = Limits::new(&settings(10, 0, Some(0)));
        limits.exclude(Duration::from_secs(9));
        assert!(limits.remaining() > Duration::from_secs(8));
        let limits = Limits::new(&settings(10, 0, Some(0)));
        limits.exclude_upload(Duration::from_secs(9));
        assert!(limits.remaining().is_zero(), "--max-time counts all");
    }
}

//! The time limits of a run: to connect, for responses, between two pieces of a body, and in total.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::unversioned::transport::NextTimeout;
use ureq::{Error, Timeout};

use super::Settings;

/// The time limits, shared with the connections. A wait ends with the [`Error::Timeout`] of the limit that expires first.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    settings: Settings,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    /// The deadline for opening a connection.
    connect: Instant,
    /// The deadline for the response. While the clock is stopped, it is as of `stopped`.
    response: Instant,
    /// When the run stopped waiting for a response.
    stopped: Option<Instant>,
    /// The deadline for the whole run.
    run: Option<Instant>,
    awaited: Awaited,
}

#[derive(Debug, Clone, Copy)]
enum Awaited {
    /// The head of a response, or a whole small one.
    Response,
    /// The next piece of a body, and its deadline.
    Body(Instant),
    /// Data that is not worth a longer wait, and its deadline.
    Rest(Instant),
}

impl Limits {
    pub(super) fn new(settings: &Settings) -> Self {
        let now = Instant::now();
        let state = State {
            connect: now,
            response: now + settings.timeout,
            stopped: Some(now),
            run: None,
            awaited: Awaited::Response,
        };
        Self {
            settings: settings.clone(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Starts the wait for a connection. The first one starts the time for the whole run.
    pub(super) fn await_connection(&self) {
        self.await_response();
        let now = Instant::now();
        let mut state = self.lock();
        state.connect = now + self.settings.connect_timeout;
        state.run = state.run.or(self.settings.max_time.map(|time| now + time));
    }

    pub(super) fn await_response(&self) {
        let mut state = self.lock();
        if let Some(stopped) = state.stopped.take() {
            state.response += stopped.elapsed();
        }
        state.awaited = Awaited::Response;
    }

    /// Stops the clock until the next wait for a response, so that a password prompt, for example, does not count.
    pub(super) fn stop_waiting(&self) {
        self.lock().stopped.get_or_insert_with(Instant::now);
    }

    pub(super) fn await_body(&self) {
        self.lock().awaited = Awaited::Body(Instant::now() + self.settings.timeout);
    }

    pub(super) fn await_rest(&self, time: Duration) {
        self.lock().awaited = Awaited::Rest(Instant::now() + time);
    }

    /// Counts time as if the run had waited for a response.
    pub(super) fn count(&self, time: Duration) {
        if let Some(stopped) = &mut self.lock().stopped {
            *stopped += time;
        }
    }

    /// Excludes the time that an upload took.
    pub(super) fn exclude(&self, time: Duration) {
        self.lock().response += time;
    }

    /// How long the run may still wait for responses.
    pub(super) fn remaining(&self) -> Duration {
        let (state, now) = (self.lock(), Instant::now());
        let left = state
            .response
            .saturating_duration_since(state.stopped.unwrap_or(now));
        state
            .run
            .map_or(left, |run| left.min(run.saturating_duration_since(now)))
    }

    /// Fails if no time is left.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.shorten(NextTimeout::default()).map(drop)
    }

    /// Shortens a wait of the agent to the time left, or fails if none is left. The reason of the wait tells whether it is for a connection.
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
    fn the_first_limit_to_expire_is_reported() {
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
    fn a_shorter_wait_is_unchanged() {
        let limits = Limits::new(&settings(10, 60, None));
        let shorter = NextTimeout {
            after: Duration::from_secs(1).into(),
            ..wait(Timeout::Await100)
        };
        assert_eq!(limits.shorten(shorter).expect("time is left"), shorter);
    }

    #[test]
    fn only_time_spent_waiting_counts() {
        let limits = Limits::new(&settings(10, 60, None));
        limits.count(Duration::from_secs(50));
        assert!(limits.remaining() <= Duration::from_secs(10));
        let limits = Limits::new(&settings(10, 60, None));
        limits.await_connection();
        limits.exclude(Duration::from_secs(20));
        limits.stop_waiting();
        assert!(limits.remaining() > Duration::from_secs(60));
        let limits = Limits::new(&settings(10, 60, Some(0)));
        limits.await_connection();
        limits.exclude(Duration::from_secs(20));
        assert!(limits.remaining().is_zero(), "--max-time counts all");
    }
}

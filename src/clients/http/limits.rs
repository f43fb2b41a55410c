//! How long a run may wait: for a connection, for a response, between two pieces of a body, and in all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

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
    /// When the response must be there, as seen at `stopped` while the run waits for none.
    response: Instant,
    /// Since when the run waits for no response.
    stopped: Option<Instant>,
    /// When all must be done.
    run: Option<Instant>,
    awaited: Awaited,
}

#[derive(Debug, Clone, Copy)]
enum Awaited {
    /// The head of a response, or all of a small one.
    Response,
    /// The next piece of a body, until then.
    Body(Instant),
    /// What is not worth waiting for any longer than that.
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

    /// A request is sent. The time for all of the run begins with the first one.
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

    /// The response is there, or given up. What the program does before it waits for the next one, asking for a password say, does not count.
    pub(super) fn stop_waiting(&self) {
        self.lock().stopped.get_or_insert_with(Instant::now);
    }

    pub(super) fn await_body(&self) {
        self.lock().awaited = Awaited::Body(Instant::now() + self.settings.timeout);
    }

    pub(super) fn await_rest(&self, time: Duration) {
        self.lock().awaited = Awaited::Rest(Instant::now() + time);
    }

    /// Counts a time as if the run waited for a response in it.
    pub(super) fn count(&self, time: Duration) {
        if let Some(stopped) = &mut self.lock().stopped {
            *stopped += time;
        }
    }

    /// Does not count the time in which a piece of an upload was taken.
    pub(super) fn exclude(&self, time: Duration) {
        self.lock().response += time;
    }

    /// For how long the run may still wait for responses.
    pub(super) fn remaining(&self) -> Duration {
        let (state, now) = (self.lock(), Instant::now());
        let left = state
            .response
            .saturating_duration_since(state.stopped.unwrap_or(now));
        state
            .run
            .map_or(left, |run| left.min(run.saturating_duration_since(now)))
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
    fn only_the_time_of_waiting_counts() {
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

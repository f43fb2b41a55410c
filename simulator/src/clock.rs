//! A clock that tests can set, so that they need not wait for something to expire.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::lock;

/// The time of one server: real time until a test changes it.
#[derive(Debug)]
pub struct Clock {
    started: Instant,
    time_at_start: Mutex<DateTime<Utc>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            time_at_start: Mutex::new(Utc::now()),
        }
    }
}

impl Clock {
    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut start = lock(&self.time_at_start);
        *start += by;
    }

    /// Sets the clock to `time`; it keeps running from there.
    pub fn set(&self, time: DateTime<Utc>) {
        *lock(&self.time_at_start) = time - self.elapsed();
    }

    /// The server's time. Changes of the system clock do not affect it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        *lock(&self.time_at_start) + self.elapsed()
    }

    fn elapsed(&self) -> TimeDelta {
        TimeDelta::from_std(self.started.elapsed()).unwrap_or(TimeDelta::MAX)
    }
}

//! A clock that tests can turn, so that expiry needs no waiting.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::lock;

/// The time of one simulator: real time until a test turns it.
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
    /// Moves the time forward.
    pub fn advance(&self, by: Duration) {
        let mut start = lock(&self.time_at_start);
        *start += by;
    }

    /// Makes it `time` now; the clock goes on from there.
    pub fn set(&self, time: DateTime<Utc>) {
        *lock(&self.time_at_start) = time - self.elapsed();
    }

    /// The simulator's time. Steps of the machine's own clock do not move it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        *lock(&self.time_at_start) + self.elapsed()
    }

    fn elapsed(&self) -> TimeDelta {
        TimeDelta::from_std(self.started.elapsed()).unwrap_or(TimeDelta::MAX)
    }
}

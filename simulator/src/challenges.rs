//! The challenges that a server has given out and not yet seen answered.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a challenge lasts, on every scheme that has them.
const LIFETIME: TimeDelta = TimeDelta::seconds(60);

/// What a server knows of a challenge that it receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Fresh,
    Expired,
    /// Never given out, used, or expired and forgotten.
    Unknown,
}

#[derive(Debug)]
struct Outstanding {
    challenge: String,
    /// Whom it was given out to, where a server knows.
    user: String,
    since: DateTime<Utc>,
}

impl Outstanding {
    fn state(&self, now: DateTime<Utc>) -> State {
        if now - self.since <= LIFETIME {
            State::Fresh
        } else {
            State::Expired
        }
    }
}

/// The challenges of one server.
#[derive(Debug, Default)]
pub(crate) struct Challenges(Vec<Outstanding>);

impl Challenges {
    /// Forgets what has expired; returns how many are left.
    pub(crate) fn purge(&mut self, now: DateTime<Utc>) -> usize {
        self.0.retain(|own| own.state(now) == State::Fresh);
        self.0.len()
    }

    pub(crate) fn add(&mut self, challenge: &str, user: &str, now: DateTime<Utc>) {
        self.0.push(Outstanding {
            challenge: challenge.to_owned(),
            user: user.to_owned(),
            since: now,
        });
    }

    pub(crate) fn state(&self, challenge: &str, now: DateTime<Utc>) -> State {
        let mut outstanding = self.0.iter();
        let own = outstanding.find(|own| own.challenge == challenge);
        own.map_or(State::Unknown, |own| own.state(now))
    }

    pub(crate) fn remove(&mut self, challenge: &str) {
        self.0.retain(|own| own.challenge != challenge);
    }

    pub(crate) fn remove_of(&mut self, user: &str) {
        self.0.retain(|own| own.user != user);
    }

    /// Those given out to a user, the newest first, with their state.
    pub(crate) fn of(&self, user: &str, now: DateTime<Utc>) -> Vec<(String, State)> {
        let own = self.0.iter().rev().filter(|own| own.user == user);
        own.map(|own| (own.challenge.clone(), own.state(now)))
            .collect()
    }
}

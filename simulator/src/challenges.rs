//! The outstanding challenges of a server.

use chrono::{DateTime, TimeDelta, Utc};

/// The lifetime of a challenge, in all schemes.
const LIFETIME: TimeDelta = TimeDelta::seconds(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Fresh,
    Expired,
    /// Never issued, used, or expired and forgotten.
    Unknown,
}

#[derive(Debug)]
struct Outstanding {
    challenge: String,
    /// The user it was issued to, or empty.
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

#[derive(Debug, Default)]
pub(crate) struct Challenges(Vec<Outstanding>);

impl Challenges {
    /// Removes expired challenges, and returns how many are left.
    pub(crate) fn purge(&mut self, now: DateTime<Utc>) -> usize {
        self.0.retain(|entry| entry.state(now) == State::Fresh);
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
        let entry = outstanding.find(|entry| entry.challenge == challenge);
        entry.map_or(State::Unknown, |entry| entry.state(now))
    }

    pub(crate) fn remove(&mut self, challenge: &str) {
        self.0.retain(|entry| entry.challenge != challenge);
    }

    pub(crate) fn remove_user(&mut self, user: &str) {
        self.0.retain(|entry| entry.user != user);
    }

    /// A user's challenges with their states, newest first.
    pub(crate) fn for_user(&self, user: &str, now: DateTime<Utc>) -> Vec<(String, State)> {
        let entries = self.0.iter().rev().filter(|entry| entry.user == user);
        entries
            .map(|entry| (entry.challenge.clone(), entry.state(now)))
            .collect()
    }
}

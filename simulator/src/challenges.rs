//! The challenges that a server has given out and not yet seen answered.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a challenge lasts, on every scheme that has them.
const LIFETIME: TimeDelta = TimeDelta::seconds(60);

/// What a server knows of a challenge that it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Fresh,
    Expired,
    /// Never given out, used, or expired and forgotten.
    Unknown,
}

/// Outstanding challenges, each with what it was given out for.
#[derive(Debug, Default)]
pub(crate) struct Challenges {
    outstanding: Vec<(String, String, DateTime<Utc>)>,
}

impl Challenges {
    /// Forgets what has expired; returns how many are left.
    pub(crate) fn purge(&mut self, now: DateTime<Utc>) -> usize {
        self.outstanding
            .retain(|(_, _, since)| now - since <= LIFETIME);
        self.outstanding.len()
    }

    pub(crate) fn add(&mut self, challenge: &str, purpose: &str, now: DateTime<Utc>) {
        self.outstanding
            .push((challenge.to_owned(), purpose.to_owned(), now));
    }

    pub(crate) fn state(&self, challenge: &str, now: DateTime<Utc>) -> State {
        match self.outstanding.iter().find(|(own, ..)| own == challenge) {
            Some((_, _, since)) if now - since <= LIFETIME => State::Fresh,
            Some(_) => State::Expired,
            None => State::Unknown,
        }
    }

    pub(crate) fn remove(&mut self, challenge: &str) {
        self.outstanding.retain(|(own, ..)| own != challenge);
    }

    pub(crate) fn remove_of(&mut self, purpose: &str) {
        self.outstanding.retain(|(_, own, _)| own != purpose);
    }

    /// Those given out for `purpose`, the newest first, with their state.
    pub(crate) fn of(&self, purpose: &str, now: DateTime<Utc>) -> Vec<(String, State)> {
        let own = self
            .outstanding
            .iter()
            .rev()
            .filter(|(_, other, _)| other == purpose);
        own.map(|(challenge, ..)| (challenge.clone(), self.state(challenge, now)))
            .collect()
    }
}

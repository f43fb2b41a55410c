//! [`Overrides`] and an answer → [`Comparison`].

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::document::{ContentKey, Document, Kid, SpekeVersion};
use super::error::excerpt;
use super::finding::{Finding, Flaw};
use super::inspect;
use super::overrides::{Inputs, Override, Overrides};
use crate::speke::{KeyId, V2};

/// An answer beside the overrides of its request.
#[derive(Debug, Clone)]
pub struct Comparison<'d> {
    /// What became of each override, in their order.
    pub checks: Vec<Check<'d>>,
    /// The kids of keys of the answer that no check found.
    pub unexpected: Vec<Kid>,
    /// What is doubtful or wrong in the answer, with its lines: kids of DRM systems and rules that no key has, and data of the document or of
    /// a key found that are not those of the request.
    pub findings: Vec<Finding>,
}

/// What became of an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check<'d> {
    /// The override: inputs, the kid that was requested, the key id that is expected.
    pub expected: Override<'d>,
    /// The key id of the answer that `status` is about, and its line.
    pub found: Option<(KeyId, usize)>,
    /// What became of it.
    pub status: Status,
}

/// What an answer has in the place of an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A key of the expected key id.
    Found,
    /// A key whose id is the expected one in the other byte order.
    OtherByteOrder,
    /// A key of the kid that was requested.
    Requested,
    /// None of these.
    Missing,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Found => "found",
            Self::OtherByteOrder => "other byte order",
            Self::Requested => "still the requested kid",
            Self::Missing => "missing",
        })
    }
}

impl Comparison<'_> {
    /// Whether the answer is what the override gives: every key id found, none beside them, no finding.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.checks
            .iter()
            .all(|check| check.status == Status::Found)
            && self.unexpected.is_empty()
            && self.findings.is_empty()
    }
}

impl<'d> Overrides<'d> {
    /// Compares an answer with the overrides of its request, key by key. Keys in an answer may be encrypted or not; only their ids are looked at.
    #[must_use]
    pub fn compare(&self, answer: &Document<'_>) -> Comparison<'d> {
        let mut findings = inspect::kids(answer);
        findings.extend(
            self.content_id_flaw(answer)
                .map(|flaw| flaw.at(answer.line)),
        );
        let keys: HashMap<KeyId, &ContentKey<'_>> = answer
            .keys
            .iter()
            .rev()
            .map(|key| (key.kid.key_id, key))
            .collect();
        let checks: Vec<_> = self.rows.iter().map(|row| check(row, &keys)).collect();

        let found: HashSet<KeyId> = checks
            .iter()
            .filter_map(|check| Some(check.found?.0))
            .collect();
        let unexpected = answer
            .keys
            .iter()
            .map(|key| &key.kid)
            .filter(|kid| !found.contains(&kid.key_id))
            .cloned()
            .collect();
        let expected: HashMap<KeyId, V2<'_>> = self
            .rows
            .iter()
            .filter_map(|row| Some((row.key_id, inputs_v2(row)?)))
            .collect();
        findings.extend(differences(&expected, answer));
        findings.sort_by_key(|finding| finding.line);
        Comparison {
            checks,
            unexpected,
            findings,
        }
    }

    fn content_id_flaw(&self, answer: &Document<'_>) -> Option<Flaw> {
        let (asked, answered) = match self.version {
            SpekeVersion::V1 => (self.document.id.as_deref()?, answer.id.as_deref()?),
            SpekeVersion::V2 => (
                self.document.content_id.as_deref()?,
                answer.content_id.as_deref()?,
            ),
        };
        other("content id", asked, answered)
    }
}

fn check<'d>(expected: &Override<'d>, keys: &HashMap<KeyId, &ContentKey<'_>>) -> Check<'d> {
    let candidates = [
        (expected.key_id, Status::Found),
        (expected.key_id.swapped(), Status::OtherByteOrder),
        (expected.requested, Status::Requested),
    ];
    let found = candidates
        .into_iter()
        .find_map(|(key_id, status)| Some((keys.get(&key_id)?, status)));
    match found {
        Some((key, status)) => Check {
            expected: *expected,
            found: Some((key.kid.key_id, key.kid.line)),
            status,
        },
        None => Check {
            expected: *expected,
            found: None,
            status: Status::Missing,
        },
    }
}

/// Schemes and track types of keys that are found but made for something else.
fn differences(expected: &HashMap<KeyId, V2<'_>>, answer: &Document<'_>) -> Vec<Finding> {
    let scheme = |key: &ContentKey<'_>| {
        let flaw = other(
            "protection scheme",
            expected.get(&key.kid.key_id)?.protection_scheme,
            key.scheme.as_deref()?,
        )?;
        Some(flaw.at(key.kid.line))
    };
    let rules = answer.rules.iter().filter_map(|rule| {
        let flaw = other(
            "track type",
            expected.get(&rule.kid.key_id)?.intended_track_type,
            rule.track_type.as_deref()?,
        )?;
        Some(flaw.at(rule.kid.line))
    });
    answer.keys.iter().filter_map(scheme).chain(rules).collect()
}

fn inputs_v2<'d>(row: &Override<'d>) -> Option<V2<'d>> {
    match row.inputs {
        Inputs::V1(_) => None,
        Inputs::V2(inputs) => Some(inputs),
    }
}

fn other(datum: &'static str, asked: &str, answered: &str) -> Option<Flaw> {
    (asked != answered).then(|| Flaw::OtherThanRequested(datum, excerpt(asked), excerpt(answered)))
}

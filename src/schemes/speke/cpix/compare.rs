//! [`Overrides`] and a response → [`Comparison`].

use std::collections::{HashMap, HashSet};

use super::document::{ContentKey, Document, Kid};
use super::error::excerpt;
use super::finding::{Finding, Flaw};
use super::inspect;
use super::overrides::{Override, Overrides};
use crate::speke::{Input, KeyId, V2, Version};

/// What became of the overrides of a request in a response.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Comparison<'d> {
    /// What became of each override, in their order.
    pub checks: Vec<Check<'d>>,
    /// The kids of keys of the response that no check found.
    pub unexpected: Vec<Kid>,
    /// What is doubtful or wrong in the response, in its order: kids of DRM systems and rules that no key has, and fields of the document or of a
    /// key found that differ from the request.
    pub findings: Vec<Finding>,
}

/// What became of an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check<'d> {
    /// The override: what was requested, and what is expected.
    pub expected: Override<'d>,
    /// The key id that the response has instead, or just that, and its line.
    pub found: Option<(KeyId, usize)>,
    /// How `found` is related to what is expected.
    pub status: Status,
}

/// What a response has for an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A key with the expected key id.
    Found,
    /// A key with the expected key id in the other byte order.
    OtherByteOrder,
    /// A key with the kid that was requested.
    Requested,
    /// None of these.
    Missing,
}

impl Comparison<'_> {
    /// Whether the response is what the override gives: every key id found, no other key, and no finding.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let found = |check: &Check<'_>| check.status == Status::Found;
        self.checks.iter().all(found) && self.unexpected.is_empty() && self.findings.is_empty()
    }
}

impl<'d> Overrides<'d> {
    /// Compares a response with the overrides of its request, key by key. The content keys may be encrypted or not: they are not read.
    ///
    /// ```
    /// use countersign::speke::cpix::{Document, Status};
    ///
    /// let document = |kid: &str| format!(r#"<CPIX id="film" xmlns="urn:dashif:org:cpix"><ContentKeyList><ContentKey kid="{kid}"/></ContentKeyList></CPIX>"#);
    /// let request = document("98ee5596-cd3e-a20d-163a-e382420c6eff");
    /// let response = document("89f7d061-3102-4f9a-0b27-21c29405de51");
    /// let request = Document::read(request.as_bytes())?;
    /// let comparison = request.overrides("T1", None)?.compare(&Document::read(response.as_bytes())?);
    /// assert_eq!(comparison.checks[0].status, Status::Found);
    /// assert!(comparison.agrees());
    /// # Ok::<(), countersign::speke::cpix::Error>(())
    /// ```
    #[must_use]
    pub fn compare(&self, response: &Document<'_>) -> Comparison<'d> {
        let keys: HashMap<KeyId, &ContentKey<'_>> = response
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
        let kids = response.keys.iter().map(|key| &key.kid);
        let unexpected = kids.filter(|kid| !found.contains(&kid.key_id));

        let mut findings = inspect::kids(response);
        findings.extend(self.other_fields(response));
        findings.sort_by_key(|finding| finding.line);
        Comparison {
            unexpected: unexpected.cloned().collect(),
            checks,
            findings,
        }
    }

    /// Fields of the response, and of the keys found in it, that differ from the request.
    fn other_fields(&self, response: &Document<'_>) -> Vec<Finding> {
        let mut expected: HashMap<KeyId, V2<'_>> = HashMap::new();
        for row in &self.rows {
            if let Input::V2(inputs) = row.inputs {
                expected.insert(row.key_id, inputs);
            }
        }
        let (requested, found) = match self.version {
            Version::V1 => (&self.document.id, &response.id),
            Version::V2 => (&self.document.content_id, &response.content_id),
        };
        let (requested, found) = (requested.as_deref(), found.as_deref());
        let mut findings = Vec::new();
        findings.extend(other("content id", requested, found, response.line));
        for ContentKey { kid, scheme, .. } in &response.keys {
            let requested = expected.get(&kid.key_id).map(|key| key.protection_scheme);
            let found = scheme.as_deref();
            findings.extend(other("protection scheme", requested, found, kid.line));
        }
        for rule in &response.rules {
            let kid = &rule.kid;
            let requested = expected.get(&kid.key_id).map(|key| key.intended_track_type);
            let found = rule.track_type.as_deref();
            findings.extend(other("track type", requested, found, kid.line));
        }
        findings
    }
}

/// A finding if request and response both have a field, with different texts.
fn other(
    field: &'static str,
    requested: Option<&str>,
    found: Option<&str>,
    line: usize,
) -> Option<Finding> {
    let (requested, found) = requested.zip(found)?;
    let flaw = || Flaw::OtherThanRequested(field, excerpt(requested), excerpt(found));
    (requested != found).then(|| flaw().at(line))
}

fn check<'d>(expected: &Override<'d>, keys: &HashMap<KeyId, &ContentKey<'_>>) -> Check<'d> {
    let candidates = [
        (expected.key_id, Status::Found),
        (expected.key_id.swapped(), Status::OtherByteOrder),
        (expected.requested, Status::Requested),
    ];
    let found = candidates
        .into_iter()
        .find_map(|(key_id, status)| Some((&keys.get(&key_id)?.kid, status)));
    Check {
        expected: *expected,
        found: found.map(|(kid, _)| (kid.key_id, kid.line)),
        status: found.map_or(Status::Missing, |(_, status)| status),
    }
}

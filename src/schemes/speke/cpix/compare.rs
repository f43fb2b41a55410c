//! [`Overrides`] and a response → [`Comparison`].

use std::collections::{HashMap, HashSet};

use super::differences::differences;
use super::document::{ContentKey, Document, Kid, Name};
use super::finding::Finding;
use super::inspect;
use super::overrides::{Override, Overrides};

/// What became of the overrides of a request in a response.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Comparison<'d> {
    /// What became of each override, in their order.
    pub checks: Vec<Check<'d>>,
    /// The kids of keys of the response that no check found.
    pub unexpected: Vec<&'d Kid<'d>>,
    /// What is doubtful or wrong in the response, in its order: kids that no key has, and content IDs, schemes, periods, DRM systems and usage rules
    /// that differ from the request.
    pub findings: Vec<Finding>,
}

/// What became of an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check<'d> {
    /// The override: what was requested, and what is expected.
    pub expected: Override<'d>,
    /// The kid that the response has instead, or just that.
    pub found: Option<&'d Kid<'d>>,
    /// How `found` is related to what is expected.
    pub status: Status,
}

/// What a response has for an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A key with the expected key ID.
    Found,
    /// A key with the expected key ID in the other byte order.
    OtherByteOrder,
    /// A key with the kid that was requested.
    Requested,
    /// None of these.
    Missing,
}

impl Comparison<'_> {
    /// Whether the response is what the override gives: every key ID found, no other key, and no finding.
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
    /// use countersign::speke::cpix::{Document, Settings, Status};
    ///
    /// let document = |kid: &str| format!(r#"<CPIX id="film" xmlns="urn:dashif:org:cpix"><ContentKeyList><ContentKey kid="{kid}"/></ContentKeyList></CPIX>"#);
    /// let request = document("98ee5596-cd3e-a20d-163a-e382420c6eff");
    /// let response = document("89f7d061-3102-4f9a-0b27-21c29405de51");
    /// let (request, response) = (Document::read(request.as_bytes())?, Document::read(response.as_bytes())?);
    /// let comparison = request.overrides(&Settings::new("T1"))?.compare(&response);
    /// assert_eq!(comparison.checks[0].status, Status::Found);
    /// assert!(comparison.agrees());
    /// # Ok::<(), countersign::speke::cpix::Error>(())
    /// ```
    #[must_use]
    pub fn compare(&self, response: &'d Document<'d>) -> Comparison<'d> {
        let keys = response.keys_by_name();
        let checks: Vec<_> = self.rows.iter().map(|row| check(row, &keys)).collect();
        let found: HashSet<_> = checks
            .iter()
            .filter_map(|check| Some(check.found?.name()))
            .collect();
        let kids = response.keys.iter().map(|key| &key.kid);
        let unexpected = kids.filter(|kid| !found.contains(&kid.name())).collect();

        let mut findings = inspect::kids(response);
        findings.extend(differences(self, &checks, response));
        findings.sort_by_key(|finding| finding.line);
        Comparison {
            checks,
            unexpected,
            findings,
        }
    }
}

fn check<'r>(expected: &Override<'r>, keys: &HashMap<Name<'_>, &'r ContentKey<'r>>) -> Check<'r> {
    let candidates = [
        (Name::KeyId(expected.key_id), Status::Found),
        (
            Name::KeyId(expected.key_id.swapped()),
            Status::OtherByteOrder,
        ),
        (expected.requested.name(), Status::Requested),
    ];
    let found = candidates
        .into_iter()
        .find_map(|(name, status)| Some((&keys.get(&name)?.kid, status)));
    Check {
        expected: *expected,
        found: found.map(|(kid, _)| kid),
        status: found.map_or(Status::Missing, |(_, status)| status),
    }
}

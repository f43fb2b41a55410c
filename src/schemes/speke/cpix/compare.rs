//! [`Overrides`] and a response → [`Comparison`].

use std::collections::{HashMap, HashSet};

use super::differences::differences;
use super::document::{ContentKey, Document, Kid, Name};
use super::finding::Finding;
use super::overrides::{Override, Overrides};
use super::validate;

/// What became of the overrides of a request in a response.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Comparison<'d> {
    /// What became of each override, in their order.
    pub checks: Vec<Check<'d>>,
    /// The kids of keys of the response that no check found.
    pub unexpected: Vec<Kid>,
    /// What is doubtful or wrong in the response, in its order: references to kids that no key has; fields, periods, DRM systems and rules that
    /// differ from the request; and data of DRM systems that has other key IDs in it.
    pub findings: Vec<Finding>,
}

/// What became of an override.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check<'d> {
    /// The override: what was requested, and what is expected.
    pub expected: Override<'d>,
    /// The kid that the response has instead, or just that, and its line.
    pub found: Option<(Name, usize)>,
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
    /// use countersign::speke::cpix::{Document, Options, Status};
    ///
    /// let document = |kid: &str| format!(r#"<CPIX id="film" xmlns="urn:dashif:org:cpix"><ContentKeyList><ContentKey kid="{kid}"/></ContentKeyList></CPIX>"#);
    /// let request = document("98ee5596-cd3e-a20d-163a-e382420c6eff");
    /// let response = document("89f7d061-3102-4f9a-0b27-21c29405de51");
    /// let request = Document::read(request.as_bytes())?;
    /// let comparison = request.overrides(Options::new("T1"))?.compare(&Document::read(response.as_bytes())?);
    /// assert_eq!(comparison.checks[0].status, Status::Found);
    /// assert!(comparison.agrees());
    /// # Ok::<(), countersign::speke::cpix::Error>(())
    /// ```
    #[must_use]
    pub fn compare(&self, response: &Document<'_>) -> Comparison<'d> {
        let keys: HashMap<&Name, &ContentKey<'_>> = response
            .keys
            .iter()
            .rev()
            .map(|key| (&key.kid.name, key))
            .collect();
        let checks: Vec<_> = self.rows.iter().map(|row| check(row, &keys)).collect();
        let found: HashSet<&Name> = checks
            .iter()
            .filter_map(|check| Some(&check.found.as_ref()?.0))
            .collect();
        let kids = response.keys.iter().map(|key| &key.kid);
        let unexpected = kids.filter(|kid| !found.contains(&kid.name));
        let unexpected = unexpected.cloned().collect();

        let mut findings = validate::kids(response);
        findings.extend(differences(
            (self.document, self.version),
            response,
            &checks,
        ));
        findings.sort_by_key(|finding| finding.line);
        Comparison {
            checks,
            unexpected,
            findings,
        }
    }
}

fn check<'d>(expected: &Override<'d>, keys: &HashMap<&Name, &ContentKey<'_>>) -> Check<'d> {
    let candidates = [
        (Name::KeyId(expected.key_id), Status::Found),
        (
            Name::KeyId(expected.key_id.swapped()),
            Status::OtherByteOrder,
        ),
        (expected.requested.clone(), Status::Requested),
    ];
    let found = candidates
        .into_iter()
        .find_map(|(name, status)| Some((keys.get(&name)?.kid.clone(), status)));
    let (found, status) = found.unzip();
    Check {
        expected: expected.clone(),
        found: found.map(|kid| (kid.name, kid.line)),
        status: status.unwrap_or(Status::Missing),
    }
}

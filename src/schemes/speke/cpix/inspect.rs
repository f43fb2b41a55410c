//! What a document says against itself.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::document::{Document, Kid};
use super::error::excerpt;
use super::finding::{Finding, Flaw};
use crate::speke::KeyId;

/// The versions of CPIX so far.
const CPIX_VERSIONS: [&str; 6] = ["2.0", "2.1", "2.2", "2.3", "2.3.1", "2.4"];

/// The findings about kids, in a request or an answer.
pub(super) fn kids(document: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if document.keys.is_empty() {
        findings.push(Flaw::NoKeys.at(document.line));
    }
    let mut keys: HashMap<KeyId, usize> = HashMap::new();
    for Kid { key_id, line, .. } in document.keys.iter().map(|key| &key.kid) {
        match keys.entry(*key_id) {
            Entry::Vacant(entry) => _ = entry.insert(*line),
            Entry::Occupied(first) => {
                findings.push(Flaw::DuplicateKey(*key_id, *first.get()).at(*line));
            }
        }
    }
    let foreign = |kid: &Kid| !keys.contains_key(&kid.key_id);
    let systems = document
        .drm_systems
        .iter()
        .map(|system| &system.kid)
        .filter(|kid| foreign(kid));
    findings.extend(systems.map(|kid| Flaw::SystemWithoutKey(kid.key_id).at(kid.line)));
    let rules = document
        .rules
        .iter()
        .map(|rule| &rule.kid)
        .filter(|kid| foreign(kid));
    findings.extend(rules.map(|kid| Flaw::RuleWithoutKey(kid.key_id).at(kid.line)));
    let others = document.kids().filter(|kid| !kid.guid);
    findings.extend(others.map(|kid| Flaw::KeyIdForm(kid.key_id).at(kid.line)));
    findings
}

/// The findings about version and periods of a request.
pub(super) fn frame(document: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(version) = document
        .version
        .as_deref()
        .filter(|version| !CPIX_VERSIONS.contains(version))
    {
        findings.push(Flaw::UnknownCpixVersion(excerpt(version)).at(document.line));
    }
    let mut ids = HashSet::new();
    for period in &document.periods {
        if let Some(id) = period.id.as_deref().filter(|id| !ids.insert(*id)) {
            findings.push(Flaw::DuplicatePeriod(excerpt(id)).at(period.line));
        }
    }
    let filters = document
        .rules
        .iter()
        .flat_map(|rule| &rule.periods)
        .filter(|filter| !ids.contains(&*filter.period_id));
    findings.extend(
        filters.map(|filter| Flaw::UnknownPeriod(excerpt(&filter.period_id)).at(filter.line)),
    );
    findings
}

/// A finding if a field is hashed with white space at an end, or empty.
pub(super) fn untrimmed(field: &'static str, text: &str, line: usize) -> Option<Finding> {
    (text.is_empty() || text.trim() != text).then(|| Flaw::Untrimmed(field, excerpt(text)).at(line))
}

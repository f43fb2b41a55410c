//! What is doubtful or wrong in a document, by itself.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::document::{ContentKey, Document, Kid};
use super::error::excerpt;
use super::finding::{Finding, Flaw};
use crate::speke::{KeyId, PROTECTION_SCHEMES};

/// The versions of CPIX so far.
const CPIX_VERSIONS: [&str; 6] = ["2.0", "2.1", "2.2", "2.3", "2.3.1", "2.4"];

/// Findings about the kids of a request or a response.
pub(super) fn kids(document: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if document.keys.is_empty() {
        findings.push(Flaw::NoKeys.at(document.line));
    }
    let mut lines: HashMap<KeyId, usize> = HashMap::new();
    for Kid { key_id, line, .. } in document.keys.iter().map(|key| &key.kid) {
        match lines.entry(*key_id) {
            Entry::Vacant(entry) => _ = entry.insert(*line),
            Entry::Occupied(first) => {
                findings.push(Flaw::DuplicateKey(*key_id, *first.get()).at(*line));
            }
        }
    }
    for kid in &document.drm_systems {
        if !lines.contains_key(&kid.key_id) {
            findings.push(Flaw::SystemWithoutKey(kid.key_id).at(kid.line));
        }
    }
    for kid in document.rules.iter().map(|rule| &rule.kid) {
        if !lines.contains_key(&kid.key_id) {
            findings.push(Flaw::RuleWithoutKey(kid.key_id).at(kid.line));
        }
    }
    for kid in document.kids().filter(|kid| !kid.guid) {
        findings.push(Flaw::KeyIdForm(kid.key_id).at(kid.line));
    }
    findings
}

/// Findings about the CPIX version and the periods of a request.
pub(super) fn frame(document: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(version) = document.version.as_deref()
        && !CPIX_VERSIONS.contains(&version)
    {
        findings.push(Flaw::UnknownCpixVersion(excerpt(version)).at(document.line));
    }
    let mut ids = HashSet::new();
    for period in &document.periods {
        if let Some(id) = period.id.as_deref()
            && !ids.insert(id)
        {
            findings.push(Flaw::DuplicatePeriod(excerpt(id)).at(period.line));
        }
    }
    for filter in document.rules.iter().flat_map(|rule| &rule.periods) {
        if !ids.contains(&*filter.period_id) {
            findings.push(Flaw::UnknownPeriod(excerpt(&filter.period_id)).at(filter.line));
        }
    }
    findings
}

/// Findings about the content id and the scheme of a key of SPEKE version 2.
pub(super) fn key(key: &ContentKey<'_>) -> Vec<Finding> {
    let Kid { key_id, line, .. } = key.kid;
    let content_id = key.content_id.as_deref();
    let untrimmed = content_id.and_then(|text| untrimmed("content id", text, line));
    let scheme = match key.scheme.as_deref() {
        None => Some(Flaw::NoScheme(key_id)),
        Some(scheme) if PROTECTION_SCHEMES.contains(&scheme) => None,
        Some(scheme) => Some(Flaw::UndocumentedScheme(excerpt(scheme))),
    };
    let scheme = scheme.map(|flaw| flaw.at(line));
    untrimmed.into_iter().chain(scheme).collect()
}

/// A finding if a key of SPEKE version 2 has no track type, or an odd one.
pub(super) fn track_type(track_type: Option<&str>, kid: &Kid) -> Option<Finding> {
    match track_type {
        Some(track_type) => untrimmed("track type", track_type, kid.line),
        None => Some(Flaw::NoTrackType(kid.key_id).at(kid.line)),
    }
}

/// A finding if a text is hashed with white space around it, or empty.
pub(super) fn untrimmed(field: &'static str, text: &str, line: usize) -> Option<Finding> {
    (text.is_empty() || text.trim() != text).then(|| Flaw::Untrimmed(field, excerpt(text)).at(line))
}

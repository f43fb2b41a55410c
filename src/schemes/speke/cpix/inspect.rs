//! What is doubtful or wrong in a document, by itself.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::document::{Document, Kid, Name};
use super::error::excerpt;
use super::finding::{Finding, Flaw};
use crate::speke::PROTECTION_SCHEMES;

/// The versions of CPIX so far.
const CPIX_VERSIONS: [&str; 6] = ["2.0", "2.1", "2.2", "2.3", "2.3.1", "2.4"];

/// Findings about the kids of a request or a response.
pub(super) fn kids(document: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if document.keys.is_empty() {
        findings.push(Flaw::NoKeys.at(document.line));
    }
    let mut lines: HashMap<Name<'_>, usize> = HashMap::new();
    for kid in document.keys.iter().map(|key| &key.kid) {
        match lines.entry(kid.name()) {
            Entry::Vacant(entry) => _ = entry.insert(kid.line),
            Entry::Occupied(first) => {
                findings.push(Flaw::DuplicateKey(kid.to_string(), *first.get()).at(kid.line));
            }
        }
    }
    let has_key = |kid: &Kid<'_>| lines.contains_key(&kid.name());
    for kid in document.drm_systems.iter().map(|system| &system.kid) {
        if !has_key(kid) {
            findings.push(Flaw::SystemWithoutKey(kid.to_string()).at(kid.line));
        }
    }
    for kid in document.rules.iter().map(|rule| &rule.kid) {
        if !has_key(kid) {
            findings.push(Flaw::RuleWithoutKey(kid.to_string()).at(kid.line));
        }
    }
    for (attribute, kid) in document.references() {
        // what a kid elsewhere is for is unknown
        if attribute != "kid" && !has_key(kid) {
            findings.push(Flaw::ReferenceWithoutKey(attribute, kid.to_string()).at(kid.line));
        }
    }
    for kid in document.kids().filter(|kid| !kid.is_guid()) {
        let flaw = match kid.key_id {
            Some(key_id) => Flaw::KeyIdForm(key_id),
            None => Flaw::NoKeyId(excerpt(&kid.text)),
        };
        findings.push(flaw.at(kid.line));
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

/// Findings about the content ID and the scheme of a key of SPEKE version 2.
pub(super) fn key(kid: &Kid<'_>, content_id: Option<&str>, scheme: Option<&str>) -> Vec<Finding> {
    let field = || format!("key {kid}: content ID");
    let untrimmed = content_id.and_then(|text| untrimmed(field, text, kid.line));
    let scheme = match scheme {
        None => Some(Flaw::NoScheme(kid.to_string())),
        Some(scheme) if PROTECTION_SCHEMES.contains(&scheme) => None,
        Some(scheme) => {
            let scheme = excerpt(scheme);
            Some(Flaw::UndocumentedScheme(kid.to_string(), scheme))
        }
    };
    let scheme = scheme.map(|flaw| flaw.at(kid.line));
    untrimmed.into_iter().chain(scheme).collect()
}

/// A finding if a key of SPEKE version 2 has no track type, or an odd one.
pub(super) fn track_type(track_type: Option<&str>, kid: &Kid<'_>) -> Option<Finding> {
    match track_type {
        Some(track_type) => {
            let field = || format!("key {kid}: track type");
            untrimmed(field, track_type, kid.line)
        }
        None => Some(Flaw::NoTrackType(kid.to_string()).at(kid.line)),
    }
}

/// A finding if a text is hashed with white space around it, or empty.
pub(super) fn untrimmed(field: impl Fn() -> String, text: &str, line: usize) -> Option<Finding> {
    (text.is_empty() || text.trim() != text)
        .then(|| Flaw::Untrimmed(field(), excerpt(text)).at(line))
}

//! What is doubtful or wrong in a document, by itself.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::document::{ContentKey, Document, Kid, Name};
use super::finding::{Finding, Flaw};
use crate::speke::inspect::excerpt;
use crate::speke::{PROTECTION_SCHEMES, TRACK_TYPES};

/// The versions of CPIX so far.
const CPIX_VERSIONS: [&str; 6] = ["2.0", "2.1", "2.2", "2.3", "2.3.1", "2.4"];

/// Findings about the kids of a request or a response.
pub(super) fn kids(document: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if document.keys.is_empty() {
        findings.push(Flaw::NoKeys.at(document.line));
    }
    let mut lines: HashMap<&Name, usize> = HashMap::new();
    for Kid { name, line, .. } in document.keys.iter().map(|key| &key.kid) {
        match lines.entry(name) {
            Entry::Vacant(entry) => _ = entry.insert(*line),
            Entry::Occupied(first) => {
                findings.push(Flaw::DuplicateKey(name.clone(), *first.get()).at(*line));
            }
        }
    }
    for (place, kid) in document.references() {
        if !lines.contains_key(&kid.name) {
            findings.push(Flaw::NoSuchKey(excerpt(place), kid.name.clone()).at(kid.line));
        }
    }
    let keys = document.keys.iter().map(|key| &key.kid);
    let texts = keys.clone().filter(|kid| kid.name.key_id().is_none());
    findings.extend(texts.map(|kid| Flaw::NotKeyId(kid.name.clone()).at(kid.line)));
    let references = document.references().map(|(_, kid)| kid);
    let key_ids = keys
        .chain(references)
        .filter(|kid| kid.name.key_id().is_some());
    let other_forms = key_ids.filter(|kid| !kid.guid);
    findings.extend(other_forms.map(|kid| Flaw::KeyIdForm(kid.name.clone()).at(kid.line)));
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
    for rule in &document.rules {
        for filter in &rule.periods {
            if !ids.contains(&*filter.period_id) {
                let (key, id) = (rule.kid.name.clone(), excerpt(&filter.period_id));
                findings.push(Flaw::UnknownPeriod(key, id).at(filter.line));
            }
        }
    }
    findings
}

/// Findings about the content ID and the scheme of a key of SPEKE version 2.
pub(super) fn key(key: &ContentKey<'_>, scheme: Option<&str>) -> Vec<Finding> {
    let Kid { name, line, .. } = &key.kid;
    let content_id = key.content_id.as_deref();
    let untrimmed = content_id.and_then(|text| untrimmed("content ID", text, Some(name), *line));
    let scheme = match scheme {
        None => Some(Flaw::NoScheme(name.clone())),
        Some(scheme) if PROTECTION_SCHEMES.contains(&scheme) => None,
        Some(scheme) => Some(Flaw::UndocumentedScheme(name.clone(), excerpt(scheme))),
    };
    let scheme = scheme.map(|flaw| flaw.at(*line));
    untrimmed.into_iter().chain(scheme).collect()
}

/// A finding if a key of SPEKE version 2 has no track type, or an odd one.
pub(super) fn track_type(track_type: Option<&str>, kid: &Kid) -> Option<Finding> {
    let key = &kid.name;
    let Some(track_type) = track_type else {
        return Some(Flaw::NoTrackType(key.clone()).at(kid.line));
    };
    let is_near = |known: &&&str| known.eq_ignore_ascii_case(track_type) && **known != track_type;
    if let Some(known) = TRACK_TYPES.iter().find(is_near) {
        let flaw = Flaw::TrackTypeCase(key.clone(), excerpt(track_type), known);
        return Some(flaw.at(kid.line));
    }
    untrimmed("track type", track_type, Some(key), kid.line)
}

/// A finding if a text is hashed with white space around it, or empty.
pub(super) fn untrimmed(
    field: &'static str,
    text: &str,
    key: Option<&Name>,
    line: usize,
) -> Option<Finding> {
    let flaw = || Flaw::Untrimmed {
        field,
        key: key.cloned(),
        text: excerpt(text),
    };
    (text.is_empty() || text.trim() != text).then(|| flaw().at(line))
}

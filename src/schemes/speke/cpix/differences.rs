//! What a response has otherwise than its request, apart from kids.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use super::compare::Check;
use super::document::{Document, DrmSystem, Name, Period, UsageRule};
use super::error::excerpt;
use super::finding::{Finding, Flaw};
use super::overrides::{Overrides, scheme};
use crate::speke::Version;
use crate::speke::drm::SystemId;

/// The differences between a request and a response, for the keys that the response has.
pub(super) fn differences<'r>(
    overrides: &Overrides<'_>,
    checks: &[Check<'r>],
    response: &'r Document<'r>,
) -> Vec<Finding> {
    let request = overrides.document;
    let mut pairs = Pairs::default();
    for check in checks {
        let Some(kid) = check.found else { continue };
        pairs
            .found
            .insert(check.expected.requested.name(), kid.name());
        if let Entry::Vacant(entry) = pairs.firsts.entry(kid.name()) {
            entry.insert(*check);
            pairs.in_order.push((kid.name(), *check));
        }
    }
    let mut findings = Vec::new();
    findings.extend(content_id(overrides, response));
    findings.extend(keys(request, response, &pairs));
    findings.extend(periods(request, response));
    findings.extend(drm_systems(request, response, &pairs));
    findings.extend(rules(overrides, response, &pairs));
    findings
}

/// The keys that the response has.
#[derive(Default)]
struct Pairs<'r> {
    /// The kids of the response, by those of the request.
    found: HashMap<Name<'r>, Name<'r>>,
    /// The first override of each key, by its kid in the response.
    firsts: HashMap<Name<'r>, Check<'r>>,
    /// The same in the order of the request.
    in_order: Vec<(Name<'r>, Check<'r>)>,
}

fn content_id(overrides: &Overrides<'_>, response: &Document<'_>) -> Option<Finding> {
    let request = overrides.document;
    let (requested, found) = match overrides.version {
        Version::V2 if request.content_id.is_some() => (&request.content_id, &response.content_id),
        _ => (&request.id, &response.id),
    };
    let requested = requested.as_deref();
    let given = overrides.content_id.filter(|_| found.is_some());
    let requested = match requested {
        None | Some("") => given.or(requested),
        own => own,
    };
    other(
        || "content ID".to_owned(),
        requested,
        found.as_deref(),
        response.line,
    )
}

/// Content IDs and schemes of keys.
fn keys(request: &Document<'_>, response: &Document<'_>, pairs: &Pairs<'_>) -> Vec<Finding> {
    let requested = request.keys_by_name();
    let found = response.keys_by_name();
    let mut findings = Vec::new();
    for key in &response.keys {
        let Some(check) = pairs.firsts.get(&key.kid.name()) else {
            continue;
        };
        let (kid, line) = (&key.kid, key.kid.line);
        let of_key = |field| move || format!("{field} of key {kid}");
        let expected = check.expected;
        let Some(requested) = requested.get(&expected.requested.name()) else {
            continue;
        };
        let content_id = key.content_id.as_deref();
        if requested.content_id.is_some() || content_id.is_some() {
            let content_id = content_id.or(response.content_id.as_deref());
            let expected = Some(expected.inputs.content_id());
            findings.extend(other(of_key("content ID"), expected, content_id, line));
        }
        let scheme = scheme(key, &found);
        let expected = expected.inputs.protection_scheme();
        if scheme.is_some() || requested.scheme.is_some() {
            findings.extend(other(of_key("protection scheme"), expected, scheme, line));
        }
    }
    findings
}

fn periods(request: &Document<'_>, response: &Document<'_>) -> Vec<Finding> {
    let requested = request.periods.iter().map(period_name).collect();
    let found = response.periods.iter();
    let found = found.map(|period| (period_name(period), period.line));
    let (missing, others) = unmatched(requested, found.collect());
    let describe = |index: &String| format!("ContentKeyPeriod with index {index}");
    report(&missing, &others, response.line, describe)
}

/// What makes periods the same: the index, or the ID if there is none.
fn period_name(period: &Period<'_>) -> String {
    match (period.index, period.id.as_deref()) {
        (Some(index), _) => index.to_string(),
        (None, Some(id)) => format!("{:?}", excerpt(id)),
        (None, None) => "none".to_owned(),
    }
}

fn drm_systems(request: &Document<'_>, response: &Document<'_>, pairs: &Pairs<'_>) -> Vec<Finding> {
    let system = |system: &DrmSystem<'_>| {
        let text = system.system_id.as_deref().unwrap_or_default();
        SystemId::parse(text).map_or_else(|| format!("{:?}", excerpt(text)), |id| id.to_string())
    };
    let requested = request.drm_systems.iter().filter_map(|of| {
        let kid = *pairs.found.get(&of.kid.name())?;
        Some((kid, system(of)))
    });
    let found = response.drm_systems.iter().filter_map(|of| {
        let (kid, _) = pairs.firsts.get_key_value(&of.kid.name())?;
        Some(((*kid, system(of)), of.kid.line))
    });
    let (missing, others) = unmatched(requested.collect(), found.collect());
    report(&missing, &others, response.line, |(kid, system)| {
        format!("DRMSystem of {system} for key {kid}")
    })
}

/// What a usage rule says: a track type, and the periods that its filters name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Rule {
    track_type: Option<String>,
    periods: Option<String>,
}

impl Rule {
    fn new(rule: &UsageRule<'_>, periods: &HashMap<&str, String>) -> Self {
        let named = rule.periods.iter().map(|filter| {
            let id = &*filter.period_id;
            periods.get(id).cloned().unwrap_or_else(|| excerpt(id))
        });
        let mut named: Vec<_> = named.collect();
        named.sort_unstable();
        named.dedup();
        Self {
            track_type: rule.track_type.as_deref().map(str::to_owned),
            periods: (!named.is_empty()).then(|| named.join(", ")),
        }
    }

    /// The same rule, with what it leaves out.
    fn or(&self, other: &Self) -> Self {
        Self {
            track_type: self.track_type.clone().or(other.track_type.clone()),
            periods: self.periods.clone().or(other.periods.clone()),
        }
    }
}

fn rules(overrides: &Overrides<'_>, response: &Document<'_>, pairs: &Pairs<'_>) -> Vec<Finding> {
    let mut requested = rules_by_key(overrides.document, overrides.version);
    let mut found = rules_by_key(response, overrides.version);
    let mut findings = Vec::new();
    for (kid, check) in &pairs.in_order {
        let expected = check.expected;
        let requested = requested.remove(&expected.requested.name());
        let is_declared = requested.is_some();
        let requested = requested.unwrap_or_else(|| vec![(Rule::default(), 0)]);
        let found = found.remove(kid).unwrap_or_default();

        // what the request leaves out is assumed, and the response may leave it out too
        let assumed = Rule {
            track_type: (expected.inputs.intended_track_type()).map(str::to_owned),
            periods: Some(expected.inputs.content_key_period_index().to_string()),
        };
        let optional = Rule {
            track_type: (requested.iter().any(|(rule, _)| rule.track_type.is_none()))
                .then(|| assumed.track_type.clone())
                .flatten(),
            periods: (requested.iter().any(|(rule, _)| rule.periods.is_none()))
                .then(|| assumed.periods.clone())
                .flatten(),
        };
        let requested = requested.iter().map(|(rule, _)| rule.or(&assumed));
        let found = found.iter();
        let found = found.map(|(rule, line)| (rule.or(&optional), *line));
        let (missing, others) = unmatched(requested.collect(), found.collect());

        for (requested, (found, line)) in missing.iter().zip(&others) {
            for (field, requested, found) in [
                ("track type", &requested.track_type, &found.track_type),
                ("period index", &requested.periods, &found.periods),
            ] {
                let field = || format!("{field} of key {kid}");
                let (requested, found) = (requested.as_deref(), found.as_deref());
                findings.extend(other(field, requested, found, *line));
            }
        }
        let both = missing.len().min(others.len());
        let missing = if is_declared { &missing[both..] } else { &[] };
        let describe = |_: &Rule| format!("ContentKeyUsageRule for key {kid}");
        findings.extend(report(missing, &others[both..], response.line, describe));
    }
    findings
}

/// What the rules of each key say, and their lines. SPEKE version 1 has no track types.
fn rules_by_key<'r>(
    document: &'r Document<'_>,
    version: Version,
) -> HashMap<Name<'r>, Vec<(Rule, usize)>> {
    let periods = document.periods.iter().rev();
    let periods: HashMap<_, _> = periods
        .filter_map(|period| Some((period.id.as_deref()?, period_name(period))))
        .collect();
    let mut by_key: HashMap<_, Vec<_>> = HashMap::new();
    for rule in &document.rules {
        let mut says = Rule::new(rule, &periods);
        says.track_type = says.track_type.filter(|_| version == Version::V2);
        let of_key = by_key.entry(rule.kid.name()).or_default();
        of_key.push((says, rule.kid.line));
    }
    by_key
}

/// What only the request has, and what only the response has.
fn unmatched<T: Eq + Hash + Clone>(
    requested: Vec<T>,
    mut found: Vec<(T, usize)>,
) -> (Vec<T>, Vec<(T, usize)>) {
    let mut open: HashMap<T, usize> = HashMap::new();
    for one in &requested {
        *open.entry(one.clone()).or_default() += 1;
    }
    let mut take = |one: &T| {
        let count = open.get_mut(one).filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_some()
    };
    found.retain(|(one, _)| !take(one));
    let missing = requested.into_iter().filter(take);
    (missing.collect(), found)
}

fn report<T>(
    missing: &[T],
    others: &[(T, usize)],
    line: usize,
    describe: impl Fn(&T) -> String,
) -> Vec<Finding> {
    let missing = missing.iter();
    let missing = missing.map(|one| Flaw::NotInResponse(describe(one)).at(line));
    let others = others.iter();
    let others = others.map(|(one, line)| Flaw::NotInRequest(describe(one)).at(*line));
    missing.chain(others).collect()
}

/// A finding if a field of the request has another text in the response, or none.
fn other(
    field: impl Fn() -> String,
    requested: Option<&str>,
    found: Option<&str>,
    line: usize,
) -> Option<Finding> {
    let requested = requested.filter(|requested| found != Some(requested))?;
    let flaw = match found {
        Some(found) => Flaw::OtherThanRequested(field(), excerpt(requested), excerpt(found)),
        None => Flaw::MissingField(field(), excerpt(requested)),
    };
    Some(flaw.at(line))
}

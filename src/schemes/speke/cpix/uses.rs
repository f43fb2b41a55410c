//! Which keys are for which periods and track types.

use std::collections::{HashMap, HashSet};

use super::document::{ContentKey, Document, Name, Period, UsageRule};
use super::finding::{Finding, Flaw};
use crate::speke::Version;
use crate::speke::inspect::excerpt;

/// A key and one thing that it is for.
pub(super) struct Use<'d> {
    pub(super) key: &'d ContentKey<'d>,
    /// The place of the key among all keys, from 0.
    pub(super) place: u32,
    pub(super) track_type: Option<&'d str>,
    pub(super) period_index: u32,
}

/// What the rules say that a key is for: no period, if no filter names one.
#[derive(Default, Clone, Copy, PartialEq, Eq, Hash)]
struct Purpose<'d> {
    track_type: Option<&'d str>,
    period_index: Option<u32>,
}

/// The uses of every key, in the order of the keys and of their rules.
pub(super) fn uses<'d>(
    document: &'d Document<'d>,
    version: Version,
    findings: &mut Vec<Finding>,
) -> Vec<Use<'d>> {
    let mut rules: HashMap<&Name, Vec<&UsageRule<'_>>> = HashMap::new();
    for rule in &document.rules {
        rules.entry(&rule.kid.name).or_default().push(rule);
    }
    // of several periods with one id, the first
    let with_ids = document.periods.iter().rev();
    let periods = with_ids
        .filter_map(|period| Some((period.id.as_deref()?, period)))
        .collect();

    let mut seen = HashSet::new();
    let mut purposes = Vec::new();
    for (place, key) in (0..).zip(&document.keys) {
        if !seen.insert(&key.kid.name) {
            continue;
        }
        let of_key = match rules.get(&key.kid.name) {
            Some(rules) => purposes_of(key, rules, &periods, version, findings),
            None => vec![Purpose::default()],
        };
        purposes.extend(of_key.into_iter().map(|purpose| (place, key, purpose)));
    }
    with_periods(&purposes, &document.periods, findings)
}

/// What the rules of one key say that it is for, each purpose once. SPEKE version 1 has no track types.
fn purposes_of<'d>(
    key: &ContentKey<'_>,
    rules: &[&'d UsageRule<'d>],
    periods: &HashMap<&str, &Period<'_>>,
    version: Version,
    findings: &mut Vec<Finding>,
) -> Vec<Purpose<'d>> {
    let has_track_types = version != Version::V1;
    let mut purposes = Vec::new();
    let mut without_index = None;
    for rule in rules {
        let track_type = rule.track_type.as_deref().filter(|_| has_track_types);
        let mut indexes = Vec::new();
        if rule.periods.is_empty() {
            indexes.push(None);
        }
        for filter in &rule.periods {
            match periods.get(&*filter.period_id) {
                Some(Period { index: None, .. }) => without_index = Some(&filter.period_id),
                Some(period) => indexes.push(period.index),
                None => {}
            }
        }
        purposes.extend(indexes.into_iter().map(|period_index| Purpose {
            track_type,
            period_index,
        }));
    }
    let name = || key.kid.name.clone();
    let flaw = match without_index {
        Some(id) => Some(Flaw::PeriodWithoutIndex(name(), excerpt(id))),
        None => purposes.is_empty().then(|| Flaw::NoPeriod(name())),
    };
    findings.extend(flaw.map(|flaw| flaw.at(key.kid.line)));
    // without track types, a rule without a filter adds nothing to one with a filter
    if !has_track_types && purposes.iter().any(|p| p.period_index.is_some()) {
        purposes.retain(|purpose| purpose.period_index.is_some());
    }
    let mut seen = HashSet::new();
    purposes.retain(|purpose| seen.insert(*purpose));
    purposes
}

/// Finds the periods that no filter names: the only one; or, for as many such keys of a track type as there are periods, the one in the same place.
fn with_periods<'d>(
    purposes: &[(u32, &'d ContentKey<'d>, Purpose<'d>)],
    periods: &[Period<'_>],
    findings: &mut Vec<Finding>,
) -> Vec<Use<'d>> {
    let mut without: HashMap<Option<&str>, usize> = HashMap::new();
    for (_, _, purpose) in purposes {
        if purpose.period_index.is_none() {
            *without.entry(purpose.track_type).or_default() += 1;
        }
    }
    let mut places: HashMap<Option<&str>, usize> = HashMap::new();
    let mut uses = Vec::with_capacity(purposes.len());
    for &(place, key, purpose) in purposes {
        let (track_type, name) = (purpose.track_type, &key.kid.name);
        let (period_index, flaw) = match (purpose.period_index, periods) {
            (Some(index), _) => (Some(index), None),
            (None, []) => (Some(0), None),
            (None, [only]) => assume(only, name, Flaw::AssumedPeriod),
            (None, several) if without[&track_type] == several.len() => {
                let place = places.entry(track_type).or_default();
                *place += 1;
                assume(&several[*place - 1], name, Flaw::PairedPeriod)
            }
            (None, _) => (None, Some(Flaw::NoPeriod(name.clone()))),
        };
        findings.extend(flaw.map(|flaw| flaw.at(key.kid.line)));
        uses.extend(period_index.map(|period_index| Use {
            key,
            place,
            track_type,
            period_index,
        }));
    }
    uses
}

/// The index of a period that a key is assumed to be for.
fn assume(
    period: &Period<'_>,
    key: &Name,
    assumed: fn(Name, u32) -> Flaw,
) -> (Option<u32>, Option<Flaw>) {
    let flaw = match (period.index, period.id.as_deref()) {
        (Some(index), _) => assumed(key.clone(), index),
        (None, id) => Flaw::PeriodWithoutIndex(key.clone(), excerpt(id.unwrap_or_default())),
    };
    (period.index, Some(flaw))
}

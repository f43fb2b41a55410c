//! Which keys are for which periods and track types.

use std::collections::{HashMap, HashSet};

use super::document::{ContentKey, Document, Name, Period, UsageRule};
use super::error::{Error, Fault, excerpt};
use super::finding::{Finding, Flaw};
use crate::speke::Version;

/// A key and one thing that it is for.
pub(super) struct Use<'d> {
    pub(super) key: &'d ContentKey<'d>,
    /// The place of the key in the document, from 0.
    pub(super) place: usize,
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
) -> Result<Vec<Use<'d>>, Error> {
    let mut rules: HashMap<Name<'_>, Vec<&UsageRule<'_>>> = HashMap::new();
    for rule in &document.rules {
        rules.entry(rule.kid.name()).or_default().push(rule);
    }
    // of several periods with one id, the first
    let with_ids = document.periods.iter().rev();
    let periods = with_ids
        .filter_map(|period| Some((period.id.as_deref()?, period)))
        .collect();

    let mut seen = HashSet::new();
    let mut purposes = Vec::new();
    for (place, key) in document.keys.iter().enumerate() {
        if !seen.insert(key.kid.name()) {
            continue;
        }
        let of_key = match rules.get(&key.kid.name()) {
            Some(rules) => purposes_of(rules, &periods, version)?,
            None => vec![Purpose::default()],
        };
        if of_key.is_empty() {
            findings.push(Flaw::NoPeriod(key.kid.to_string()).at(key.kid.line));
        }
        purposes.extend(of_key.into_iter().map(|purpose| (place, purpose)));
    }
    with_periods(&purposes, document, findings)
}

/// What the rules of one key say that it is for, each purpose once. SPEKE version 1 has no track types.
fn purposes_of<'d>(
    rules: &[&'d UsageRule<'d>],
    periods: &HashMap<&str, &Period<'_>>,
    version: Version,
) -> Result<Vec<Purpose<'d>>, Error> {
    let has_track_types = version != Version::V1;
    let mut purposes = Vec::new();
    for rule in rules {
        let track_type = rule.track_type.as_deref().filter(|_| has_track_types);
        let mut indexes = Vec::new();
        if rule.periods.is_empty() {
            indexes.push(None);
        }
        for filter in &rule.periods {
            if let Some(period) = periods.get(&*filter.period_id) {
                indexes.push(Some(index(period)?));
            }
        }
        purposes.extend(indexes.into_iter().map(|period_index| Purpose {
            track_type,
            period_index,
        }));
    }
    // without track types, a rule without a filter adds nothing to one with a filter
    if !has_track_types && purposes.iter().any(|p| p.period_index.is_some()) {
        purposes.retain(|purpose| purpose.period_index.is_some());
    }
    let mut seen = HashSet::new();
    purposes.retain(|purpose| seen.insert(*purpose));
    Ok(purposes)
}

/// Finds the periods that no filter names: the only one; or, for as many such keys of a track type as there are periods, the one in the same place.
fn with_periods<'d>(
    purposes: &[(usize, Purpose<'d>)],
    document: &'d Document<'d>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Use<'d>>, Error> {
    let mut without: HashMap<Option<&str>, usize> = HashMap::new();
    for (_, purpose) in purposes {
        if purpose.period_index.is_none() {
            *without.entry(purpose.track_type).or_default() += 1;
        }
    }
    let mut places: HashMap<Option<&str>, usize> = HashMap::new();
    let mut uses = Vec::with_capacity(purposes.len());
    for &(place, purpose) in purposes {
        let key = &document.keys[place];
        let (kid, line) = (&key.kid, key.kid.line);
        let track_type = purpose.track_type;
        let period_index = match (purpose.period_index, &*document.periods) {
            (Some(period_index), _) => period_index,
            (None, []) => 0,
            (None, [only]) => {
                let period_index = index(only)?;
                findings.push(Flaw::AssumedPeriod(kid.to_string(), period_index).at(line));
                period_index
            }
            (None, several) if without[&track_type] == several.len() => {
                let next = places.entry(track_type).or_default();
                let period_index = index(&several[*next])?;
                *next += 1;
                findings.push(Flaw::PairedPeriod(kid.to_string(), period_index).at(line));
                period_index
            }
            (None, _) => {
                findings.push(Flaw::NoPeriod(kid.to_string()).at(line));
                continue;
            }
        };
        uses.push(Use {
            key,
            place,
            track_type,
            period_index,
        });
    }
    Ok(uses)
}

fn index(period: &Period<'_>) -> Result<u32, Error> {
    period.index.ok_or_else(|| {
        let id = period.id.as_deref().unwrap_or_default();
        Fault::PeriodWithoutIndex(excerpt(id)).at(period.line)
    })
}

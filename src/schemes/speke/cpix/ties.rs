//! Which keys are for which periods and tracks.

use std::collections::{HashMap, HashSet};

use super::document::{ContentKey, Document, Period, UsageRule};
use super::error::{Error, Fault, excerpt};
use super::finding::{Finding, Flaw};
use crate::speke::KeyId;

/// A key, and one of the things it is for.
pub(super) struct Use<'d> {
    pub(super) key: &'d ContentKey<'d>,
    pub(super) track_type: Option<&'d str>,
    pub(super) period_index: u32,
}

/// A use whose period is open if no filter names one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Tie<'d> {
    track_type: Option<&'d str>,
    period_index: Option<u32>,
}

struct Rules<'d> {
    by_key: HashMap<KeyId, Vec<&'d UsageRule<'d>>>,
    periods: HashMap<&'d str, &'d Period<'d>>,
    track_types: bool,
}

/// The uses of every key, in the order of the keys and of their rules. With `track_types` off, as for SPEKE v1, rules tell periods only.
pub(super) fn uses<'d>(
    document: &'d Document<'d>,
    track_types: bool,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Use<'d>>, Error> {
    let mut rules = Rules {
        by_key: HashMap::new(),
        periods: HashMap::new(),
        track_types,
    };
    for rule in &document.rules {
        rules.by_key.entry(rule.kid.key_id).or_default().push(rule);
    }
    for period in &document.periods {
        period
            .id
            .as_deref()
            .map(|id| rules.periods.entry(id).or_insert(period));
    }

    let mut seen = HashSet::new();
    let mut ties = Vec::new();
    for key in document
        .keys
        .iter()
        .filter(|key| seen.insert(key.kid.key_id))
    {
        let of_key = rules.ties(key)?;
        if of_key.is_empty() {
            findings.push(Flaw::NoPeriod(key.kid.key_id).at(key.kid.line));
        }
        ties.extend(of_key.into_iter().map(|tie| (key, tie)));
    }
    close(document, &ties, findings)
}

impl<'d> Rules<'d> {
    fn ties(&self, key: &ContentKey<'_>) -> Result<Vec<Tie<'d>>, Error> {
        let Some(rules) = self.by_key.get(&key.kid.key_id) else {
            return Ok(vec![Tie {
                track_type: None,
                period_index: None,
            }]);
        };
        let mut ties = Vec::new();
        for rule in rules {
            let track_type = rule.track_type.as_deref().filter(|_| self.track_types);
            if rule.periods.is_empty() {
                ties.push(Tie {
                    track_type,
                    period_index: None,
                });
            }
            for filter in &rule.periods {
                if let Some(period) = self.periods.get(&*filter.period_id) {
                    ties.push(Tie {
                        track_type,
                        period_index: Some(index(period)?),
                    });
                }
            }
        }
        if !self.track_types && ties.iter().any(|tie| tie.period_index.is_some()) {
            ties.retain(|tie| tie.period_index.is_some());
        }
        let mut seen = HashSet::new();
        ties.retain(|tie| seen.insert(*tie));
        Ok(ties)
    }
}

/// Finds the periods that no filter names.
fn close<'d>(
    document: &'d Document<'d>,
    ties: &[(&'d ContentKey<'d>, Tie<'d>)],
    findings: &mut Vec<Finding>,
) -> Result<Vec<Use<'d>>, Error> {
    let mut open: HashMap<Option<&str>, usize> = HashMap::new();
    for (_, tie) in ties.iter().filter(|(_, tie)| tie.period_index.is_none()) {
        *open.entry(tie.track_type).or_default() += 1;
    }
    let mut places: HashMap<Option<&str>, std::slice::Iter<'_, Period<'_>>> = HashMap::new();
    let mut uses = Vec::with_capacity(ties.len());
    for &(
        key,
        Tie {
            track_type,
            period_index,
        },
    ) in ties
    {
        let key_id = key.kid.key_id;
        let period_index = match (period_index, document.periods.as_slice()) {
            (Some(period_index), _) => period_index,
            (None, []) => 0,
            (None, [only]) => {
                findings.push(Flaw::AssumedPeriod(key_id, index(only)?).at(key.kid.line));
                index(only)?
            }
            (None, several) => {
                let place = places.entry(track_type).or_insert_with(|| several.iter());
                let Some(period) = place.next().filter(|_| open[&track_type] == several.len())
                else {
                    findings.push(Flaw::NoPeriod(key_id).at(key.kid.line));
                    continue;
                };
                findings.push(Flaw::PairedPeriod(key_id, index(period)?).at(key.kid.line));
                index(period)?
            }
        };
        uses.push(Use {
            key,
            track_type,
            period_index,
        });
    }
    Ok(uses)
}

fn index(period: &Period<'_>) -> Result<u32, Error> {
    let id = || excerpt(period.id.as_deref().unwrap_or_default());
    period
        .index
        .ok_or_else(|| Fault::PeriodWithoutIndex(id()).at(period.line))
}

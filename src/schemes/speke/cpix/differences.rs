//! What differs between a request and a response, apart from the key IDs.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use super::compare::Check;
use super::contents::Contents;
use super::document::{ContentKey, Document, DrmSystem, Name, UsageRule};
use super::finding::{Finding, Flaw};
use crate::speke::Version;
use crate::speke::drm::SystemId;
use crate::speke::inspect::excerpt;

/// Compares a request and a response: the content ID and the periods; and of each key that the checks found its fields, DRM systems and rules.
pub(super) fn differences(
    (request, version): (&Document<'_>, Version),
    response: &Document<'_>,
    checks: &[Check<'_>],
) -> Vec<Finding> {
    let content_ids = [request, response].map(|document| match version {
        Version::V2 if request.content_id.is_some() => document.content_id.as_deref(),
        _ => document.id.as_deref(),
    });
    let mut findings = Vec::new();
    findings.extend(other("content ID", None, content_ids, response.line));
    findings.extend(periods(request, response));
    let [requested, found] = [request, response].map(Index::new);
    for (name, names) in found_keys(checks) {
        let Some(wanted) = requested.keys.get(name) else {
            continue;
        };
        for key in names.iter().filter_map(|name| found.keys.get(*name)) {
            findings.extend(fields(wanted, key));
        }
        let wanted = (&requested, &[name][..]);
        findings.extend(systems(wanted, (&found, &names)));
        findings.extend(rules(wanted, (&found, &names)));
    }
    findings.extend(key_ids_inside(response));
    findings
}

/// Each key of a request that was found, and the keys of the response that it became: several, if the override gives it several key IDs. Where several
/// keys became one, which is an error already, it is that of the first.
fn found_keys<'c>(checks: &'c [Check<'_>]) -> Vec<(&'c Name, Vec<&'c Name>)> {
    let same = |a: &Check<'_>, b: &Check<'_>| a.expected.requested == b.expected.requested;
    let mut seen = HashSet::new();
    let mut groups = Vec::new();
    for checks in checks.chunk_by(same) {
        let found = checks.iter().filter_map(|check| check.found.as_ref());
        let found = found.map(|(name, _)| name);
        let found: Vec<_> = found.filter(|name| seen.insert(*name)).collect();
        if !found.is_empty() {
            groups.push((&checks[0].expected.requested, found));
        }
    }
    groups
}

/// What a document says about keys.
struct Index<'d> {
    document: &'d Document<'d>,
    keys: HashMap<&'d Name, &'d ContentKey<'d>>,
    systems: HashMap<&'d Name, Vec<&'d DrmSystem<'d>>>,
    rules: HashMap<&'d Name, Vec<&'d UsageRule<'d>>>,
    /// The index of each period by its ID.
    periods: HashMap<&'d str, u32>,
}

/// The index, and keys of it.
type Keys<'k, 'd> = (&'k Index<'d>, &'k [&'k Name]);

impl<'d> Index<'d> {
    fn new(document: &'d Document<'d>) -> Self {
        let mut index = Self {
            document,
            keys: HashMap::new(),
            systems: HashMap::new(),
            rules: HashMap::new(),
            periods: HashMap::new(),
        };
        for key in &document.keys {
            index.keys.entry(&key.kid.name).or_insert(key);
        }
        for system in &document.drm_systems {
            let of_key = index.systems.entry(&system.kid.name).or_default();
            of_key.push(system);
        }
        for rule in &document.rules {
            index.rules.entry(&rule.kid.name).or_default().push(rule);
        }
        for period in &document.periods {
            if let (Some(id), Some(number)) = (period.id.as_deref(), period.index) {
                index.periods.entry(id).or_insert(number);
            }
        }
        index
    }

    /// A period: two documents may have other IDs for it.
    fn period(&self, id: &'d str) -> Period<'d> {
        let index = self.periods.get(id);
        index.map_or(Period::Id(id), |index| Period::Index(*index))
    }

    fn line(&self, key: &Name) -> usize {
        let key = self.keys.get(key);
        key.map_or(self.document.line, |key| key.kid.line)
    }
}

/// A finding if the request has a text for a field, and the response not the same.
fn other(
    field: &'static str,
    key: Option<&Name>,
    [requested, found]: [Option<&str>; 2],
    line: usize,
) -> Option<Finding> {
    let flaw = || Flaw::OtherThanRequested {
        field,
        key: key.cloned(),
        requested: requested.map(excerpt),
        found: found.map(excerpt),
    };
    (requested.is_some() && requested != found).then(|| flaw().at(line))
}

fn fields(requested: &ContentKey<'_>, found: &ContentKey<'_>) -> Vec<Finding> {
    let content_ids = [requested, found].map(|key| key.content_id.as_deref());
    let schemes = [requested, found].map(|key| key.scheme.as_deref());
    let fields = [("content ID", content_ids), ("protection scheme", schemes)];
    let (key, line) = (&found.kid.name, found.kid.line);
    fields
        .into_iter()
        .filter_map(|(field, texts)| other(field, Some(key), texts, line))
        .collect()
}

/// What tells one period from another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Period<'d> {
    Index(u32),
    /// There is no index.
    Id(&'d str),
}

impl fmt::Display for Period<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => index.fmt(f),
            Self::Id(id) => write!(f, "{:?}", excerpt(id)),
        }
    }
}

fn periods(request: &Document<'_>, response: &Document<'_>) -> Vec<Finding> {
    let [requested, found] = [request, response].map(|document| {
        let periods = document.periods.iter().map(|period| {
            let id = || Period::Id(period.id.as_deref().unwrap_or_default());
            (period.index.map_or_else(id, Period::Index), period.line)
        });
        periods.collect::<Vec<_>>()
    });
    let what = |period: &Period<'_>| format!("ContentKeyPeriod with index {period}");
    apart(&requested, &found, response.line, what)
}

/// What only one of two lists has; `line` is where it is missing in the response.
fn apart<T: Eq + std::hash::Hash>(
    requested: &[(T, usize)],
    found: &[(T, usize)],
    line: usize,
    what: impl Fn(&T) -> String,
) -> Vec<Finding> {
    let [of_request, of_response] =
        [requested, found].map(|list| list.iter().map(|(one, _)| one).collect::<HashSet<_>>());
    let missing = requested
        .iter()
        .filter(|(one, _)| !of_response.contains(one));
    let missing = missing.map(|(one, _)| Flaw::NotInResponse(what(one)).at(line));
    let unexpected = found.iter().filter(|(one, _)| !of_request.contains(one));
    let unexpected = unexpected.map(|(one, line)| Flaw::NotInRequest(what(one)).at(*line));
    missing.chain(unexpected).collect()
}

fn systems(requested: Keys<'_, '_>, found: Keys<'_, '_>) -> Vec<Finding> {
    let [requested, systems] = [requested, found].map(|(index, names)| {
        let systems = names.iter().filter_map(|name| index.systems.get(*name));
        let systems = systems.flatten().map(|system| {
            let id = system.system_id.as_deref().unwrap_or_default();
            (id.trim().to_ascii_lowercase(), system.kid.line)
        });
        systems.collect::<Vec<_>>()
    });
    let (index, [name, ..]) = found else {
        return Vec::new();
    };
    apart(&requested, &systems, index.line(name), |id| {
        let system = SystemId::parse(id).map_or(excerpt(id), |system| system.to_string());
        format!("DRMSystem of {system} for key {name}")
    })
}

/// What a rule says. The order of its filters does not matter.
#[derive(PartialEq, Eq, Hash)]
struct Rule<'d> {
    track_type: Option<&'d str>,
    periods: BTreeSet<Period<'d>>,
    filters: BTreeSet<&'d str>,
}

impl<'d> Rule<'d> {
    fn new(rule: &'d UsageRule<'d>, index: &Index<'d>) -> Self {
        let periods = rule.periods.iter();
        Self {
            track_type: rule.track_type.as_deref(),
            periods: periods
                .map(|filter| index.period(&filter.period_id))
                .collect(),
            filters: rule.filters.iter().map(String::as_str).collect(),
        }
    }

    /// What it says about each field that it has.
    fn fields(&self) -> [(&'static str, Option<String>); 3] {
        let periods: Vec<_> = self.periods.iter().map(ToString::to_string).collect();
        let filters: Vec<_> = self.filters.iter().copied().collect();
        let text = |words: String| (!words.is_empty()).then_some(words);
        [
            ("track type", self.track_type.map(str::to_owned)),
            ("period index", text(periods.join(", "))),
            ("filter", text(filters.join(", "))),
        ]
    }
}

fn rules(requested: Keys<'_, '_>, found: Keys<'_, '_>) -> Vec<Finding> {
    let [wanted, rules] = [requested, found].map(|(index, names)| {
        let rules = names.iter().filter_map(|name| index.rules.get(*name));
        let rules = rules
            .flatten()
            .map(|rule| (Rule::new(rule, index), rule.kid.line));
        rules.collect::<Vec<_>>()
    });
    let (index, [name, ..]) = found else {
        return Vec::new();
    };
    if let ([(wanted, _)], [(rule, line)]) = (&*wanted, &*rules) {
        let fields = wanted.fields().into_iter().zip(rule.fields());
        let other = fields.filter(|((_, wanted), (_, found))| wanted != found);
        let other = other.map(|((field, wanted), (_, found))| Flaw::OtherThanRequested {
            field,
            key: Some((*name).clone()),
            requested: wanted.as_deref().map(excerpt),
            found: found.as_deref().map(excerpt),
        });
        return other.map(|flaw| flaw.at(*line)).collect();
    }
    apart(&wanted, &rules, index.line(name), |rule| {
        let fields = rule.fields().into_iter();
        let fields: Vec<_> = fields
            .filter_map(|(field, text)| Some(format!("{field} {}", excerpt(&text?))))
            .collect();
        format!(
            "ContentKeyUsageRule for key {name} with {}",
            fields.join(", ")
        )
    })
}

/// Data of DRM systems that has key IDs, but not that of its key.
fn key_ids_inside(response: &Document<'_>) -> Vec<Finding> {
    // what was read once can be read again
    let contents = Contents::read(response).unwrap_or_default();
    let mut findings = Vec::new();
    for data in &contents.data {
        let key = &response.drm_systems[data.system].kid.name;
        if let (Some(key_id), Some(&other)) = (key.key_id(), data.key_ids.first())
            && !data.key_ids.contains(&key_id)
        {
            let flaw = Flaw::OtherKeyIdInside {
                element: excerpt(data.element),
                key: key.clone(),
                key_id: other,
            };
            findings.push(flaw.at(data.line));
        }
    }
    findings
}

//! What a file declares, what the data of DRM systems has, and whether they agree.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::finding::{Finding, Problem};
use super::report::Report;
use super::sighting::Sighting;
use crate::speke::KeyId;
use crate::speke::drm::SystemId;

/// What contains the data of DRM systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Data {
    /// `cenc:pssh`, and CPIX's `PSSH`: Base64 of PSSH boxes. In a MP4 file, the boxes themselves.
    Pssh,
    /// `mspr:pro`, and the headers of Smooth Streaming: Base64 of a PlayReady object.
    PlayReady,
    /// `mspr:kid`: Base64 of a little-endian GUID.
    PlayReadyKid,
    /// `mas:MarlinContentId`: a URN.
    MarlinContentId,
    /// CPIX's `ContentProtectionData`: Base64 of elements of an MPD.
    ContentProtection,
    /// CPIX's `HLSSignalingData`: Base64 of lines of a playlist.
    Playlist,
    /// CPIX's `URIExtXKey`: Base64 of a URI. In a playlist, a key tag.
    Uri,
}

/// Data that is complete by itself: of one system, and in one kind of element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Group {
    /// The name, because a system may have several IDs.
    system: Option<&'static str>,
    data: Data,
}

impl Group {
    pub(super) fn new(system: Option<SystemId>, data: Data) -> Self {
        Self {
            system: system.and_then(SystemId::name),
            data,
        }
    }
}

/// Where key IDs are declared, and where data has them: an adaptation set, for example, or a key tag. The numbers are those of sightings.
#[derive(Default)]
struct Scope {
    outer: Option<usize>,
    /// Declared for all DRM systems.
    common: Vec<usize>,
    /// Declared for a certain one, or where there is only one.
    own: Vec<usize>,
    /// In data, by what is complete by itself.
    stated: HashMap<Group, Vec<usize>>,
}

impl Scope {
    fn declared(&self) -> impl Iterator<Item = usize> {
        self.common.iter().chain(&self.own).copied()
    }
}

#[derive(Default)]
pub(super) struct Scopes(Vec<Scope>);

impl Scopes {
    /// A new scope, inside another one.
    pub(super) fn open(&mut self, outer: Option<usize>) -> usize {
        self.0.push(Scope {
            outer,
            ..Scope::default()
        });
        self.0.len() - 1
    }

    /// Takes what is declared in a scope, as far as it is certain.
    pub(super) fn declare(
        &mut self,
        scope: Option<usize>,
        is_common: bool,
        found: Range<usize>,
        sightings: &[Sighting],
    ) {
        if let Some(scope) = scope.and_then(|scope| self.0.get_mut(scope)) {
            let declared = if is_common {
                &mut scope.common
            } else {
                &mut scope.own
            };
            declared.extend(found.filter(|&found| sightings[found].is_certain()));
        }
    }

    /// Takes what is in the data of a scope, as far as it is certain.
    pub(super) fn state(
        &mut self,
        scope: Option<usize>,
        group: Group,
        found: Range<usize>,
        sightings: &[Sighting],
    ) {
        let mut found = found
            .filter(|&found| sightings[found].is_certain())
            .peekable();
        if let Some(scope) = scope.and_then(|scope| self.0.get_mut(scope))
            && found.peek().is_some()
        {
            scope.stated.entry(group).or_default().extend(found);
        }
    }

    /// Adds findings for what does not agree.
    ///
    /// A system's own declaration must be among the common ones. The data of a system must have one of the declared key IDs, those of the same element
    /// or, if it has none, of the nearest around it; and an element that only declares is compared with the nearest data around it.
    pub(super) fn compare(&self, report: &mut Report) {
        let sightings = &report.sightings;
        let sets: Vec<_> = (self.0.iter().map(|scope| Sets::of(scope, sightings))).collect();
        let mut findings = Vec::new();
        for (number, scope) in self.0.iter().enumerate() {
            let Sets { common, .. } = &sets[number];
            if let Some(&first) = scope.common.first() {
                let own = scope.own.iter().map(|&own| &sightings[own]);
                findings.extend(own.filter_map(|own| differ(own, common, &sightings[first])));
            }
            let Some((declaring, stating)) = self.to_compare(number) else {
                continue;
            };
            let Sets { declared, .. } = &sets[declaring];
            let Some(first) = self.0[declaring].declared().next() else {
                continue;
            };
            let groups = sets[stating].stated.iter();
            let apart = groups.filter(|(_, key_ids)| key_ids.is_disjoint(declared));
            let apart = apart.map(|(number, _)| &sightings[*number]);
            findings.extend(apart.filter_map(|one| differ(one, declared, &sightings[first])));
        }
        report.findings.extend(findings);
    }

    /// The scope with the declaration and the scope with the data. If this one has only one of them, the other is the nearest around it.
    fn to_compare(&self, scope: usize) -> Option<(usize, usize)> {
        let declares = |number: &usize| self.0[*number].declared().next().is_some();
        let has_data = |number: &usize| !self.0[*number].stated.is_empty();
        if declares(&scope) {
            Some((scope, self.around(scope).find(has_data)?))
        } else if has_data(&scope) {
            Some((self.around(scope).find(declares)?, scope))
        } else {
            None
        }
    }

    /// A scope, and those around it.
    fn around(&self, scope: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(scope), |scope| self.0[*scope].outer)
    }
}

/// The key IDs of a scope.
struct Sets {
    common: HashSet<KeyId>,
    declared: HashSet<KeyId>,
    /// Of each group, and which sighting is the first.
    stated: Vec<(usize, HashSet<KeyId>)>,
}

impl Sets {
    fn of(scope: &Scope, sightings: &[Sighting]) -> Self {
        let key_id = |number: usize| sightings[number].key_id;
        let stated = scope.stated.values().filter_map(|stated| {
            let first = *stated.first()?;
            Some((first, stated.iter().copied().map(key_id).collect()))
        });
        let mut stated: Vec<_> = stated.collect();
        stated.sort_unstable_by_key(|(first, _)| *first);
        Self {
            common: scope.common.iter().copied().map(key_id).collect(),
            declared: scope.declared().map(key_id).collect(),
            stated,
        }
    }
}

/// A finding if a key ID is not among others. One that is there in the other byte order is found by itself.
pub(super) fn differ(one: &Sighting, others: &HashSet<KeyId>, first: &Sighting) -> Option<Finding> {
    let is_there = others.contains(&one.key_id) || others.contains(&one.key_id.swapped());
    (!is_there).then(|| Finding {
        position: one.position,
        place: Arc::clone(&one.place),
        problem: Problem::Differs {
            key_id: one.key_id,
            other: first.into(),
        },
    })
}

/// Adds a finding for each pair of key IDs that are the same bytes in either order, where the second of them is first seen.
pub(super) fn swapped(report: &mut Report) {
    let mut seen: HashMap<KeyId, &Sighting> = HashMap::new();
    let mut findings = Vec::new();
    for sighting in &report.sightings {
        let key_id = sighting.key_id;
        if seen.contains_key(&key_id) {
            continue;
        }
        if let Some(&other) = seen.get(&key_id.swapped()) {
            findings.push(Finding {
                position: sighting.position,
                place: Arc::clone(&sighting.place),
                problem: Problem::Swapped {
                    key_id,
                    other: other.into(),
                },
            });
        }
        seen.insert(key_id, sighting);
    }
    report.findings.extend(findings);
}

//! Sightings and findings as they are gathered.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::finding::{Finding, Problem};
use super::scopes::differ;
use super::sighting::{Carrier, Position, Sighting};
use crate::speke::drm::{self, Contents, SystemId};
use crate::speke::{Form, KeyId};

/// How many characters of a text are quoted.
const EXCERPT: usize = 80;

#[derive(Default)]
pub(super) struct Report {
    pub(super) sightings: Vec<Sighting>,
    pub(super) findings: Vec<Finding>,
}

/// A place in a file, and the DRM system that it is for.
#[derive(Clone)]
pub(super) struct Spot {
    pub(super) position: Position,
    pub(super) place: Arc<str>,
    pub(super) system: Option<SystemId>,
}

impl Spot {
    pub(super) fn new(position: Position, place: &str) -> Self {
        Self {
            position,
            place: place.into(),
            system: None,
        }
    }

    /// A spot that is further in.
    pub(super) fn inside(&self, place: &str) -> Self {
        Self {
            place: join(&self.place, place),
            ..self.clone()
        }
    }

    /// An attribute of this spot.
    pub(super) fn attribute(&self, name: &str) -> Self {
        Self {
            place: format!("{}@{name}", self.place).into(),
            ..self.clone()
        }
    }
}

impl Report {
    /// Parses a key ID and adds it, or adds a finding if it is not one.
    pub(super) fn add_text(&mut self, text: &str, carrier: Carrier, spot: &Spot) {
        let text = text.trim();
        let parsed = match carrier {
            Carrier::PlayReadyKid => KeyId::parse_playready(text),
            _ => text.parse().ok().zip(Form::of(text)),
        };
        match parsed {
            Some((key_id, form)) => self.add(key_id, Some((form, text)), carrier, spot),
            None => self.add_finding(Problem::KeyId(excerpt(text)), spot),
        }
    }

    /// Adds a key ID, written in a form or, without one, as its bytes.
    pub(super) fn add(
        &mut self,
        key_id: KeyId,
        written: Option<(Form, &str)>,
        carrier: Carrier,
        spot: &Spot,
    ) {
        self.sightings.push(Sighting {
            key_id,
            position: spot.position,
            place: Arc::clone(&spot.place),
            carrier,
            system: spot.system,
            form: written.map(|(form, _)| form),
            text: written.map(|(_, text)| text.into()),
        });
    }

    /// Adds the contents of DRM data. In a text, all of it gets the line of `spot`; in a binary file, its offsets are added to that of `spot`.
    pub(super) fn add_drm(&mut self, contents: Contents, spot: &Spot) -> Range<usize> {
        let position = |offset: usize| match spot.position {
            Position::Offset(start) => Position::Offset(start.saturating_add(offset as u64)),
            line @ Position::Line(_) => line,
        };
        let start = self.sightings.len();
        let mut last = None;
        let mut listed = Listed::default();
        for mention in contents.mentions {
            let kind = (mention.pssh.map(|pssh| pssh.version), mention.carrier);
            // boxes list many key IDs in one place
            let place = match last {
                Some((place, of)) if of == kind => place,
                _ => join(&spot.place, &mention.place()),
            };
            last = Some((Arc::clone(&place), kind));
            let sighting = Sighting {
                key_id: mention.key_id,
                position: position(mention.offset),
                place,
                carrier: Carrier::Drm(mention.carrier),
                system: mention.system.or(spot.system),
                form: mention.form,
                text: mention.text,
            };
            if let Some(pssh) = mention.pssh {
                listed.check(pssh.offset, &sighting, self);
            }
            self.sightings.push(sighting);
        }
        for error in contents.errors {
            let position = position(error.offset);
            self.add_finding(
                Problem::Drm(error.fault),
                &Spot {
                    position,
                    ..spot.clone()
                },
            );
        }
        start..self.sightings.len()
    }

    pub(super) fn add_finding(&mut self, problem: Problem, spot: &Spot) {
        self.findings.push(Finding {
            position: spot.position,
            place: Arc::clone(&spot.place),
            problem,
        });
    }
}

/// The key IDs that a PSSH box lists itself, against which those in its data are checked.
#[derive(Default)]
struct Listed {
    offset: usize,
    key_ids: HashSet<KeyId>,
    first: Option<Sighting>,
}

impl Listed {
    fn check(&mut self, offset: usize, sighting: &Sighting, report: &mut Report) {
        if offset != self.offset {
            *self = Self {
                offset,
                ..Self::default()
            };
        }
        if sighting.carrier == Carrier::Drm(drm::Carrier::Pssh) {
            self.key_ids.insert(sighting.key_id);
            self.first.get_or_insert_with(|| sighting.clone());
        } else if sighting.is_certain() {
            let first = self.first.as_ref();
            let finding = first.and_then(|first| differ(sighting, &self.key_ids, first));
            report.findings.extend(finding);
        }
    }
}

/// A place and what is inside it; a file that has nothing around its content starts with no place.
fn join(outer: &str, inner: &str) -> Arc<str> {
    if outer.is_empty() {
        inner.into()
    } else {
        format!("{outer} > {inner}").into()
    }
}

/// The beginning of a text, short enough for a message.
pub(in super::super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

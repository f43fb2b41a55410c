//! [`Document`] → [`Overrides`].

use std::collections::HashMap;

use super::MAX_DEPTH;
use super::document::{ContentKey, Document, Kid, Name};
use super::error::{Error, Fault, excerpt};
use super::finding::{Finding, Flaw};
use super::inspect;
use super::uses::{Use, uses};
use crate::speke::{Input, KeyId, V1, V2, Version};

/// What the key IDs of a request are derived from besides the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings<'s> {
    /// The tenant, a GUID in lower case.
    pub tenant_id: &'s str,
    /// The version of SPEKE; without it, the one that the request shows, else version 1.
    pub version: Option<Version>,
    /// The content ID of a request that has none.
    pub content_id: Option<&'s str>,
    /// What the key ID index of version 1 counts; without it, the keys of a period, with a finding where that makes a difference.
    pub key_index_order: Option<KeyIndexOrder>,
}

/// What the key ID index of version 1 counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyIndexOrder {
    /// All keys of the request.
    Document,
    /// The keys of the same period.
    Period,
}

impl<'s> Settings<'s> {
    /// Leaves everything but the tenant to the request.
    #[must_use]
    pub const fn new(tenant_id: &'s str) -> Self {
        Self {
            tenant_id,
            version: None,
            content_id: None,
            key_index_order: None,
        }
    }
}

/// The overrides of a request.
#[derive(Debug, Clone)]
pub struct Overrides<'d> {
    pub(super) document: &'d Document<'d>,
    /// The content ID that is given.
    pub(super) content_id: Option<&'d str>,
    /// The version of SPEKE that they are for.
    pub version: Version,
    /// Each key in each of its periods, and in version 2 for each of its track types; keys in the order of the document.
    pub rows: Vec<Override<'d>>,
    /// What is doubtful or wrong, in the order of the document.
    pub findings: Vec<Finding>,
}

/// A key ID that a request asks for, and the one that replaces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override<'d> {
    /// The kid that the request asks for.
    pub requested: &'d Kid<'d>,
    /// What the new key ID is derived from.
    pub inputs: Input<'d>,
    /// The new key ID.
    pub key_id: KeyId,
}

impl Document<'_> {
    /// Derives the key IDs of a request.
    ///
    /// The period of a key is the index of each `ContentKeyPeriod` that the filters of its rules name; 0 in a document without periods. A key without
    /// a scheme has that of the key that it depends on. Nothing documents the following, which is how this library reads it:
    ///
    /// - The key ID index of version 1 is the place of the key, from 0, among the keys of the same period.
    /// - A key without a filter is for the only period; where there are several, and just as many such keys (in version 2: of its track
    ///   type), for the period in the same place. Otherwise it has no row, which is an error.
    /// - In version 2 a missing scheme is `cenc`, a missing track type `ALL`, and a missing content ID the given one, else `CPIX@id`.
    /// - A key of several periods or track types has a row for each.
    /// - Of several keys with one kid, which is an error, only the first has rows.
    ///
    /// Each leaves a finding; the first only where the place in the document is another, and no order is given. Texts are hashed as they are in
    /// the document, and a period as its number.
    ///
    /// # Errors
    ///
    /// [`Fault::NoContentId`], or [`Fault::PeriodWithoutIndex`] if a key is for such a period.
    pub fn overrides<'d>(&'d self, settings: &Settings<'d>) -> Result<Overrides<'d>, Error> {
        let known = settings.version.or_else(|| self.speke_version());
        let version = known.unwrap_or(Version::V1);
        let mut findings = inspect::kids(self);
        findings.extend(inspect::frame(self));
        if known.is_none() {
            findings.push(Flaw::UnknownSpekeVersion.at(self.line));
        }
        let uses = uses(self, version, &mut findings)?;
        let inputs = match version {
            Version::V1 => self.inputs_v1(settings, &uses, &mut findings)?,
            Version::V2 => self.inputs_v2(settings, &uses, &mut findings)?,
        };
        let rows: Vec<_> = uses
            .iter()
            .zip(inputs)
            .map(|(Use { key, .. }, inputs)| Override {
                requested: &key.kid,
                inputs,
                key_id: inputs.key_id(),
            })
            .collect();
        findings.extend(collisions(&rows));
        for rows in by_key(&rows) {
            if has_several(rows) {
                let kid = rows[0].requested;
                findings.push(Flaw::SeveralKeyIds(kid.to_string()).at(kid.line));
            }
        }
        findings.sort_by_key(|finding| finding.line);
        Ok(Overrides {
            document: self,
            content_id: settings.content_id,
            version,
            rows,
            findings,
        })
    }

    fn inputs_v1<'d>(
        &'d self,
        settings: &Settings<'d>,
        uses: &[Use<'d>],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Input<'d>>, Error> {
        let own = self.id.as_deref();
        let Some(content_id) = self.content_id(own, settings, findings) else {
            return Err(Fault::NoContentId(Version::V1).at(self.line));
        };
        let mut places: HashMap<u32, usize> = HashMap::new();
        let inputs = uses.iter().map(|of_key| {
            let next = places.entry(of_key.period_index).or_default();
            let (in_period, in_document) = (*next, of_key.place);
            *next += 1;
            if settings.key_index_order.is_none() && in_period != in_document {
                let kid = &of_key.key.kid;
                let flaw = Flaw::KeyIndex(kid.to_string(), in_period, in_document);
                findings.push(flaw.at(kid.line));
            }
            let place = match settings.key_index_order {
                Some(KeyIndexOrder::Document) => in_document,
                Some(KeyIndexOrder::Period) | None => in_period,
            };
            Input::V1(V1 {
                tenant_id: settings.tenant_id,
                content_id,
                content_key_period_index: of_key.period_index,
                // a document has fewer keys
                key_id_index: u32::try_from(place).unwrap_or(u32::MAX),
            })
        });
        Ok(inputs.collect())
    }

    fn inputs_v2<'d>(
        &'d self,
        settings: &Settings<'d>,
        uses: &[Use<'d>],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Input<'d>>, Error> {
        let own = self.content_id.as_deref();
        let mut of_document = self.content_id(own, settings, findings);
        if of_document.is_none() && uses.iter().any(|of_key| of_key.key.content_id.is_none()) {
            of_document = self.id.as_deref();
            findings.push(Flaw::ContentIdFromId.at(self.line));
        }
        let keys = self.keys_by_name();
        let mut inputs = Vec::with_capacity(uses.len());
        for of_key in uses.chunk_by(|a, b| a.place == b.place) {
            let key = of_key[0].key;
            let scheme = scheme(key, &keys);
            findings.extend(inspect::key(&key.kid, key.content_id.as_deref(), scheme));
            let Some(content_id) = key.content_id.as_deref().or(of_document) else {
                return Err(Fault::NoContentId(Version::V2).at(self.line));
            };
            for purpose in of_key {
                findings.extend(inspect::track_type(purpose.track_type, &key.kid));
                inputs.push(Input::V2(V2 {
                    tenant_id: settings.tenant_id,
                    content_id,
                    protection_scheme: scheme.unwrap_or("cenc"),
                    content_key_period_index: purpose.period_index,
                    intended_track_type: purpose.track_type.unwrap_or("ALL"),
                }));
            }
        }
        Ok(inputs)
    }

    /// The document's own content ID; the given one if it has none, or an empty one.
    fn content_id<'d>(
        &self,
        own: Option<&'d str>,
        settings: &Settings<'d>,
        findings: &mut Vec<Finding>,
    ) -> Option<&'d str> {
        let content_id = match (own, settings.content_id) {
            (None | Some(""), Some(given)) => return Some(given),
            (own, given) => {
                if given.is_some() && given != own {
                    findings.push(Flaw::OwnContentId.at(self.line));
                }
                own?
            }
        };
        findings.extend(inspect::untrimmed(
            || "content ID".to_owned(),
            content_id,
            self.line,
        ));
        Some(content_id)
    }

    /// The keys by their kids; of several with one kid, the first.
    pub(super) fn keys_by_name(&self) -> HashMap<Name<'_>, &ContentKey<'_>> {
        let keys = self.keys.iter().rev();
        keys.map(|key| (key.kid.name(), key)).collect()
    }
}

/// The scheme of a key: its own, or that of the key that it depends on.
pub(super) fn scheme<'d>(
    mut key: &'d ContentKey<'d>,
    keys: &HashMap<Name<'_>, &'d ContentKey<'d>>,
) -> Option<&'d str> {
    // a hierarchy has two levels
    for _ in 0..MAX_DEPTH {
        if key.scheme.is_some() {
            break;
        }
        key = keys.get(&key.depends_on.as_ref()?.name())?;
    }
    key.scheme.as_deref()
}

/// Different keys that would get one key ID.
fn collisions(rows: &[Override<'_>]) -> Vec<Finding> {
    let mut first: HashMap<KeyId, &Override<'_>> = HashMap::new();
    let mut findings = Vec::new();
    for row in rows {
        let other = *first.entry(row.key_id).or_insert(row);
        if other.requested == row.requested {
            continue;
        }
        let kid = row.requested;
        let (of_row, of_other) = (kid.to_string(), other.requested.to_string());
        let line = other.requested.line;
        let flaw = match row.inputs {
            Input::V2(inputs) if row.inputs == other.inputs => Flaw::SameTrackType(
                of_row,
                of_other,
                line,
                excerpt(inputs.intended_track_type),
                inputs.content_key_period_index,
            ),
            _ => Flaw::SameKeyId(of_row, of_other, line, row.key_id),
        };
        findings.push(flaw.at(kid.line));
    }
    findings
}

/// The rows of each key.
pub(super) fn by_key<'r, 'd>(rows: &'r [Override<'d>]) -> impl Iterator<Item = &'r [Override<'d>]> {
    rows.chunk_by(|a, b| a.requested == b.requested)
}

/// Whether the rows of one key have different key IDs.
pub(super) fn has_several(rows: &[Override<'_>]) -> bool {
    rows.iter().any(|row| row.key_id != rows[0].key_id)
}

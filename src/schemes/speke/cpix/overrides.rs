//! [`Document`] → [`Overrides`].

use std::collections::{HashMap, HashSet};

use super::document::{ContentKey, Document, Name};
use super::error::{Error, Fault};
use super::finding::{Finding, Flaw};
use super::uses::{Use, uses};
use super::validate;
use crate::speke::inspect::excerpt;
use crate::speke::{Input, KeyId, V1, V2, Version};

/// What a request does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options<'o> {
    /// The tenant, a GUID in lower case.
    pub tenant_id: &'o str,
    /// The version of SPEKE; without it, the one that the document shows, else version 1.
    pub version: Option<Version>,
    /// The content ID of a document that has none.
    pub content_id: Option<&'o str>,
    /// How version 1 counts keys; without it, by period, with a finding for each key that the other order would give another index.
    pub key_id_order: Option<KeyIdOrder>,
}

/// Among which keys the key ID index of SPEKE version 1 is counted. The vendor says only "the key ID index in the request".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyIdOrder {
    /// Among the keys of the same period.
    Period,
    /// Among all keys of the document.
    Document,
}

impl<'o> Options<'o> {
    /// A tenant, and nothing else.
    #[must_use]
    pub const fn new(tenant_id: &'o str) -> Self {
        Self {
            tenant_id,
            version: None,
            content_id: None,
            key_id_order: None,
        }
    }
}

/// The overrides of a request.
#[derive(Debug, Clone)]
pub struct Overrides<'d> {
    pub(super) document: &'d Document<'d>,
    /// The version of SPEKE that they are for.
    pub version: Version,
    /// Each key in each of its periods, and in version 2 for each of its track types; keys in the order of the document.
    pub rows: Vec<Override<'d>>,
    /// What is doubtful or wrong, in the order of the document.
    pub findings: Vec<Finding>,
}

/// A key ID that a request asks for, and the one that replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override<'d> {
    /// The line of the kid in the request, from 1.
    pub line: usize,
    /// The kid that the request asks for.
    pub requested: Name,
    /// What the new key ID is derived from.
    pub inputs: Input<'d>,
    /// The new key ID.
    pub key_id: KeyId,
}

impl Document<'_> {
    /// Derives the key IDs of a request.
    ///
    /// The period of a key is the index of each `ContentKeyPeriod` that the filters of its rules name; 0 in a document without periods. Nothing
    /// documents the following, which is how this library reads it:
    ///
    /// - The key ID index of version 1 is the place of the key, from 0, among the keys of the same period, unless the [`Options`] say otherwise.
    /// - A key without a filter is for the only period; where there are several, and just as many such keys (in version 2: of its track
    ///   type), for the period in the same place. Otherwise it has no row, which is an error.
    /// - In version 2 a missing scheme is that of the key that it depends on, else `cenc`; a missing track type `ALL`; a missing content ID the
    ///   given one, else `CPIX@id`.
    /// - A key of several periods or track types has a row for each.
    /// - Of several keys with one kid, which is an error, only the first has rows.
    ///
    /// All of these leave a finding, the first and an inherited scheme where it matters. Texts are hashed as they are in the document, and a period
    /// as its number.
    ///
    /// # Errors
    ///
    /// [`Fault::NoContentId`].
    pub fn overrides<'d>(&'d self, options: Options<'d>) -> Result<Overrides<'d>, Error> {
        let known = options.version.or_else(|| self.speke_version());
        let version = known.unwrap_or(Version::V1);
        let mut findings = validate::kids(self);
        findings.extend(validate::frame(self));
        if known.is_none() {
            findings.push(Flaw::UnknownSpekeVersion.at(self.line));
        }
        let uses = uses(self, version, &mut findings);
        let inputs = match version {
            Version::V1 => self.inputs_v1(options, &uses, &mut findings)?,
            Version::V2 => self.inputs_v2(options, &uses, &mut findings)?,
        };
        let rows: Vec<_> = uses
            .iter()
            .zip(inputs)
            .map(|(Use { key, .. }, inputs)| Override {
                line: key.kid.line,
                requested: key.kid.name.clone(),
                inputs,
                key_id: inputs.key_id(),
            })
            .collect();
        findings.extend(collisions(&rows));
        for rows in rows.chunk_by(|a, b| a.requested == b.requested) {
            if has_several(rows) {
                findings.push(Flaw::SeveralKeyIds(rows[0].requested.clone()).at(rows[0].line));
            }
        }
        findings.sort_by_key(|finding| finding.line);
        Ok(Overrides {
            document: self,
            version,
            rows,
            findings,
        })
    }

    fn inputs_v1<'d>(
        &'d self,
        options: Options<'d>,
        uses: &[Use<'d>],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Input<'d>>, Error> {
        let content_id = self.content_id(self.id.as_deref(), options, findings);
        let content_id = content_id.ok_or_else(|| Fault::NoContentId(Version::V1).at(self.line))?;
        let mut counts: HashMap<u32, u32> = HashMap::new();
        let mut reported = HashSet::new();
        let mut inputs = Vec::with_capacity(uses.len());
        for &Use {
            key: ContentKey { kid, .. },
            place: in_document,
            period_index,
            ..
        } in uses
        {
            let count = counts.entry(period_index).or_default();
            let in_period = *count;
            *count += 1;
            if options.key_id_order.is_none()
                && in_period != in_document
                && reported.insert(in_document)
            {
                let key = kid.name.clone();
                let flaw = Flaw::KeyIdIndex {
                    key,
                    in_period,
                    in_document,
                };
                findings.push(flaw.at(kid.line));
            }
            inputs.push(Input::V1(V1 {
                tenant_id: options.tenant_id,
                content_id,
                content_key_period_index: period_index,
                key_id_index: match options.key_id_order {
                    Some(KeyIdOrder::Document) => in_document,
                    Some(KeyIdOrder::Period) | None => in_period,
                },
            }));
        }
        Ok(inputs)
    }

    fn inputs_v2<'d>(
        &'d self,
        options: Options<'d>,
        uses: &[Use<'d>],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Input<'d>>, Error> {
        let mut of_document = self.content_id(self.content_id.as_deref(), options, findings);
        if of_document.is_none() && self.id.is_some() {
            of_document = self.id.as_deref();
            if uses.iter().any(|Use { key, .. }| key.content_id.is_none()) {
                findings.push(Flaw::ContentIdFromId.at(self.line));
            }
        }
        let schemes = self.schemes();
        let mut inputs = Vec::with_capacity(uses.len());
        for of_key in uses.chunk_by(|a, b| a.place == b.place) {
            let key = of_key[0].key;
            let root = key.depends_on.as_ref().map(|root| &root.name);
            let scheme = key.scheme.as_deref();
            let scheme = scheme.or_else(|| schemes.get(root?).copied());
            findings.extend(validate::key(key, scheme));
            let Some(content_id) = key.content_id.as_deref().or(of_document) else {
                return Err(Fault::NoContentId(Version::V2).at(self.line));
            };
            for purpose in of_key {
                findings.extend(validate::track_type(purpose.track_type, &key.kid));
                inputs.push(Input::V2(V2 {
                    tenant_id: options.tenant_id,
                    content_id,
                    protection_scheme: scheme.unwrap_or("cenc"),
                    content_key_period_index: purpose.period_index,
                    intended_track_type: purpose.track_type.unwrap_or("ALL"),
                }));
            }
        }
        Ok(inputs)
    }

    /// The document's own content ID, or the given one if it has none. An empty one counts if none is given.
    fn content_id<'d>(
        &'d self,
        own: Option<&'d str>,
        options: Options<'d>,
        findings: &mut Vec<Finding>,
    ) -> Option<&'d str> {
        match (own, options.content_id) {
            (Some("") | None, Some(given)) => return Some(given),
            (Some(own), Some(given)) if own != given => {
                findings.push(Flaw::OwnContentId(excerpt(own)).at(self.line));
            }
            _ => {}
        }
        findings
            .extend(own.and_then(|own| validate::untrimmed("content ID", own, None, self.line)));
        own
    }

    /// The schemes of keys, which those that depend on them inherit.
    fn schemes(&self) -> HashMap<&Name, &str> {
        let keys = self.keys.iter().rev();
        keys.filter_map(|key| Some((&key.kid.name, key.scheme.as_deref()?)))
            .collect()
    }
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
        let (key, line) = (row.requested.clone(), other.line);
        let other_key = other.requested.clone();
        let flaw = match row.inputs {
            Input::V2(inputs) if row.inputs == other.inputs => Flaw::SameTrackType {
                key,
                other: other_key,
                line,
                track_type: excerpt(inputs.intended_track_type),
                period: inputs.content_key_period_index,
            },
            _ => Flaw::SameKeyId {
                key,
                other: other_key,
                line,
                key_id: row.key_id,
            },
        };
        findings.push(flaw.at(row.line));
    }
    findings
}

/// Whether the rows of one key have different key IDs.
pub(super) fn has_several(rows: &[Override<'_>]) -> bool {
    rows.iter().any(|row| row.key_id != rows[0].key_id)
}

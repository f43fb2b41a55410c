//! [`Document`] → [`Overrides`].

use std::collections::HashMap;

use super::document::Document;
use super::error::{Error, Fault, excerpt};
use super::finding::{Finding, Flaw};
use super::inspect;
use super::uses::{Use, uses};
use crate::speke::{Input, KeyId, V1, V2, Version};

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

/// A key id that a request asks for, and the one that replaces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override<'d> {
    /// The line of the kid in the request, from 1.
    pub line: usize,
    /// The kid that the request asks for.
    pub requested: KeyId,
    /// What the new key id is derived from.
    pub inputs: Input<'d>,
    /// The new key id.
    pub key_id: KeyId,
}

impl Document<'_> {
    /// Derives the key ids of a request for a tenant, a GUID in lower case. The SPEKE version is the given one, else the one that the document
    /// shows, else version 1.
    ///
    /// The period of a key is the index of each `ContentKeyPeriod` that the filters of its rules name; 0 in a document without periods. Nothing
    /// documents the following, which is how this library reads it:
    ///
    /// - The key id index of version 1 is the place of the key, from 0, among the keys of the same period.
    /// - A key without a filter is for the only period; where there are several, and just as many such keys (in version 2: of its track
    ///   type), for the period in the same place. Otherwise it has no row, which is an error.
    /// - In version 2 a missing scheme is `cenc`, a missing track type `ALL`, and a missing content id `CPIX@id`.
    /// - A key of several periods or track types has a row for each.
    /// - Of several keys with one kid, which is an error, only the first has rows.
    ///
    /// All of these but the first leave a finding. Texts are hashed as they are in the document, and a period as its number.
    ///
    /// # Errors
    ///
    /// [`Fault::NoContentId`], or [`Fault::PeriodWithoutIndex`] if a key is for such a period.
    pub fn overrides<'d>(
        &'d self,
        tenant_id: &'d str,
        version: Option<Version>,
    ) -> Result<Overrides<'d>, Error> {
        let known = version.or_else(|| self.speke_version());
        let version = known.unwrap_or(Version::V1);
        let mut findings = inspect::kids(self);
        findings.extend(inspect::frame(self));
        if known.is_none() {
            findings.push(Flaw::UnknownSpekeVersion.at(self.line));
        }
        let uses = uses(self, version, &mut findings)?;
        let inputs = match version {
            Version::V1 => self.inputs_v1(tenant_id, &uses, &mut findings)?,
            Version::V2 => self.inputs_v2(tenant_id, &uses, &mut findings)?,
        };
        let rows: Vec<_> = uses
            .iter()
            .zip(inputs)
            .map(|(Use { key, .. }, inputs)| Override {
                line: key.kid.line,
                requested: key.kid.key_id,
                inputs,
                key_id: inputs.key_id(),
            })
            .collect();
        findings.extend(collisions(&rows));
        for rows in rows.chunk_by(|a, b| a.requested == b.requested) {
            if has_several(rows) {
                findings.push(Flaw::SeveralKeyIds(rows[0].requested).at(rows[0].line));
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
        tenant_id: &'d str,
        uses: &[Use<'d>],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Input<'d>>, Error> {
        let Some(content_id) = self.id.as_deref() else {
            return Err(Fault::NoContentId(Version::V1).at(self.line));
        };
        findings.extend(inspect::untrimmed("content id", content_id, self.line));
        let mut places: HashMap<u32, u32> = HashMap::new();
        let inputs = uses.iter().map(|Use { period_index, .. }| {
            let place = places.entry(*period_index).or_default();
            let key_id_index = *place;
            *place += 1;
            Input::V1(V1 {
                tenant_id,
                content_id,
                content_key_period_index: *period_index,
                key_id_index,
            })
        });
        Ok(inputs.collect())
    }

    fn inputs_v2<'d>(
        &'d self,
        tenant_id: &'d str,
        uses: &[Use<'d>],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Input<'d>>, Error> {
        if let Some(content_id) = self.content_id.as_deref() {
            findings.extend(inspect::untrimmed("content id", content_id, self.line));
        } else if uses.iter().any(|Use { key, .. }| key.content_id.is_none()) {
            findings.push(Flaw::ContentIdFromId.at(self.line));
        }
        let of_document = self.content_id.as_deref().or(self.id.as_deref());
        let mut inputs = Vec::with_capacity(uses.len());
        for of_key in uses.chunk_by(|a, b| a.key.kid.key_id == b.key.kid.key_id) {
            let key = of_key[0].key;
            findings.extend(inspect::key(key));
            let Some(content_id) = key.content_id.as_deref().or(of_document) else {
                return Err(Fault::NoContentId(Version::V2).at(self.line));
            };
            for purpose in of_key {
                findings.extend(inspect::track_type(purpose.track_type, &key.kid));
                inputs.push(Input::V2(V2 {
                    tenant_id,
                    content_id,
                    protection_scheme: key.scheme.as_deref().unwrap_or("cenc"),
                    content_key_period_index: purpose.period_index,
                    intended_track_type: purpose.track_type.unwrap_or("ALL"),
                }));
            }
        }
        Ok(inputs)
    }
}

/// Different keys that would get one key id.
fn collisions(rows: &[Override<'_>]) -> Vec<Finding> {
    let mut first: HashMap<KeyId, &Override<'_>> = HashMap::new();
    let mut findings = Vec::new();
    for row in rows {
        let other = *first.entry(row.key_id).or_insert(row);
        if other.requested == row.requested {
            continue;
        }
        let flaw = match row.inputs {
            Input::V2(inputs) if row.inputs == other.inputs => Flaw::SameTrackType(
                other.line,
                excerpt(inputs.intended_track_type),
                inputs.content_key_period_index,
            ),
            _ => Flaw::SameKeyId(other.line, row.key_id),
        };
        findings.push(flaw.at(row.line));
    }
    findings
}

/// Whether the rows of one key have different key ids.
pub(super) fn has_several(rows: &[Override<'_>]) -> bool {
    rows.iter().any(|row| row.key_id != rows[0].key_id)
}

//! [`Document`] → [`Overrides`].

use std::collections::HashMap;

use super::document::{Document, SpekeVersion};
use super::error::{Error, Fault, excerpt};
use super::finding::{Finding, Flaw};
use super::inspect;
use super::ties::{self, Use};
use crate::speke::{KeyId, PROTECTION_SCHEMES, V1, V2};

/// The overrides of a request.
#[derive(Debug, Clone)]
pub struct Overrides<'d> {
    pub(super) document: &'d Document<'d>,
    /// The SPEKE version they are of.
    pub version: SpekeVersion,
    /// Each key in each of its periods, and in SPEKE v2 for each of its track types; keys in the document's order.
    pub rows: Vec<Override<'d>>,
    /// What is doubtful or wrong, in the document's order.
    pub findings: Vec<Finding>,
}

/// A key id that a request asks for, and the one that it will get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override<'d> {
    /// The line of the key in the request.
    pub line: usize,
    /// The kid that the request asks for.
    pub requested: KeyId,
    /// What the new key id follows from.
    pub inputs: Inputs<'d>,
    /// The new key id.
    pub key_id: KeyId,
}

/// What a key id follows from, in either version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inputs<'d> {
    /// The inputs of version 1.
    V1(V1<'d>),
    /// The inputs of version 2.
    V2(V2<'d>),
}

impl Inputs<'_> {
    /// The text that is hashed.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::V1(inputs) => inputs.message(),
            Self::V2(inputs) => inputs.message(),
        }
    }

    /// The key id.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        match self {
            Self::V1(inputs) => inputs.key_id(),
            Self::V2(inputs) => inputs.key_id(),
        }
    }
}

impl Document<'_> {
    /// The overrides for a tenant, a GUID in lower case, and a SPEKE version: the given one, or the one that the document tells, or version 1.
    ///
    /// The period of a key is the index of each `ContentKeyPeriod` that the filters of its rules name; 0 in a document without periods. Our
    /// reading of what is documented nowhere:
    ///
    /// - The key id index of version 1 is the place of the key, from 0, among the keys of the same period.
    /// - A key without a filter is for the only period; where there are several, and just as many such keys (in version 2: of its track
    ///   type), for the period in the same place. Otherwise it has no row, which is an error.
    /// - In version 2 a missing scheme is `cenc`, a missing track type `ALL` (what a key without a rule can only be for), and a missing content
    ///   id `CPIX@id`.
    /// - A key of several periods or track types has a row for each.
    /// - Of several keys with one kid, which is an error, only the first has rows.
    ///
    /// All of these but the first leave a finding. Only texts are hashed as they are in the document; a period is hashed as a number.
    ///
    /// # Errors
    ///
    /// [`Fault::NoContentId`], or [`Fault::PeriodWithoutIndex`] for a period that a key is for.
    pub fn overrides<'d>(
        &'d self,
        tenant_id: &'d str,
        version: Option<SpekeVersion>,
    ) -> Result<Overrides<'d>, Error> {
        let told = version.or_else(|| self.speke_version());
        let version = told.unwrap_or(SpekeVersion::V1);
        let mut findings = inspect::kids(self);
        findings.extend(inspect::frame(self));
        if told.is_none() {
            findings.push(Flaw::UnknownSpekeVersion.at(self.line));
        }
        let uses = ties::uses(self, version == SpekeVersion::V2, &mut findings)?;
        let inputs = match version {
            SpekeVersion::V1 => self.inputs_v1(tenant_id, &uses, &mut findings)?,
            SpekeVersion::V2 => self.inputs_v2(tenant_id, &uses, &mut findings)?,
        };
        let row = |(Use { key, .. }, inputs): (&Use<'d>, Inputs<'d>)| Override {
            line: key.kid.line,
            requested: key.kid.key_id,
            inputs,
            key_id: inputs.key_id(),
        };
        let rows: Vec<_> = uses.iter().zip(inputs).map(row).collect();
        findings.extend(collisions(&rows));
        let several = rows
            .chunk_by(|a, b| a.requested == b.requested)
            .filter(|rows| has_several(rows));
        findings
            .extend(several.map(|rows| Flaw::SeveralKeyIds(rows[0].requested).at(rows[0].line)));
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
    ) -> Result<Vec<Inputs<'d>>, Error> {
        let content_id = self
            .id
            .as_deref()
            .ok_or_else(|| Fault::NoContentId(SpekeVersion::V1).at(self.line))?;
        findings.extend(inspect::untrimmed("content id", content_id, self.line));
        let mut places: HashMap<u32, u32> = HashMap::new();
        let inputs = uses.iter().map(|tie| {
            let place = places.entry(tie.period_index).or_default();
            let key_id_index = *place;
            *place += 1;
            Inputs::V1(V1 {
                tenant_id,
                content_id,
                content_key_period_index: tie.period_index,
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
    ) -> Result<Vec<Inputs<'d>>, Error> {
        if let Some(content_id) = self.content_id.as_deref() {
            findings.extend(inspect::untrimmed("content id", content_id, self.line));
        }
        if self.content_id.is_none() && uses.iter().any(|tie| tie.key.content_id.is_none()) {
            findings.push(Flaw::ContentIdFromId.at(self.line));
        }
        let mut inputs = Vec::with_capacity(uses.len());
        for (
            i,
            Use {
                key,
                track_type,
                period_index,
            },
        ) in uses.iter().enumerate()
        {
            let (key_id, line) = (key.kid.key_id, key.kid.line);
            let content_id = [&key.content_id, &self.content_id, &self.id]
                .into_iter()
                .find_map(Option::as_deref);
            let first_of_key = i == 0 || uses[i - 1].key.kid.key_id != key_id;
            if first_of_key {
                findings.extend(
                    key.content_id
                        .as_deref()
                        .and_then(|text| inspect::untrimmed("content id", text, line)),
                );
                findings
                    .extend(scheme_flaw(key.scheme.as_deref(), key_id).map(|flaw| flaw.at(line)));
            }
            match track_type {
                Some(track_type) => {
                    findings.extend(inspect::untrimmed("track type", track_type, line));
                }
                None => findings.push(Flaw::NoTrackType(key_id).at(line)),
            }
            inputs.push(Inputs::V2(V2 {
                tenant_id,
                content_id: content_id
                    .ok_or_else(|| Fault::NoContentId(SpekeVersion::V2).at(self.line))?,
                protection_scheme: key.scheme.as_deref().unwrap_or("cenc"),
                content_key_period_index: *period_index,
                intended_track_type: track_type.unwrap_or("ALL"),
            }));
        }
        Ok(inputs)
    }
}

fn scheme_flaw(scheme: Option<&str>, key_id: KeyId) -> Option<Flaw> {
    match scheme {
        None => Some(Flaw::NoScheme(key_id)),
        Some(scheme) if PROTECTION_SCHEMES.contains(&scheme) => None,
        Some(scheme) => Some(Flaw::UndocumentedScheme(excerpt(scheme))),
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
            Inputs::V2(inputs) if row.inputs == other.inputs => Flaw::SameTrackType(
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

/// Whether the rows of one key lead to different key ids.
pub(super) fn has_several(rows: &[Override<'_>]) -> bool {
    rows.iter().any(|row| row.key_id != rows[0].key_id)
}

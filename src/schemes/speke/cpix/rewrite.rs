//! [`Overrides`] → the request with the new key IDs.

use std::collections::{HashMap, HashSet};
use std::fmt;

use zeroize::Zeroizing;

use super::contents::{Contents, Data};
use super::document::Name;
use super::error::{Error, Fault};
use super::finding::{Finding, Flaw};
use super::overrides::{Overrides, has_several};
use crate::speke::KeyId;
use crate::speke::inspect::excerpt;

/// What to do with a document whose content keys would get other key IDs, as those of a response would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKeys {
    /// Do not rewrite it.
    Refuse,
    /// Rewrite it, and leave the content keys as they are.
    Keep,
}

/// A document with the new key IDs.
pub struct Rewritten {
    /// The document.
    pub bytes: Zeroizing<Vec<u8>>,
    /// What may have an old key ID in it, with the lines of the original, in their order.
    pub findings: Vec<Finding>,
}

// without the document, which may have content keys
impl fmt::Debug for Rewritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rewritten")
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

impl Overrides<'_> {
    /// The request with the new key IDs, as GUIDs in lower case, in every `kid` attribute and every other that refers to a key. All other bytes stay
    /// as they are; those that may have an old key ID in them leave a finding, and so does an XML signature.
    ///
    /// ```
    /// use countersign::speke::cpix::{ContentKeys, Document, Options};
    ///
    /// let request = r#"<CPIX id="film" xmlns="urn:dashif:org:cpix"><ContentKeyList><ContentKey kid="98ee5596-cd3e-a20d-163a-e382420c6eff"/></ContentKeyList></CPIX>"#;
    /// let document = Document::read(request.as_bytes())?;
    /// let rewritten = document.overrides(Options::new("T1"))?.rewrite(ContentKeys::Refuse)?;
    /// let expected = request.replace("98ee5596-cd3e-a20d-163a-e382420c6eff", "89f7d061-3102-4f9a-0b27-21c29405de51");
    /// assert_eq!(*rewritten.bytes, expected.as_bytes());
    /// # Ok::<(), countersign::speke::cpix::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first finding that [is an error](Flaw::is_error), a key with several key IDs, a reference to a kid that no key has, or, unless it is to be
    /// kept, the content key of a key that gets another key ID.
    pub fn rewrite(&self, content_keys: ContentKeys) -> Result<Rewritten, Error> {
        let new = NewKeyIds::of(self)?;
        let bytes = self.replace(&new)?;
        if *bytes == self.document.source {
            return Ok(Rewritten {
                bytes,
                findings: Vec::new(),
            });
        }
        let contents = Contents::read(self.document)?;
        if content_keys == ContentKeys::Refuse {
            let keys = self.document.keys.iter().enumerate();
            let mut keys = keys.filter(|(place, _)| contents.content_keys.contains(place));
            if let Some((_, key)) = keys.find(|(_, key)| new.changed.contains(&key.kid.name)) {
                return Err(Fault::ContentKey(key.kid.name.clone()).at(key.kid.line));
            }
        }
        let findings = self.left_behind(&contents, &new);
        Ok(Rewritten { bytes, findings })
    }

    fn replace(&self, new: &NewKeyIds<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let keys = self
            .document
            .keys
            .iter()
            .map(|key| ("ContentKey", &key.kid));
        let mut kids: Vec<_> = keys.chain(self.document.references()).collect();
        kids.sort_by_key(|(_, kid)| kid.range.start);

        let source = self.document.source;
        // an empty kid grows; memory that grows would leave a copy of content keys
        let mut rewritten = Zeroizing::new(Vec::with_capacity(source.len() + 36 * kids.len()));
        let mut copied = 0;
        for (place, kid) in kids {
            let Some(key_id) = new.by_name.get(&kid.name) else {
                let flaw = Flaw::NoSuchKey(excerpt(place), kid.name.clone());
                return Err(Fault::Flaw(flaw).at(kid.line));
            };
            rewritten.extend_from_slice(&source[copied..kid.range.start]);
            rewritten.extend_from_slice(key_id.to_string().as_bytes());
            copied = kid.range.end;
        }
        rewritten.extend_from_slice(&source[copied..]);
        Ok(rewritten)
    }

    /// Findings about what is not rewritten.
    fn left_behind(&self, contents: &Contents<'_>, new: &NewKeyIds<'_>) -> Vec<Finding> {
        let is_old = |key_id: &KeyId| {
            [*key_id, key_id.swapped()]
                .into_iter()
                .any(|key_id| new.changed.contains(&Name::KeyId(key_id)))
        };
        let mut findings = Vec::new();
        for Data {
            system,
            element,
            line,
            key_ids,
        } in &contents.data
        {
            let key = &self.document.drm_systems[*system].kid.name;
            let has_new = key_ids.iter().any(|key_id| new.all.contains(key_id));
            let old = key_ids.iter().find(|key_id| is_old(key_id));
            let wrong = old.or(key_ids.first());
            if old.is_some() || (new.changed.contains(key) && !has_new) {
                let flaw = Flaw::NotRewritten {
                    element: excerpt(element),
                    key: key.clone(),
                    key_id: wrong.copied(),
                };
                findings.push(flaw.at(*line));
            }
        }
        for (place, key_id, line) in &contents.attributes {
            if is_old(key_id) {
                findings.push(Flaw::AttributeNotRewritten(place.clone(), *key_id).at(*line));
            }
        }
        let signatures = contents.signatures.iter();
        findings.extend(signatures.map(|line| Flaw::Signature.at(*line)));
        findings.sort_by_key(|finding| finding.line);
        findings
    }
}

/// The new key ID of every kid.
struct NewKeyIds<'d> {
    by_name: HashMap<&'d Name, KeyId>,
    all: HashSet<KeyId>,
    /// Those that are not what was requested.
    changed: HashSet<&'d Name>,
}

impl<'d> NewKeyIds<'d> {
    fn of(overrides: &'d Overrides<'_>) -> Result<Self, Error> {
        let mut errors = overrides.findings.iter();
        if let Some(finding) = errors.find(|finding| finding.flaw.is_error()) {
            return Err(Fault::Flaw(finding.flaw.clone()).at(finding.line));
        }
        let mut by_name = HashMap::new();
        for rows in overrides.rows.chunk_by(|a, b| a.requested == b.requested) {
            if has_several(rows) {
                let key = rows[0].requested.clone();
                return Err(Fault::SeveralKeyIds(key).at(rows[0].line));
            }
            by_name.insert(&rows[0].requested, rows[0].key_id);
        }
        let changed = by_name.iter().filter(|&(&name, key_id)| name != key_id);
        Ok(Self {
            all: by_name.values().copied().collect(),
            changed: changed.map(|(name, _)| *name).collect(),
            by_name,
        })
    }
}

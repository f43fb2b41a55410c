//! [`Overrides`] → the request with the new key ids.

use std::collections::HashMap;

use super::error::{Error, Fault};
use super::overrides::{Overrides, has_several};
use crate::speke::KeyId;

impl Overrides<'_> {
    /// The request with the key ids of the override, GUIDs in lower case, in the `kid` attributes of `ContentKey`, `DRMSystem` and
    /// `ContentKeyUsageRule`. Every other byte is as it was, and so is a kid that no key has.
    ///
    /// # Errors
    ///
    /// The first finding that [is an error](super::Flaw::is_error), or a key with several key ids.
    pub fn rewrite(&self) -> Result<Vec<u8>, Error> {
        if let Some(finding) = self.findings.iter().find(|finding| finding.flaw.is_error()) {
            return Err(Fault::Flaw(finding.flaw.clone()).at(finding.line));
        }
        let mut new: HashMap<KeyId, KeyId> = HashMap::new();
        for rows in self.rows.chunk_by(|a, b| a.requested == b.requested) {
            if has_several(rows) {
                return Err(Fault::SeveralKeyIds(rows[0].requested).at(rows[0].line));
            }
            new.insert(rows[0].requested, rows[0].key_id);
        }
        let mut splices: Vec<_> = self
            .document
            .kids()
            .filter_map(|kid| Some((kid.range.clone(), *new.get(&kid.key_id)?)))
            .collect();
        splices.sort_by_key(|(range, _)| range.start);

        let source = self.document.source;
        let mut rewritten = Vec::with_capacity(source.len());
        let mut done = 0;
        for (range, key_id) in splices {
            rewritten.extend_from_slice(&source[done..range.start]);
            rewritten.extend_from_slice(key_id.to_string().as_bytes());
            done = range.end;
        }
        rewritten.extend_from_slice(&source[done..]);
        Ok(rewritten)
    }
}

//! [`Overrides`] → the request with the new key ids.

use std::collections::HashMap;

use super::error::{Error, Fault};
use super::overrides::{Overrides, has_several};
use crate::speke::KeyId;

impl Overrides<'_> {
    /// The request with the new key ids, as GUIDs in lower case, in the `kid` attributes of `ContentKey`, `DRMSystem` and `ContentKeyUsageRule`.
    /// Every other byte stays as it is, and so does a kid that no key has.
    ///
    /// ```
    /// use countersign::speke::cpix::Document;
    ///
    /// let request = r#"<CPIX id="film" xmlns="urn:dashif:org:cpix"><ContentKeyList><ContentKey kid="98ee5596-cd3e-a20d-163a-e382420c6eff"/></ContentKeyList></CPIX>"#;
    /// let rewritten = Document::read(request.as_bytes())?.overrides("T1", None)?.rewrite()?;
    /// let expected = request.replace("98ee5596-cd3e-a20d-163a-e382420c6eff", "89f7d061-3102-4f9a-0b27-21c29405de51");
    /// assert_eq!(rewritten, expected.as_bytes());
    /// # Ok::<(), countersign::speke::cpix::Error>(())
    /// ```
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
        let mut kids: Vec<_> = self.document.kids().collect();
        kids.sort_by_key(|kid| kid.range.start);

        let source = self.document.source;
        let mut rewritten = Vec::with_capacity(source.len());
        let mut copied = 0;
        for kid in kids {
            if let Some(key_id) = new.get(&kid.key_id) {
                rewritten.extend_from_slice(&source[copied..kid.range.start]);
                rewritten.extend_from_slice(key_id.to_string().as_bytes());
                copied = kid.range.end;
            }
        }
        rewritten.extend_from_slice(&source[copied..]);
        Ok(rewritten)
    }
}

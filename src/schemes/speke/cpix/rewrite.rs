//! [`Overrides`] → the request with the new key IDs.

use std::collections::HashMap;

use super::error::{Error, Fault};
use super::finding::{Finding, Flaw};
use super::overrides::{Overrides, by_key, has_several};

/// What to do with a document that has content keys, which would get the key IDs of other keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKeys {
    /// Do not rewrite it.
    Refuse,
    /// Rewrite it, and keep its content keys.
    Keep,
}

/// A request with new key IDs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rewritten {
    /// The document.
    pub document: Vec<u8>,
    /// What is left in it of the old key IDs, or may be, in the order of the document.
    pub findings: Vec<Finding>,
}

impl Overrides<'_> {
    /// The request with the new key IDs, as GUIDs in lower case, in the attributes `kid`, `dependsOnKey` and `encryptsKey` of CPIX. Every other byte
    /// stays as it is, and so does a kid that no key has.
    ///
    /// ```
    /// use countersign::speke::cpix::{ContentKeys, Document, Settings};
    ///
    /// let request = r#"<CPIX id="film" xmlns="urn:dashif:org:cpix"><ContentKeyList><ContentKey kid="98ee5596-cd3e-a20d-163a-e382420c6eff"/></ContentKeyList></CPIX>"#;
    /// let document = Document::read(request.as_bytes())?;
    /// let rewritten = document.overrides(&Settings::new("T1"))?.rewrite(ContentKeys::Refuse)?;
    /// let expected = request.replace("98ee5596-cd3e-a20d-163a-e382420c6eff", "89f7d061-3102-4f9a-0b27-21c29405de51");
    /// assert_eq!(rewritten.document, expected.as_bytes());
    /// # Ok::<(), countersign::speke::cpix::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first finding that [is an error](super::Flaw::is_error), a key with several key IDs, a reference to a key that does not exist, or
    /// content keys that are refused.
    pub fn rewrite(&self, content_keys: ContentKeys) -> Result<Rewritten, Error> {
        let is_error = |flaw: &Flaw| {
            // it would refer to a key of another document
            flaw.is_error() || matches!(flaw, Flaw::ReferenceWithoutKey(..))
        };
        if let Some(finding) = self.findings.iter().find(|finding| is_error(&finding.flaw)) {
            return Err(Fault::Flaw(finding.flaw.clone()).at(finding.line));
        }
        let mut new = HashMap::new();
        for rows in by_key(&self.rows) {
            let kid = rows[0].requested;
            if has_several(rows) {
                return Err(Fault::SeveralKeyIds(kid.to_string()).at(kid.line));
            }
            new.insert(kid.name(), rows[0].key_id);
        }
        let first = self.document.remains.content_keys.first();
        if let Some(key) = first.filter(|_| content_keys == ContentKeys::Refuse) {
            return Err(Fault::ContentKey(key.element.to_owned()).at(key.line));
        }
        let findings = self.document.remaining(&new);

        let references = self.document.references().map(|(_, kid)| kid);
        let mut kids: Vec<_> = self.document.kids().chain(references).collect();
        kids.sort_by_key(|kid| kid.range.start);
        let source = self.document.source;
        let mut document = Vec::with_capacity(source.len());
        let mut copied = 0;
        for kid in kids {
            if let Some(key_id) = new.get(&kid.name()) {
                document.extend_from_slice(&source[copied..kid.range.start]);
                document.extend_from_slice(key_id.to_string().as_bytes());
                copied = kid.range.end;
            }
        }
        document.extend_from_slice(&source[copied..]);
        Ok(Rewritten { document, findings })
    }
}

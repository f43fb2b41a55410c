//! What rewriting a document leaves as it is: content keys, the data of DRM systems, attributes that CPIX does not define, signatures.

use std::collections::{HashMap, HashSet};

use super::document::{Attribute, Document, Kid, Name, Secret, Signaling};
use super::error::excerpt;
use super::finding::{Finding, Flaw};
use super::xml::{Element, Namespace, Xml};
use crate::speke::{KeyId, inspect};

/// Attributes that may be equal to a kid and do not refer to it.
const NAMES: [&str; 7] = [
    "id",
    "name",
    "contentId",
    "systemId",
    "periodId",
    "intendedTrackType",
    "explicitIV",
];

/// How many key IDs of one element a message names.
const NAMED: usize = 3;

impl<'a> Document<'a> {
    /// Takes what an element has that rewriting leaves as it is.
    pub(super) fn start_remains(&mut self, xml: &Xml<'a>, element: &Element<'a>) {
        let (name, line) = (element.name, element.line);
        match xml.path() {
            ["CPIX", "DRMSystemList", "DRMSystem", _] => self.remains.signaling.push(Signaling {
                system: self.drm_systems.len() - 1,
                element: name,
                line,
                text: String::new(),
            }),
            // the key itself is elsewhere
            ["CPIX", "ContentKeyList", "ContentKey", ..] if name == "CipherReference" => {
                self.add_content_key(xml);
            }
            _ => {}
        }
        if element.namespace == Namespace::Signature && name == "Signature" {
            self.remains.signatures.push(line);
        }
        let is_cpix = element.namespace == Namespace::Cpix;
        for attribute in &element.attributes {
            let is_kid =
                is_cpix && ["kid", "dependsOnKey", "encryptsKey"].contains(&attribute.name);
            let local_name = attribute.name.rsplit(':').next().unwrap_or_default();
            if is_kid || NAMES.contains(&local_name) {
                continue;
            }
            let key_ids = attribute.value.split_ascii_whitespace();
            let key_ids = key_ids.filter_map(|text| text.parse().ok());
            self.remains
                .attributes
                .extend(key_ids.map(|key_id| Attribute {
                    element: name,
                    name: attribute.name,
                    line: attribute.line,
                    key_id,
                }));
        }
    }

    /// Takes a text in the data of a DRM system. Of a content key only its place is taken.
    pub(super) fn text_remains(&mut self, xml: &Xml<'a>, text: &str) {
        match xml.path() {
            ["CPIX", "ContentKeyList", "ContentKey", ..] if !text.trim_ascii().is_empty() => {
                self.add_content_key(xml);
            }
            ["CPIX", "DRMSystemList", "DRMSystem", _, ..] => {
                if let Some(signaling) = self.remains.signaling.last_mut() {
                    signaling.text.push_str(text);
                }
            }
            _ => {}
        }
    }

    fn add_content_key(&mut self, xml: &Xml<'a>) {
        let inside = xml.names().iter().skip(3);
        let mut secrets = inside
            .filter(|name| matches!(**name, "PlainValue" | "EncryptedValue" | "Secret" | "Data"));
        let (Some(element), Some(key)) = (secrets.next_back(), self.keys.len().checked_sub(1))
        else {
            return;
        };
        let content_keys = &mut self.remains.content_keys;
        if content_keys.last().is_none_or(|last| last.key != key) {
            content_keys.push(Secret {
                key,
                element,
                line: xml.line(),
            });
        }
    }

    /// What has an old key ID, or may have one, when kids are replaced by `new` ones.
    pub(super) fn remaining(&self, new: &HashMap<Name<'_>, KeyId>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let remains = &self.remains;
        let is_replaced = |kid: &Kid<'_>| {
            let key_id = new.get(&kid.name());
            key_id.is_some_and(|key_id| Some(*key_id) != kid.key_id)
        };
        for secret in &remains.content_keys {
            let kid = &self.keys[secret.key].kid;
            if is_replaced(kid) {
                let flaw = Flaw::ContentKey(secret.element.to_owned(), kid.to_string());
                findings.push(flaw.at(secret.line));
            }
        }
        let current: HashSet<_> = new.values().copied().collect();
        let is_old = |key_id| new.contains_key(&Name::KeyId(key_id)) && !current.contains(&key_id);
        for signaling in &remains.signaling {
            let kid = &self.drm_systems[signaling.system].kid;
            let text = signaling.text.trim_ascii();
            // these two of version 1 are the same for all keys
            if text.is_empty() || matches!(signaling.element, "KeyFormat" | "KeyFormatVersions") {
                continue;
            }
            let element = excerpt(signaling.element);
            let key_ids = inspect::key_ids(signaling.element, text);
            let others = key_ids.iter().filter(|key_id| !current.contains(*key_id));
            let flaw = match &*others.copied().collect::<Vec<_>>() {
                [] if key_ids.is_empty() && is_replaced(kid) => {
                    Flaw::MayHaveKid(element, kid.to_string())
                }
                [] => continue,
                others if others.iter().copied().any(is_old) => {
                    Flaw::HasOldKeyId(element, named(others))
                }
                others => Flaw::HasOtherKeyId(element, named(others)),
            };
            findings.push(flaw.at(signaling.line));
        }
        for attribute in &remains.attributes {
            if is_old(attribute.key_id) {
                let name = excerpt(&format!("{}@{}", attribute.element, attribute.name));
                let flaw = Flaw::HasOldKeyId(name, attribute.key_id.to_string());
                findings.push(flaw.at(attribute.line));
            }
        }
        let signatures = remains.signatures.iter();
        findings.extend(signatures.map(|line| Flaw::Signature.at(*line)));
        findings.sort_by_key(|finding| finding.line);
        findings
    }
}

/// Names the first key IDs, and counts the others.
fn named(key_ids: &[KeyId]) -> String {
    let (named, more) = key_ids.split_at(key_ids.len().min(NAMED));
    let mut named: Vec<_> = named.iter().map(KeyId::to_string).collect();
    if !more.is_empty() {
        named.push(format!("{} more", more.len()));
    }
    named.join(", ")
}

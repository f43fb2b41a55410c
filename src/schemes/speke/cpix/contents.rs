//! What a document has that the override does not read: content keys, the data of DRM systems, and signatures.

use std::collections::HashSet;

use super::document::Document;
use super::error::Error;
use super::read::is_reference;
use super::xml::{Attribute, Element, Namespace, Node, Xml};
use crate::speke::drm::{self, SystemId, decode_base64};
use crate::speke::inspect::{self, Carrier, excerpt};
use crate::speke::{Form, KeyId};

/// What a document has beside its keys, periods and rules.
#[derive(Default)]
pub(super) struct Contents<'d> {
    /// The keys that come with a content key, by their place in the document.
    pub(super) content_keys: HashSet<usize>,
    pub(super) data: Vec<Data<'d>>,
    /// Attributes that no one knows, with a key ID as their value.
    pub(super) attributes: Vec<(String, KeyId, usize)>,
    /// The lines of XML signatures.
    pub(super) signatures: Vec<usize>,
}

/// The text of an element of a DRM system.
pub(super) struct Data<'d> {
    /// The place of the DRM system in the document.
    pub(super) system: usize,
    pub(super) element: &'d str,
    pub(super) line: usize,
    /// The key IDs in it that are understood.
    pub(super) key_ids: Vec<KeyId>,
}

/// An open element of a DRM system, with its text so far.
struct Open<'d> {
    element: &'d str,
    line: usize,
    text: String,
}

impl<'d> Open<'d> {
    /// Its text as the data of a DRM system, if there is one that may have a key ID in it.
    fn close(self, system: usize, document: &Document<'_>) -> Option<Data<'d>> {
        // SPEKE version 1 has these for HLS
        let has_none = ["KeyFormat", "KeyFormatVersions"].contains(&self.element);
        if has_none || self.text.trim().is_empty() {
            return None;
        }
        let id = document.drm_systems[system].system_id.as_deref();
        Some(Data {
            system,
            element: self.element,
            line: self.line,
            key_ids: key_ids(self.element, id.and_then(SystemId::parse), &self.text),
        })
    }
}

impl<'d> Contents<'d> {
    /// Reads a document again. Of content keys, it only takes that they are there.
    pub(super) fn read(document: &Document<'d>) -> Result<Self, Error> {
        let mut contents = Self::default();
        let (mut keys, mut systems) = (0_usize, 0_usize);
        let mut open: Vec<Open<'_>> = Vec::new();
        let mut xml = Xml::new(document.source)?;
        while let Some(node) = xml.next()? {
            match (node, xml.path()) {
                (Node::Start(element), path) => {
                    match path {
                        ["CPIX", "ContentKeyList", "ContentKey"] => keys += 1,
                        ["CPIX", "DRMSystemList", "DRMSystem"] => systems += 1,
                        ["CPIX", "DRMSystemList", "DRMSystem", ..] => open.push(Open {
                            element: element.name,
                            line: element.line,
                            text: String::new(),
                        }),
                        // the key itself is elsewhere
                        ["CPIX", "ContentKeyList", "ContentKey", ..]
                            if element.name == "CipherReference" =>
                        {
                            contents.content_keys.insert(keys - 1);
                        }
                        _ => {}
                    }
                    contents.start(path, &element);
                }
                (Node::Text(text), ["CPIX", "ContentKeyList", "ContentKey", ..]) => {
                    if !text.trim().is_empty() {
                        contents.content_keys.insert(keys - 1);
                    }
                }
                (Node::Text(text), _) => {
                    if let Some(open) = open.last_mut() {
                        open.text += &text;
                    }
                }
                (Node::End, _) => {
                    let closed = open.pop();
                    let data = closed.and_then(|open| open.close(systems - 1, document));
                    contents.data.extend(data);
                }
            }
        }
        Ok(contents)
    }

    fn start(&mut self, path: &[&str], element: &Element<'_>) {
        if element.namespace == Namespace::Signature && element.name == "Signature" {
            self.signatures.push(element.line);
        }
        let is_known = |name: &str| {
            ["systemId", "contentId"].contains(&name)
                || (path.len() == 1 && name == "id")
                || (element.namespace == Namespace::Cpix && is_reference(name))
        };
        for Attribute {
            name, value, line, ..
        } in &element.attributes
        {
            let form = Form::of(value).filter(|_| !is_known(name));
            if let Some(Form::Guid | Form::Hex | Form::Hls) = form
                && let Ok(key_id) = value.parse()
            {
                let place = excerpt(&format!("{}@{name}", element.name));
                self.attributes.push((place, key_id, *line));
            }
        }
    }
}

/// The key IDs of tracks in the text of an element: in data that is understood, else anything that is written as a GUID.
fn key_ids(element: &str, system: Option<SystemId>, text: &str) -> Vec<KeyId> {
    let sightings = inspect::read_element(element, system, text);
    // an entitlement key is not the one that a track is encrypted with
    let of_tracks = sightings
        .iter()
        .filter(|sighting| sighting.carrier != Carrier::Drm(drm::Carrier::EntitlementKey));
    let key_ids: Vec<_> = of_tracks.map(|sighting| sighting.key_id).collect();
    if !key_ids.is_empty() {
        return key_ids;
    }
    // a GUID may pass for Base64
    let decoded = decode_base64(text).unwrap_or_default();
    guids(text.as_bytes()).chain(guids(&decoded)).collect()
}

fn guids(bytes: &[u8]) -> impl Iterator<Item = KeyId> {
    let hyphens = [8, 13, 18, 23];
    let windows = bytes.windows(36);
    windows
        .filter(move |window| hyphens.iter().all(|&at| window[at] == b'-'))
        .filter_map(|guid| str::from_utf8(guid).ok()?.parse().ok())
}

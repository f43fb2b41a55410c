//! The CPIX document of a request, filled in.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};

use super::signaling;

const CPIX: &str = "urn:dashif:org:cpix";
const PSKC: &str = "urn:ietf:params:xml:ns:keyprov:pskc";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
}

/// A range of the document, and its replacement.
type Change = (std::ops::Range<usize>, String);

/// Adds a content key to each `ContentKey`, and the requested signaling to each `DRMSystem`. The error is the reason to reject the document.
pub(super) fn fill(
    text: &str,
    version: Version,
    content_key: impl Fn([u8; 16]) -> [u8; 16],
) -> Result<String, String> {
    let document = Document::parse(text).map_err(|error| format!("the document: {error}"))?;
    let root = document.root_element();
    check(root, version)?;

    let mut changes: Vec<Change> = Vec::new();
    let mut key_ids = HashSet::new();
    for key in listed(root, "ContentKeyList", "ContentKey") {
        let key_id = kid(key)?;
        if !key_ids.insert(key_id) {
            return Err(format!("{}: two keys have this kid", place(key)));
        }
        if key.children().any(|child| is(child, CPIX, "Data")) {
            return Err(format!("{}: it already has a content key", place(key)));
        }
        let value = STANDARD.encode(content_key(key_id));
        let data = format!(
            r#"<Data xmlns="{CPIX}"><Secret xmlns="{PSKC}"><PlainValue>{value}</PlainValue></Secret></Data>"#
        );
        changes.push(filled(text, key, &data));
    }
    if key_ids.is_empty() {
        return Err("the document requests no key".to_owned());
    }
    for system in listed(root, "DRMSystemList", "DRMSystem") {
        let key_id = kid(system)?;
        if !key_ids.contains(&key_id) {
            return Err(format!("{}: no key has this kid", place(system)));
        }
        let system_id = guid(system, "systemId")?;
        for child in system.children().filter(Node::is_element) {
            let data = signal(child, system_id, key_id, version)?;
            changes.extend(data.map(|data| filled(text, child, &data)));
        }
    }
    for rule in listed(root, "ContentKeyUsageRuleList", "ContentKeyUsageRule") {
        if !key_ids.contains(&kid(rule)?) {
            return Err(format!("{}: no key has this kid", place(rule)));
        }
        if version == Version::V2 && rule.attribute("intendedTrackType").is_none() {
            return Err(format!("{}: no intendedTrackType", place(rule)));
        }
    }
    Ok(apply(text, changes))
}

/// Rejects a document that is not a request of this version.
fn check(root: Node, version: Version) -> Result<(), String> {
    if !is(root, CPIX, "CPIX") {
        return Err(format!("the document is not CPIX in {CPIX}"));
    }
    if root
        .children()
        .any(|child| is(child, CPIX, "DeliveryDataList"))
    {
        return Err("encrypted delivery of keys is not simulated".to_owned());
    }
    match version {
        Version::V1 if root.attribute("contentId").is_some() => Err(
            "CPIX@contentId belongs to version 2, which requires X-Speke-Version: 2.0".to_owned(),
        ),
        Version::V1 if root.attribute("id").is_none() => Err("CPIX@id is missing".to_owned()),
        Version::V2 if root.attribute("contentId").is_none() => {
            Err("CPIX@contentId is missing, which version 2 requires".to_owned())
        }
        Version::V2 if root.attribute("version").is_none() => {
            Err("CPIX@version is missing, which version 2 requires".to_owned())
        }
        _ => Ok(()),
    }
}

/// The content that a child of a `DRMSystem` requests, in Base64, if this server supports it.
fn signal(
    child: Node,
    system_id: [u8; 16],
    key_id: [u8; 16],
    version: Version,
) -> Result<Option<String>, String> {
    if child.text().is_some_and(|text| !text.trim().is_empty()) {
        return Err(format!("{}: the request has a value for it", place(child)));
    }
    let name = child.tag_name().name();
    let data = match name {
        "PSSH" => signaling::pssh(system_id, key_id),
        "ContentProtectionData" => {
            signaling::content_protection(system_id, key_id).map(String::into_bytes)
        }
        "HLSSignalingData" if version == Version::V1 => {
            return Err(format!("{}: it is of version 2", place(child)));
        }
        _ => None,
    };
    Ok(data.map(|data| STANDARD.encode(data)))
}

/// The elements of a list below the root.
fn listed<'a>(
    root: Node<'a, 'a>,
    list: &'static str,
    element: &'static str,
) -> impl Iterator<Item = Node<'a, 'a>> {
    root.children()
        .filter(move |node| is(*node, CPIX, list))
        .flat_map(|list| list.children())
        .filter(move |node| is(*node, CPIX, element))
}

fn is(node: Node, namespace: &str, name: &str) -> bool {
    node.has_tag_name((namespace, name))
}

fn kid(node: Node) -> Result<[u8; 16], String> {
    guid(node, "kid")
}

/// An attribute that is a GUID with hyphens, in either case.
fn guid(node: Node, attribute: &str) -> Result<[u8; 16], String> {
    let text = node.attribute(attribute);
    let text = text.ok_or_else(|| format!("{}: no {attribute}", place(node)))?;
    let hyphens = [8, 13, 18, 23];
    let has_hyphens = text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(i, byte)| hyphens.contains(&i) == (byte == b'-'));
    let bytes = hex::decode(text.replace('-', "")).ok();
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes
        .filter(|_| has_hyphens)
        .ok_or_else(|| format!("{}: {attribute} is not a GUID", place(node)))
}

/// The position of an element, for an error.
fn place(node: Node) -> String {
    let line = node.document().text_pos_at(node.range().start).row;
    format!("line {line}, {}", node.tag_name().name())
}

/// Inserts content at the start of an element.
fn filled(text: &str, node: Node, content: &str) -> Change {
    let range = node.range();
    let element = &text[range.clone()];
    let first_child = node.first_child().map(|child| child.range().start);
    match (first_child, element.strip_suffix("/>")) {
        (Some(start), _) => (start..start, content.to_owned()),
        (None, Some(open)) => {
            let name = open[1..].split(|c: char| c.is_whitespace()).next();
            let start = range.start + open.trim_end().len();
            (
                start..range.end,
                format!(">{content}</{}>", name.unwrap_or_default()),
            )
        }
        (None, None) => {
            let end = range.start + element.rfind("</").unwrap_or_default();
            (end..end, content.to_owned())
        }
    }
}

fn apply(text: &str, mut changes: Vec<Change>) -> String {
    changes.sort_by_key(|(range, _)| range.start);
    let mut result = String::new();
    let mut end = 0;
    for (range, content) in changes {
        result.push_str(&text[end..range.start]);
        result.push_str(&content);
        end = range.end;
    }
    result + &text[end..]
}

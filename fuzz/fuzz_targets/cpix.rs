//! No bytes make the CPIX reader panic, a second XML parser finds the same kids, and a rewritten request differs in its kids only and asks for the key
//! IDs that it gets.
#![no_main]

use countersign::speke::KeyId;
use countersign::speke::Version::{V1, V2};
use countersign::speke::cpix::{ContentKeys, Document, Kid, Options, Overrides};
use libfuzzer_sys::fuzz_target;

const TENANT: &str = "10d42897-a795-4fd8-a2d4-00e3ab59dece";

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::read(bytes) else {
        return;
    };
    compare(bytes, &document);
    for version in [None, Some(V1), Some(V2)] {
        let Ok(overrides) = document.overrides(Options {
            version,
            ..Options::new(TENANT)
        }) else {
            continue;
        };
        let _ = overrides.compare(&document);
        if let Ok(rewritten) = overrides.rewrite(ContentKeys::Keep) {
            check(&overrides, (bytes, &document), &rewritten.bytes);
        }
    }
});

/// Compares the kids of the content keys with those that a second XML parser finds.
fn compare(bytes: &[u8], document: &Document<'_>) {
    let text = str::from_utf8(bytes).expect("what was read is UTF-8");
    let Ok(other) = roxmltree::Document::parse(text) else {
        return;
    };
    let children = |parent: roxmltree::Node<'_, '_>, name: &str| {
        let name = ("urn:dashif:org:cpix", name);
        parent
            .children()
            .filter(|node| node.has_tag_name(name))
            .map(|node| node.id())
            .collect::<Vec<_>>()
    };
    let lists = children(other.root_element(), "ContentKeyList");
    let keys = lists
        .iter()
        .filter_map(|list| other.get_node(*list))
        .flat_map(|list| children(list, "ContentKey"));
    let kids = keys.filter_map(|key| other.get_node(key)?.attribute("kid"));
    let kids: Vec<Option<KeyId>> = kids.map(|kid| kid.parse().ok()).collect();
    let read: Vec<_> = document
        .keys
        .iter()
        .map(|key| key.kid.name.key_id())
        .collect();
    assert_eq!(read, kids);
}

fn check(overrides: &Overrides<'_>, (old_bytes, old): (&[u8], &Document<'_>), new_bytes: &[u8]) {
    let new = Document::read(new_bytes).expect("what was rewritten can be read");
    let (old, new) = (kids(old), kids(&new));
    assert_eq!(old.len(), new.len());
    for (old, new) in old.iter().zip(&new) {
        let row = overrides.rows.iter().find(|row| row.requested == old.name);
        assert_eq!(new.name, row.expect("every kid follows").key_id);
    }
    assert_eq!(outside(old_bytes, &old), outside(new_bytes, &new));
}

/// The kids in the order in which they are written.
fn kids<'d>(document: &'d Document<'_>) -> Vec<&'d Kid> {
    let keys = document.keys.iter().map(|key| &key.kid);
    let roots = document.keys.iter();
    let roots = roots.filter_map(|key| key.depends_on.as_ref());
    let systems = document.drm_systems.iter().map(|system| &system.kid);
    let rules = document.rules.iter().map(|rule| &rule.kid);
    let others = document.references.iter().map(|other| &other.kid);
    let mut kids: Vec<_> = keys
        .chain(roots)
        .chain(systems)
        .chain(rules)
        .chain(others)
        .collect();
    kids.sort_by_key(|kid| kid.range.start);
    kids
}

/// The bytes between the kids.
fn outside<'b>(bytes: &'b [u8], kids: &[&Kid]) -> Vec<&'b [u8]> {
    let starts = kids.iter().map(|kid| kid.range.start);
    let ends = kids.iter().map(|kid| kid.range.end);
    let between = std::iter::once(0)
        .chain(ends)
        .zip(starts.chain([bytes.len()]));
    between.map(|(start, end)| &bytes[start..end]).collect()
}

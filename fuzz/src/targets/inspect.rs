//! Manifests, playlists, segments and DRM data: a pipe gives what a file gives, and a second XML parser finds the same key IDs.

use std::io::Cursor;

use countersign::speke::inspect::{Inspection, Kind, Sighting, read, read_forward};
use countersign::speke::{KeyId, drm};
use roxmltree::Document;

use super::Pieces;

pub fn inspect(input: &[u8]) {
    let _ = drm::read(input);
    let inspection = read(Cursor::new(input));
    let piped = read_forward(Pieces::new(input, 100));
    assert_eq!(format!("{inspection:?}"), format!("{piped:?}"));
    if let Ok(inspection) = &inspection {
        assert!(inspection.sightings.len() <= input.len());
        let mut findings = inspection.findings.iter();
        assert!(findings.all(|finding| finding.to_string().len() < 4096));
    }
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    if let Ok(bytes) = drm::decode_base64(text) {
        assert_eq!(Some(bytes), base64(text));
    }
    if let Ok(inspection) = &inspection
        && inspection.kind == Kind::Mpd
        && let Ok(document) = Document::parse(text)
    {
        check(inspection, &document);
    }
}

/// Every default key ID of the document is found.
fn check(inspection: &Inspection, document: &Document<'_>) {
    let is_protection =
        |node: &roxmltree::Node<'_, '_>| node.tag_name().name() == "ContentProtection";
    for element in document.descendants().filter(is_protection) {
        for attribute in element
            .attributes()
            .filter(|attribute| attribute.name() == "default_KID")
        {
            for text in attribute.value().split_ascii_whitespace() {
                if let Ok(key_id) = text.parse::<KeyId>() {
                    let is_it = |sighting: &Sighting| sighting.key_id == key_id;
                    assert!(
                        inspection.sightings.iter().any(is_it),
                        "{key_id} is not found"
                    );
                }
            }
        }
    }
}

/// Decodes Base64 bit by bit.
fn base64(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

//! The data of DRM systems as a file: bytes, Base64, hex.

use std::io::Cursor;
use std::sync::Arc;

use countersign::speke::inspect::{Error, Kind, read};

use super::samples::*;
use super::{findings, inspect, sightings, sound};

/// Data of every kind, the place of its key ID, and the bytes there.
fn kinds() -> [(Vec<u8>, &'static str, Vec<u8>); 6] {
    let guid = key_id(FIRST).as_bytes().to_vec();
    [
        (
            pssh_v0(WIDEVINE, &widevine(&[FIRST])),
            "PSSH v0 > Widevine",
            guid.clone(),
        ),
        (pssh_v1(COMMON, &[FIRST], b""), "PSSH v1", guid.clone()),
        (
            pssh_v0(PLAYREADY, &object(&wrmheader(1, &[FIRST]))),
            "PSSH v0 > WRMHEADER 4.1",
            utf16("<KID ALGID"),
        ),
        (
            object(&wrmheader(0, &[FIRST])),
            "WRMHEADER 4.0",
            utf16("DWEeCkbj"),
        ),
        (
            utf16(&wrmheader(2, &[FIRST])),
            "WRMHEADER 4.2",
            utf16("<KID ALGID"),
        ),
        (widevine(&[FIRST]), "Widevine", guid),
    ]
}

#[test]
fn bytes_are_read_with_offsets() {
    for (bytes, place, there) in kinds() {
        let mut places = bytes.windows(there.len());
        let offset = places.position(|bytes| bytes == there).unwrap();
        let around = if place.starts_with("PSSH") {
            "pssh > "
        } else {
            ""
        };
        let inspection = inspect(&bytes);
        assert_eq!(findings(&inspection), <[String; 0]>::default());
        assert_eq!(
            sightings(&inspection),
            [format!("byte {offset}: {around}{place}: {FIRST}")]
        );
        assert_eq!(inspection.kind, Kind::Drm);
    }
}

#[test]
fn widevines_data_that_is_also_a_text_is_read() {
    let ascii = hex::encode("0123456789abcdef");
    let utf8 = widevine(&[&ascii]);
    assert!(str::from_utf8(&utf8).is_ok());
    // an algorithm of zero looks like UTF-16
    let utf16 = [b"\x08\0\x12\x10", &b"0123456789abcdef"[..]].concat();
    for bytes in [utf8, utf16] {
        let inspection = inspect(&bytes);
        assert_eq!(inspection.kind, Kind::Drm);
        assert_eq!(findings(&inspection), <[String; 0]>::default());
        let expected = format!("byte 4: Widevine: {}", key_id(&ascii));
        assert_eq!(sightings(&inspection), [expected]);
    }
}

#[test]
fn base64_and_hex_are_read_with_lines() {
    for (bytes, place, _) in kinds() {
        let hex = hex::encode(&bytes);
        let base64 = base64(&bytes);
        let (first, rest) = base64.split_at(20);
        for text in [
            base64.clone(),
            format!("\n{first}\n{rest}\n"),
            hex.clone(),
            format!("0x{}\r\n", hex.to_uppercase()),
        ] {
            let line = if text.starts_with('\n') { 2 } else { 1 };
            let inspection = inspect(&text);
            assert_eq!(findings(&inspection), <[String; 0]>::default(), "{text}");
            assert_eq!(
                sightings(&inspection),
                [format!("line {line}: {place}: {FIRST}")]
            );
            assert_eq!(inspection.kind, Kind::EncodedDrm);
        }
    }
}

#[test]
fn data_on_several_lines_may_be_one_or_several() {
    let [first, second] = [FIRST, SECOND].map(|id| base64(&pssh_v1(COMMON, &[id], b"")));
    let expected = [
        format!("line 1: PSSH v1: {FIRST}"),
        format!("line 3: PSSH v1: {SECOND}"),
    ];
    assert_eq!(sound(format!("{first}\n\n{second}\n")), expected);
    let inspection = inspect(format!("{first}\nAAAA\n"));
    assert_eq!(sightings(&inspection), expected[..1]);
    assert_eq!(
        findings(&inspection),
        ["line 2: neither a PSSH box, nor a PlayReady object or header, nor Widevine's data"]
    );
}

#[test]
fn data_that_is_complete_on_its_line_has_that_line() {
    let both = [FIRST, SECOND].map(|id| pssh_v1(COMMON, &[id], b""));
    let widevine = [FIRST, SECOND].map(|id| widevine(&[id]));
    for (place, data) in [("PSSH v1", both), ("Widevine", widevine)] {
        let expected =
            [(1, FIRST), (3, SECOND)].map(|(line, id)| format!("line {line}: {place}: {id}"));
        let hex = data.each_ref().map(hex::encode);
        let unpadded = data.each_ref().map(|data| base64(data).replace('=', ""));
        for [first, second] in [hex, unpadded] {
            assert_eq!(sound(format!("{first}\n\n{second}\n")), expected);
        }
    }
}

#[test]
fn a_header_after_an_xml_declaration_is_read() {
    let header = format!("<?xml version='1.0'?>\n{}", wrmheader(0, &[FIRST]));
    assert_eq!(sound(header), [format!("line 2: WRMHEADER 4.0: {FIRST}")]);
}

#[test]
fn damaged_data_is_an_error_with_its_offset() {
    let mut bytes = pssh_v1(WIDEVINE, &[FIRST], b"\x12\x10cut off");
    bytes.extend(pssh_v1(COMMON, &[SECOND], b""));
    let inspection = inspect(&bytes);
    assert_eq!(
        sightings(&inspection),
        [
            format!("byte 32: pssh > PSSH v1: {FIRST}"),
            format!("byte 93: pssh[2] > PSSH v1: {SECOND}")
        ]
    );
    assert_eq!(
        findings(&inspection),
        ["byte 52: pssh: malformed Widevine data"]
    );
}

#[test]
fn a_damaged_object_is_still_data_of_a_drm_system() {
    let mut bytes = object(&wrmheader(0, &[FIRST]));
    bytes.pop();
    let inspection = inspect(&bytes);
    assert_eq!(inspection.kind, Kind::Drm);
    assert_eq!(
        findings(&inspection),
        ["byte 0: a PlayReady object is cut off"]
    );
}

/// A box may list a hundred thousand.
#[test]
fn the_place_of_key_ids_in_one_list_is_kept_once() {
    let inspection = inspect(pssh_v1(COMMON, &[FIRST, SECOND], b""));
    let [first, second] = &*inspection.sightings else {
        panic!("{inspection:?}");
    };
    assert!(Arc::ptr_eq(&first.place, &second.place));
}

#[test]
fn what_is_of_no_known_kind_is_an_error() {
    for bytes in [
        &b"plain text"[..],
        b"0a1e610de346066542b2409580b51be6",
        b"Ch5hDeNGBmVCskCVgLUb5g==",
        b"<html><body>404</body></html>",
        b"{\"kid\": 1}",
        b"the pssh box is here",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
        b"\0",
    ] {
        let error = read(Cursor::new(bytes)).unwrap_err();
        assert!(matches!(error, Error::Unknown), "{error}");
    }
    for bytes in [&b""[..], b" \r\n\t"] {
        assert!(matches!(read(Cursor::new(bytes)), Err(Error::Empty)));
    }
}

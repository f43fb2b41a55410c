//! PSSH boxes, Widevine's data, PlayReady's objects and headers.

use countersign::speke::Form;
use countersign::speke::drm::{Contents, Fault, Pssh, SystemId, decode_base64, read};
use proptest::prelude::*;

use super::samples::*;

/// Place, key ID, offset and text of each mention.
fn mentions(contents: &Contents) -> Vec<(String, String, usize, Option<&str>)> {
    assert_eq!(contents.errors, []);
    let mentions = contents.mentions.iter();
    mentions
        .map(|m| (m.place(), m.key_id.to_string(), m.offset, m.text.as_deref()))
        .collect()
}

/// The only error, and how many key IDs precede it.
fn error(bytes: &[u8]) -> (usize, Fault, usize) {
    let mut contents = read(bytes);
    assert_eq!(contents.errors.len(), 1, "{contents:?}");
    let error = contents.errors.remove(0);
    (error.offset, error.fault, contents.mentions.len())
}

#[test]
fn a_box_of_version_1_lists_key_ids_and_its_data_has_them_again() {
    let bytes = pssh_v1(WIDEVINE, &[FIRST, SECOND], &widevine(&[FIRST, SECOND]));
    assert_eq!(
        mentions(&read(&bytes)),
        [
            ("PSSH v1".to_owned(), FIRST.to_owned(), 32, None),
            ("PSSH v1".to_owned(), SECOND.to_owned(), 48, None),
            ("PSSH v1 > Widevine".to_owned(), FIRST.to_owned(), 72, None),
            ("PSSH v1 > Widevine".to_owned(), SECOND.to_owned(), 90, None),
        ]
    );
}

/// Made by pywidevine 1.9.0 of these two key IDs.
#[test]
fn a_box_that_pywidevine_made_is_read() {
    let bytes = decode_base64(
        "AAAAaHBzc2gBAAAA7e+LqXnWSs6jyCfc1R0h7QAAAAIKHmEN40YGZUKyQJWAtRvmyFeivB5qW1hSNdi+bOVgKgAAACQS\n\
         EAoeYQ3jRgZlQrJAlYC1G+YSEMhXorwealtYUjXYvmzlYCo=",
    )
    .unwrap();
    let ids: Vec<_> = mentions(&read(&bytes)).into_iter().map(|m| m.1).collect();
    let second = "c857a2bc-1e6a-5b58-5235-d8be6ce5602a";
    assert_eq!(ids, [FIRST, second, FIRST, second]);
}

#[test]
fn boxes_follow_each_other() {
    let bytes = [
        pssh_v0(WIDEVINE, &widevine(&[FIRST])),
        pssh_v1(COMMON, &[SECOND], b""),
        pssh_v0(PLAYREADY, &object(&wrmheader(0, &[FIRST]))),
    ]
    .concat();
    let contents = read(&bytes);
    let places: Vec<_> = contents
        .mentions
        .iter()
        .map(|m| (m.place(), m.system))
        .collect();
    assert_eq!(
        places,
        [
            ("PSSH v0 > Widevine".to_owned(), Some(SystemId::WIDEVINE)),
            ("PSSH v1".to_owned(), Some(SystemId::COMMON)),
            (
                "PSSH v0 > WRMHEADER 4.0".to_owned(),
                Some(SystemId::PLAYREADY)
            ),
        ]
    );
    for mention in &contents.mentions[..2] {
        let at = mention.offset;
        assert_eq!(bytes[at..at + 16], *mention.key_id.as_bytes());
    }
    let kid = &contents.mentions[2];
    let text = utf16(kid.text.as_deref().unwrap());
    assert_eq!(bytes[kid.offset..kid.offset + text.len()], text);
}

#[test]
fn every_version_of_a_header_is_read_alone_and_in_an_object_and_in_either_encoding() {
    for minor in 0..=3 {
        let all = [FIRST, SECOND];
        let ids = if minor < 2 { &all[..1] } else { &all };
        let header = wrmheader(minor, ids);
        let with_mark = format!("\u{feff}{header}");
        for bytes in [
            object(&header),
            object(&with_mark),
            utf16(&header),
            utf16(&with_mark),
            header.clone().into_bytes(),
            with_mark.into_bytes(),
        ] {
            let contents = read(&bytes);
            let found: Vec<_> = mentions(&contents)
                .into_iter()
                .map(|m| (m.0, m.1))
                .collect();
            let place = format!("WRMHEADER 4.{minor}");
            let expected: Vec<_> = ids
                .iter()
                .map(|id| (place.clone(), (*id).to_owned()))
                .collect();
            assert_eq!(found, expected);
            assert_eq!(contents.mentions[0].form, Some(Form::PlayReady));
            assert_eq!(
                contents.mentions[0].text.as_deref(),
                Some("DWEeCkbjZQZCskCVgLUb5g==")
            );
        }
    }
}

#[test]
fn what_a_content_provider_puts_into_a_header_does_not_matter() {
    let header = wrmheader(0, &[FIRST]).replace(
        "</DATA>",
        "<CUSTOMATTRIBUTES><KID>not one</KID><br> & <b></CUSTOMATTRIBUTES></DATA>",
    );
    let header = header.replace("&amp;", "&");
    assert!(header.contains("x=1&y=2"));
    assert_eq!(mentions(&read(&object(&header))).len(), 1);
}

#[test]
fn key_ids_behind_a_content_providers_part_are_read() {
    let custom = "<DATA><CUSTOMATTRIBUTES><KID>not one</KID></CUSTOMATTRIBUTES>";
    let header = wrmheader(2, &[FIRST, SECOND]).replace("<DATA>", custom);
    assert_eq!(mentions(&read(&object(&header))).len(), 2);
    let empty = wrmheader(0, &[FIRST]).replace("<DATA>", "<DATA><CUSTOMATTRIBUTES/>");
    assert_eq!(mentions(&read(&object(&empty))).len(), 1);
}

#[test]
fn elements_beside_a_content_providers_kid_do_not_end_its_part() {
    let custom = "<DATA><CUSTOMATTRIBUTES><a></a><KID>not one</KID></CUSTOMATTRIBUTES>";
    let header = wrmheader(0, &[FIRST]).replace("<DATA>", custom);
    assert_eq!(mentions(&read(&object(&header))).len(), 1);
}

#[test]
fn a_header_behind_another_record_of_an_object_is_read() {
    let header = object(&wrmheader(0, &[FIRST]));
    let license_store = b"\x03\0\x02\0\0\0";
    let length = u32::try_from(header.len() + license_store.len()).unwrap();
    let bytes = [
        &length.to_le_bytes()[..],
        b"\x02\0",
        license_store,
        &header[6..],
    ]
    .concat();
    assert_eq!(mentions(&read(&bytes)).len(), 1);
}

#[test]
fn every_kid_of_a_header_in_utf_8_has_its_offset() {
    let header = wrmheader(2, &[FIRST, SECOND]);
    let offsets: Vec<_> = header.match_indices("<KID ").map(|(at, _)| at).collect();
    let contents = read(header.as_bytes());
    let found: Vec<_> = mentions(&contents).into_iter().map(|m| m.2).collect();
    assert_eq!(found, offsets);
}

/// Its first four bytes may be the length of an object.
#[test]
fn widevines_data_that_starts_with_a_long_field_is_no_object() {
    let long = [&[0x22, 0x80, 0x02][..], &[0; 256]].concat();
    let bytes = [long, widevine(&[FIRST])].concat();
    assert_eq!(mentions(&read(&bytes)).len(), 1);
}

#[test]
fn a_header_in_big_endian_utf_16_is_read() {
    let header = wrmheader(1, &[FIRST]);
    for text in [header.clone(), format!("\u{feff}{header}")] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let contents = read(&bytes);
        let (_, id, offset, _) = &mentions(&contents)[0];
        let before = text.split("<KID").next().unwrap();
        assert_eq!((&**id, *offset), (FIRST, 2 * before.encode_utf16().count()));
    }
}

#[test]
fn the_offset_of_a_kid_leaves_out_blanks_and_a_byte_order_mark() {
    let header = wrmheader(0, &[FIRST]).replace("<KID>", "<KID>\n  ");
    for text in [header.clone(), format!("\u{feff}{header}")] {
        let at = text.find("DWEeCkbj").unwrap();
        assert_eq!(mentions(&read(text.as_bytes()))[0].2, at);
    }
}

#[test]
fn a_kid_behind_a_comment_is_read() {
    for comment in ["<!-- x -->", " <!-- x --> <?x y?> "] {
        let header = wrmheader(0, &[FIRST]).replace("<KID>", &format!("<KID>{comment}"));
        let at = header.find("DWEeCkbj").unwrap();
        let contents = read(header.as_bytes());
        let text = Some("DWEeCkbjZQZCskCVgLUb5g==");
        let expected = ("WRMHEADER 4.0".to_owned(), FIRST.to_owned(), at, text);
        assert_eq!(mentions(&contents), [expected]);
    }
}

#[test]
fn a_text_behind_a_kid_is_none() {
    for kid in [
        "<KID/>",
        "<KID></KID>",
        "<KID><!-- x --></KID>",
        "<KID><a/></KID>",
    ] {
        let header = wrmheader(1, &[FIRST]).replace("<DATA>", &format!("<DATA>{kid}text"));
        assert_eq!(mentions(&read(header.as_bytes())).len(), 1, "{kid}");
    }
}

#[test]
fn the_byte_that_is_not_utf_8_is_named() {
    let header = wrmheader(0, &[FIRST]);
    let (before, after) = header.split_once("AESCTR").unwrap();
    for mark in ["", "\u{feff}"] {
        let start = [mark, before].concat();
        let bytes = [start.as_bytes(), b"\xff", after.as_bytes()].concat();
        assert_eq!(error(&bytes), (start.len(), Fault::Encoding, 0));
    }
}

#[test]
fn a_box_may_have_a_bare_header_or_no_data() {
    let header = utf16(&wrmheader(0, &[FIRST]));
    let found = read(&pssh_v0(PLAYREADY, &header));
    assert_eq!(mentions(&found).len(), 1);
    let found = read(&pssh_v1(PLAYREADY, &[SECOND], b""));
    assert_eq!(mentions(&found).len(), 1);
}

#[test]
fn widevines_key_ids_may_be_hex_and_other_fields_long() {
    let digits = key_id(FIRST).to_form(Form::Hex);
    let long = [&[0x22, 0x80, 0x02][..], &[0; 256]].concat();
    let fixed = b"\x21\0\0\0\0\0\0\0\0\x25\0\0\0\0";
    let data = [&long[..], fixed, b"\x12\x20", digits.as_bytes()].concat();
    assert_eq!(
        mentions(&read(&pssh_v0(WIDEVINE, &data))),
        [(
            "PSSH v0 > Widevine".to_owned(),
            FIRST.to_owned(),
            32 + 259 + 14 + 2,
            Some(&*digits)
        )]
    );
}

#[test]
fn a_kid_in_a_header_that_is_a_guid_is_in_the_order_of_a_guid() {
    let header = wrmheader(0, &[FIRST]).replace("DWEeCkbjZQZCskCVgLUb5g==", FIRST);
    let contents = read(header.as_bytes());
    assert_eq!(contents.mentions[0].key_id, key_id(FIRST));
    assert_eq!(contents.mentions[0].form, Some(Form::Guid));
}

#[test]
fn widevines_data_is_read_without_a_box() {
    let found = read(&widevine(&[FIRST]));
    assert_eq!(
        mentions(&found),
        [("Widevine".to_owned(), FIRST.to_owned(), 4, None)]
    );
}

#[test]
fn entitled_keys_have_two_key_ids() {
    let entitled = [
        &[0x0a, 16][..],
        key_id(SECOND).as_bytes(),
        &[0x12, 16],
        key_id(FIRST).as_bytes(),
        b"\x1a\x04\0\0\0\0",
    ]
    .concat();
    // type ENTITLED_KEY, then the keys
    let length = u8::try_from(entitled.len()).unwrap();
    let data = [&[0x58, 0x02, 0x72, length][..], &entitled].concat();
    let contents = read(&pssh_v0(WIDEVINE, &data));
    let found = mentions(&contents);
    let places: Vec<_> = found.iter().map(|m| (&*m.0, &*m.1)).collect();
    assert_eq!(
        places,
        [
            ("PSSH v0 > Widevine entitlement key", SECOND),
            ("PSSH v0 > Widevine entitled key", FIRST),
        ]
    );
}

#[test]
fn a_box_of_64_bit_length_and_one_up_to_the_end_are_read() {
    let plain = pssh_v1(COMMON, &[FIRST], b"");
    let mut to_the_end = plain.clone();
    to_the_end[..4].fill(0);
    let mut large = [&1_u32.to_be_bytes()[..], b"pssh", &[0; 8], &plain[8..]].concat();
    let length = (large.len() as u64).to_be_bytes();
    large[8..16].copy_from_slice(&length);
    for (bytes, offset) in [(to_the_end, 32), (large, 40)] {
        assert_eq!(
            mentions(&read(&bytes)),
            [("PSSH v1".to_owned(), FIRST.to_owned(), offset, None)]
        );
    }
}

#[test]
fn an_unknown_system_has_no_name_and_its_data_is_not_read() {
    let system = key_id(FIRST);
    let bytes = pssh_v1(*system.as_bytes(), &[SECOND], b"whatever");
    let pssh = Pssh::read(&bytes).unwrap();
    assert_eq!(pssh.system.name(), None);
    assert_eq!(pssh.system.to_string(), FIRST);
    assert_eq!(pssh.data, b"whatever");
    assert_eq!(mentions(&pssh.contents()).len(), 1);
}

#[test]
fn lengths_that_lie_are_errors_and_reserve_no_memory() {
    let mut count = pssh_v1(COMMON, &[FIRST], b"");
    count[28..32].fill(0xff);
    assert_eq!(error(&count), (28, Fault::CutOff("a PSSH box"), 0));

    let mut data = pssh_v0(WIDEVINE, &widevine(&[FIRST]));
    data[28..32].fill(0xff);
    assert_eq!(error(&data), (28, Fault::CutOff("a PSSH box"), 0));

    let mut large = pssh_v0(WIDEVINE, b"");
    large[..4].copy_from_slice(&1_u32.to_be_bytes());
    assert_eq!(error(&large).1, Fault::CutOff("a PSSH box"));

    let mut header = object(&wrmheader(0, &[FIRST]));
    header[8..10].fill(0xff);
    assert_eq!(error(&header), (6, Fault::Object, 0));

    let mut short = object(&wrmheader(0, &[FIRST]));
    short.pop();
    assert_eq!(error(&short), (0, Fault::CutOff("a PlayReady object"), 0));
}

#[test]
fn what_precedes_damage_is_kept() {
    let whole = pssh_v1(COMMON, &[FIRST], b"");
    let bytes = [&whole[..], &pssh_v0(WIDEVINE, &widevine(&[SECOND]))[..30]].concat();
    assert_eq!(error(&bytes), (whole.len(), Fault::CutOff("a PSSH box"), 1));

    let damaged = pssh_v1(WIDEVINE, &[FIRST], b"\x12\x10short");
    assert_eq!(error(&damaged), (52, Fault::Protobuf, 1));

    let odd = pssh_v0(WIDEVINE, b"\x12\x03abc");
    assert_eq!(error(&odd), (34, Fault::WidevineKeyId(3), 0));

    let header = wrmheader(0, &[FIRST]);
    let cut_off = &header[..header.len() - 19];
    let at = "a PlayReady header";
    assert_eq!(error(cut_off.as_bytes()).1, Fault::CutOff(at));

    let bad = header.replace("DWEeCkbjZQZCskCVgLUb5g==", "DWEeCkbjZQZC");
    assert_eq!(error(bad.as_bytes()).1, Fault::HeaderKeyId);

    let mut version = whole.clone();
    version[8] = 2;
    assert_eq!(error(&version), (8, Fault::PsshVersion(2), 0));
    assert_eq!(error(b"plain text"), (0, Fault::Unknown, 0));
    assert_eq!(
        error(&[&whole[..], b"????junk"].concat()),
        (whole.len(), Fault::NotPssh, 1)
    );
}

#[test]
fn base64_is_read_in_either_alphabet_with_or_without_padding_and_with_line_breaks() {
    for text in ["+/8=", "-_8=", "+/8", "-_8", " +/\n\t8=\r\n"] {
        assert_eq!(decode_base64(text).unwrap(), [0xfb, 0xff], "{text}");
    }
    for text in ["", "====", "a", "ab*d", "\u{e9}"] {
        assert_eq!(
            decode_base64(text).unwrap_err().fault,
            Fault::Base64,
            "{text}"
        );
    }
}

#[test]
fn systems_are_named() {
    for (text, name) in [
        ("1077efec-c0b2-4d02-ace3-3c1e52e2fb4b", "W3C Common"),
        ("urn:uuid:9A04F079-9840-4286-AB92-E65BE0885F95", "PlayReady"),
        ("URN:UUID:94ce86fb-07ff-4f43-adb8-93d2fa968ca2", "FairPlay"),
        ("5e629af538da4063897797ffbd9902d4", "Marlin"),
    ] {
        let system = SystemId::parse(text);
        assert_eq!(system.and_then(SystemId::name), Some(name), "{text}");
    }
    assert_eq!(SystemId::parse("com.apple.streamingkeydelivery"), None);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        prefix in prop::sample::select(vec![
            vec![],
            pssh_v1(WIDEVINE, &[FIRST], &widevine(&[SECOND])),
            pssh_v0(PLAYREADY, &object(&wrmheader(2, &[FIRST, SECOND]))),
            utf16("<WRMHEADER version='4.0.0.0'><DATA><KID>"),
        ]),
        cut in 0_usize..400,
        flipped in 0_usize..400,
    ) {
        let mut data = [&prefix[..cut.min(prefix.len())], &bytes].concat();
        if let Some(byte) = data.get_mut(flipped) {
            *byte ^= 0x55;
        }
        let contents = read(&data);
        prop_assert!(contents.mentions.len() <= data.len() / 16);
        for mention in &contents.mentions {
            prop_assert!(mention.offset < data.len());
        }
        for error in &contents.errors {
            prop_assert!(error.offset <= data.len());
        }
    }
}

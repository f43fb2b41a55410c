//! What follows a new kid, what cannot, and what is left behind.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::speke::KeyId;
use countersign::speke::cpix::ContentKeys::{Keep, Refuse};
use countersign::speke::cpix::{ContentKeys, Document, Rewritten};

use super::{V1_SAMPLE, V2_ANSWER, V2_SAMPLE, guid, options, read, request, rewritten};

const VIDEO: &str = "53abdba2-f210-43cb-bc90-f18f9a890a02";
const AUDIO: &str = "7ae8e96f-309e-42c3-a510-24023d923373";
const NEW_VIDEO: &str = "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a";
const NEW_AUDIO: &str = "9df09430-a9b8-1304-7f09-7eb62b220d15";
/// What stands for a content key.
const SENTINEL: &str = "elE3c2VudGluZWxRenpRN3NlbnQ=";

fn rewrite(xml: &str, content_keys: ContentKeys) -> Result<Rewritten, String> {
    let document = read(xml);
    let overrides = document.overrides(options(None)).unwrap();
    let rewritten = overrides.rewrite(content_keys);
    rewritten.map_err(|error| error.to_string())
}

#[track_caller]
fn left_behind(xml: &str) -> Vec<String> {
    let rewritten = rewrite(xml, Keep).unwrap();
    rewritten.findings.iter().map(ToString::to_string).collect()
}

/// The sample with elements in its DRM systems, each on a line of its own from line 10.
fn with_data(elements: &str) -> String {
    let list = "<cpix:HLSSignalingData playlist=\"media\"/>\n";
    assert!(V2_SAMPLE.contains(list));
    V2_SAMPLE.replace(list, &format!("\n{elements}\n"))
}

pub(super) fn element(name: &str, data: impl AsRef<[u8]>) -> String {
    format!("<cpix:{name}>{}</cpix:{name}>", STANDARD.encode(data))
}

/// A PSSH box of version 1 for the W3C's common system.
fn pssh(key_id: &str) -> Vec<u8> {
    let key_id: KeyId = key_id.parse().unwrap();
    let system = 0x1077_efec_c0b2_4d02_ace3_3c1e_52e2_fb4b_u128;
    [
        &52_u32.to_be_bytes()[..],
        b"pssh\x01\0\0\0",
        &system.to_be_bytes(),
        &1_u32.to_be_bytes(),
        key_id.as_bytes(),
        &0_u32.to_be_bytes(),
    ]
    .concat()
}

pub(super) fn element_with_pssh(key_id: &str) -> String {
    element("PSSH", pssh(key_id))
}

/// A PlayReady header, in which the key ID is little-endian.
fn header(key_id: &str) -> Vec<u8> {
    let key_id: KeyId = key_id.parse().unwrap();
    let kid = STANDARD.encode(key_id.swapped());
    let header = format!(
        "<WRMHEADER xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\" version=\"4.0.0.0\"><DATA><KID>{kid}</KID></DATA></WRMHEADER>"
    );
    header.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_reference_to_a_key_follows_it() {
    let upper = AUDIO.to_uppercase();
    let xml = V2_SAMPLE
        .replace(
            "<cpix:ContentKeyList>",
            &format!(
                "<cpix:DeliveryDataList><cpix:DeliveryData><cpix:DocumentKey encryptsKey=' {VIDEO}\n\t{upper}&#32;{VIDEO}  '/>\
                 </cpix:DeliveryData></cpix:DeliveryDataList><cpix:ContentKeyList>"
            ),
        )
        .replace(
            &format!("kid=\"{AUDIO}\" common"),
            &format!("kid=\"{AUDIO}\" dependsOnKey = '{{{VIDEO}}}' common"),
        )
        .replace(
            "<cpix:ContentKeyUsageRuleList>",
            &format!("<cpix:Track keyId='{AUDIO}' kid='{VIDEO}'/><cpix:ContentKeyUsageRuleList>"),
        );
    // what is written with a reference is one word, and no key ID
    let error = rewrite(&xml, Refuse).unwrap_err();
    let expected =
        format!("line 4: a DocumentKey@encryptsKey for \"{upper} {VIDEO}\", a kid that no key has");
    assert_eq!(error, expected);

    let xml = xml.replace("&#32;", "\r\n");
    let expected = xml
        .replace(&format!("{{{VIDEO}}}"), NEW_VIDEO)
        .replace(VIDEO, NEW_VIDEO)
        .replace(&upper, NEW_AUDIO)
        .replace(AUDIO, NEW_AUDIO);
    assert_eq!(rewritten(&xml), expected);
}

#[test]
fn the_kids_of_a_list_have_lines_of_their_own() {
    let xml = V2_SAMPLE.replace(
        "<cpix:ContentKeyList>",
        &format!(
            "<cpix:DocumentKey encryptsKey='\n{VIDEO}\n\n{} x y'/><cpix:ContentKeyList>",
            guid(7)
        ),
    );
    let document = read(&xml);
    let references: Vec<_> = document
        .references
        .iter()
        .map(|reference| {
            (
                &*reference.place,
                reference.kid.name.to_string(),
                reference.kid.line,
            )
        })
        .collect();
    let place = "DocumentKey@encryptsKey";
    assert_eq!(
        references,
        [
            (place, VIDEO.to_owned(), 4),
            (place, guid(7), 6),
            (place, "\"x\"".to_owned(), 6),
            (place, "\"y\"".to_owned(), 6)
        ]
    );
}

#[test]
fn every_kid_of_a_list_that_is_no_key_id_is_rewritten() {
    let keys =
        "<ContentKey kid='k1'/>\n<ContentKey kid='k2'/>\n<DocumentKey encryptsKey='k1 k2 k1'/>";
    let rewritten = rewritten(&request("id='film'", keys, "", ""));
    let document = read(&rewritten);
    let [first, second] = &*document.keys else {
        panic!("{rewritten}");
    };
    let [first, second] = [first, second].map(|key| key.kid.name.to_string());
    let expected = format!("encryptsKey='{first} {second} {first}'");
    assert!(rewritten.contains(&expected), "{rewritten}");
}

#[test]
fn a_reference_that_cannot_follow_is_an_error_and_nothing_is_rewritten() {
    let gone = guid(7);
    let key = format!("kid=\"{AUDIO}\"");
    let documents = [
        (
            V2_SAMPLE.replacen(&key, &format!("{key} dependsOnKey=\"{gone}\""), 1),
            format!("line 5: a ContentKey@dependsOnKey for {gone}, a kid that no key has"),
        ),
        (
            V2_SAMPLE.replacen(&key, &format!("{key} dependsOnKey=\"\""), 1),
            "line 5: a ContentKey@dependsOnKey for \"\", a kid that no key has".to_owned(),
        ),
        (
            V2_SAMPLE.replace(
                "<cpix:ContentKeyList>",
                &format!("<cpix:DocumentKey encryptsKey='{VIDEO} {gone}'/><cpix:ContentKeyList>"),
            ),
            format!("line 3: a DocumentKey@encryptsKey for {gone}, a kid that no key has"),
        ),
        (
            V2_SAMPLE.replace(
                "<cpix:ContentKeyList>",
                &format!("<cpix:DRMSystem kid='{gone}'/><cpix:ContentKeyList>"),
            ),
            format!("line 3: a DRMSystem@kid for {gone}, a kid that no key has"),
        ),
        (
            V2_SAMPLE.replacen(
                &format!("DRMSystem {key}"),
                &format!("DRMSystem kid='{gone}'"),
                1,
            ),
            format!("line 12: a DRMSystem for {gone}, a kid that no key has"),
        ),
        (
            V2_SAMPLE.replace(
                &format!("\"AUDIO\" {key}"),
                &format!("\"AUDIO\" kid='{gone}'"),
            ),
            format!("line 21: a ContentKeyUsageRule for {gone}, a kid that no key has"),
        ),
    ];
    for (xml, error) in documents {
        assert_eq!(rewrite(&xml, Refuse).unwrap_err(), error);
    }
}

#[test]
fn a_kid_that_is_no_key_id_is_rewritten_wherever_it_is() {
    for kid in ["", "some kid", "98ee5596"] {
        let xml = V1_SAMPLE.replace("98ee5596-cd3e-a20d-163a-e382420c6eff", kid);
        let expected = xml.replace(
            &format!("kid=\"{kid}\""),
            "kid=\"0a1e610d-e346-0665-42b2-409580b51be6\"",
        );
        assert_eq!(rewritten(&xml), expected);
    }
}

#[test]
fn a_content_key_is_not_paired_with_another_kid_unless_that_is_wanted() {
    let plain = V2_ANSWER
        .replace("bc8b57c8", "8c8b57c8")
        .replace("c2VjcmV0LXNhbXBsZS0xMg==", SENTINEL);
    let value = format!("<pskc:PlainValue>{SENTINEL}</pskc:PlainValue>");
    let forms = [
        plain.clone(),
        plain.replace(&value, &format!("<pskc:PlainValue><![CDATA[{SENTINEL}]]></pskc:PlainValue>")),
        plain.replace(&value, "<pskc:PlainValue>&#65;</pskc:PlainValue>"),
        plain.replace(
            &value,
            &format!("<pskc:EncryptedValue><e:CipherData xmlns:e='http://www.w3.org/2001/04/xmlenc#'><e:CipherValue>{SENTINEL}</e:CipherValue></e:CipherData></pskc:EncryptedValue>"),
        ),
        plain.replace(
            &value,
            "<pskc:EncryptedValue><CipherData xmlns='http://www.w3.org/2001/04/xmlenc#'><CipherReference URI='key'/></CipherData></pskc:EncryptedValue>",
        ),
        plain.replace("pskc:", "").replace(" xmlns:pskc", " xmlns:unused").replace("xmlns=", "unused="),
    ];
    for xml in forms {
        let error = rewrite(&xml, Refuse).unwrap_err();
        assert_eq!(
            error,
            "line 4: key 8c8b57c8-6a1e-1b58-5235-d8be6ce5602a has a content key, which would get another key ID"
        );
        let kept = rewrite(&xml, Keep).unwrap();
        let expected = xml
            .replace("8c8b57c8", "bc8b57c8")
            .replace("9DF09430-A9B8-1304-7F09-7EB62B220D15", NEW_AUDIO);
        assert!(*kept.bytes == expected.as_bytes());
        let shown = format!("{kept:?}");
        assert!(shown.contains("findings") && !shown.contains(SENTINEL));
    }

    let empty = plain.replace(
        &value,
        "<pskc:PlainValue> \n<!-- none --></pskc:PlainValue>",
    );
    assert!(rewrite(&empty, Refuse).is_ok(), "there is no content key");
    assert!(rewrite(V2_ANSWER, Refuse).is_ok(), "its kids do not change");
}

#[test]
fn data_with_an_old_key_id_is_named_with_its_line() {
    let playlist = format!(
        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://{VIDEO}\",KEYFORMAT=\"com.apple.streamingkeydelivery\""
    );
    let manifest = format!(
        "<ContentProtection cenc:default_KID='{VIDEO}'><cenc:pssh>{}</cenc:pssh></ContentProtection>",
        STANDARD.encode(pssh(VIDEO))
    );
    let elements = [
        ("PSSH", element("PSSH", pssh(VIDEO))),
        (
            "ContentProtectionData",
            element("ContentProtectionData", manifest),
        ),
        ("HLSSignalingData", element("HLSSignalingData", &playlist)),
        (
            "URIExtXKey",
            element(
                "URIExtXKey",
                format!("https://keys.example/{}", VIDEO.to_uppercase()),
            ),
        ),
        (
            "SmoothStreamingProtectionHeaderData",
            element("SmoothStreamingProtectionHeaderData", header(VIDEO)),
        ),
        (
            "ProtectionHeader",
            element("ProtectionHeader", header(VIDEO)),
        ),
        ("PSSH", element("PSSH", pssh(VIDEO)).replace("cpix:", "")),
        ("Other", format!("<cpix:Other>{VIDEO}</cpix:Other>")),
    ];
    let xml = with_data(&elements.each_ref().map(|(_, xml)| xml.as_str()).join("\n"));
    let expected = (10..).zip(&elements).map(|(line, (name, _))| {
        format!(
            "line {line}: the {name} of key {VIDEO} is not rewritten, and has key ID {VIDEO} in it"
        )
    });
    assert_eq!(left_behind(&xml), expected.collect::<Vec<_>>());
}

#[test]
fn data_with_the_new_key_id_is_not_named_and_with_another_or_none_it_is() {
    let other = guid(7);
    let swapped = VIDEO.parse::<KeyId>().unwrap().swapped();
    let xml = with_data(&[
        element("PSSH", pssh(NEW_VIDEO)),
        element("PSSH", [pssh(NEW_AUDIO), pssh(NEW_VIDEO)].concat()),
        element("PSSH", pssh(&other)),
        element("PSSH", pssh(&swapped.to_string())),
        element("URIExtXKey", "skd://film"),
        "<cpix:PSSH>not Base64</cpix:PSSH>".to_owned(),
        "<cpix:PSSH> \n </cpix:PSSH><s:KeyFormat xmlns:s='urn:aws:amazon:com:speke'>aWRlbnRpdHk=</s:KeyFormat>".to_owned(),
    ].join("\n"));
    let expected = [
        format!("line 12: the PSSH of key {VIDEO} is not rewritten, and has key ID {other} in it"),
        format!(
            "line 13: the PSSH of key {VIDEO} is not rewritten, and has key ID {swapped} in it"
        ),
        format!(
            "line 14: the URIExtXKey of key {VIDEO} is not rewritten, and may have the old key ID in it"
        ),
        format!(
            "line 15: the PSSH of key {VIDEO} is not rewritten, and may have the old key ID in it"
        ),
    ];
    assert_eq!(left_behind(&xml), expected);
    assert!(left_behind(V2_SAMPLE).is_empty());
}

#[test]
fn a_signature_and_attributes_with_an_old_key_id_are_named() {
    let xml = V2_SAMPLE
        .replace(&format!("<cpix:ContentKey kid=\"{AUDIO}\""), &format!("<cpix:ContentKey id=\"{AUDIO}\" kid=\"{AUDIO}\""))
        .replace(
            "</cpix:CPIX>",
            &format!("<x:Track xmlns:x='urn:x' kid='{}'/>\n<d:Signature xmlns:d='http://www.w3.org/2000/09/xmldsig#'/></cpix:CPIX>", VIDEO.replace('-', "")),
        );
    let lines = V2_SAMPLE.lines().count();
    let expected = [
        format!("line 5: ContentKey@id is not rewritten, and has key ID {AUDIO}"),
        format!("line {lines}: Track@kid is not rewritten, and has key ID {VIDEO}"),
        format!(
            "line {}: the XML signature is not renewed, and no longer matches",
            lines + 1
        ),
    ];
    assert_eq!(left_behind(&xml), expected);

    // its parts and another Signature are none
    let parts = xml.replace(
        "xmldsig#'/>",
        "xmldsig#'><d:SignedInfo/></d:Signature><x:Signature xmlns:x='urn:x'/>",
    );
    assert_eq!(left_behind(&parts), expected);

    // nothing changes, so everything matches
    let kept = rewrite(&xml, Keep).unwrap().bytes;
    let document = Document::read(&kept).unwrap();
    let again = document
        .overrides(options(None))
        .unwrap()
        .rewrite(Keep)
        .unwrap();
    assert!(again.findings.is_empty() && again.bytes == kept);
}

#[test]
fn attributes_that_are_no_reference_may_have_an_old_key_id() {
    let old = "98ee5596-cd3e-a20d-163a-e382420c6eff";
    let with = |attributes: &str| {
        let id = "id=\"bd99b041-4353-4b7a-9533-f36ee752b735\"";
        assert!(V1_SAMPLE.contains(id));
        left_behind(&V1_SAMPLE.replace(id, attributes))
    };
    let none = <[String; 0]>::default();
    assert_eq!(with(&format!("id='{old}' contentId='{old}'")), none);
    assert_eq!(
        with(&format!("id='film' name='{old}'")),
        [format!(
            "line 2: CPIX@name is not rewritten, and has key ID {old}"
        )]
    );
}

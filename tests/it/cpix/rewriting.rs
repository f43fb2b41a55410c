//! What a rewritten request keeps, and what is said about it.

use countersign::speke::cpix::{ContentKeys, Document, Settings};

use super::{TENANT, V2_ANSWER, guid, read, request};

const V2_FRAME: &str = "contentId='x' version='2.3'";
const OLD: &str = "0a1e610d-e346-0665-42b2-409580b51be6";

/// A Widevine PSSH with the key ID above.
const PSSH: &str = "AAAAMnBzc2gAAAAA7e+LqXnWSs6jyCfc1R0h7QAAABISEAoeYQ3jRgZlQrJAlYC1G+Y=";

fn key(kid: &str, attributes: &str) -> String {
    format!("<ContentKey kid='{kid}' commonEncryptionScheme='cenc' {attributes}/>\n")
}

fn rule(kid: &str, track_type: &str) -> String {
    format!("<ContentKeyUsageRule kid='{kid}' intendedTrackType='{track_type}'/>\n")
}

/// A request for one key with these elements in its DRM system, from line 7, and at its end.
fn with_data(data: &str, end: &str) -> String {
    let rules = rule(OLD, "HD");
    let systems = format!(
        "</ContentKeyUsageRuleList><DRMSystemList><DRMSystem kid='{OLD}' systemId='edef8ba9-79d6-4ace-a3c8-27dcd51d21ed'>\n{data}\n\
         </DRMSystem></DRMSystemList>{end}<ContentKeyUsageRuleList>"
    );
    request(V2_FRAME, &key(OLD, ""), "", &(rules + &systems))
}

#[track_caller]
fn rewrite(xml: &str) -> (String, Vec<String>) {
    let document = read(xml);
    let overrides = document.overrides(&Settings::new(TENANT)).unwrap();
    let rewritten = overrides.rewrite(ContentKeys::Keep).unwrap();
    let findings = rewritten.findings.iter().map(ToString::to_string);
    let findings = findings.collect();
    (String::from_utf8(rewritten.document).unwrap(), findings)
}

#[track_caller]
fn refused(xml: &str) -> String {
    let document = read(xml);
    let overrides = document.overrides(&Settings::new(TENANT)).unwrap();
    let error = overrides.rewrite(ContentKeys::Refuse).unwrap_err();
    error.to_string()
}

#[test]
fn references_to_keys_follow() {
    let [one, two] = [1, 2].map(guid);
    let keys = key(&one, "") + &key(&two, &format!("dependsOnKey='{}'", one.to_uppercase()));
    let spaced = format!("\n {one}&#45;\t{}  ", two.to_uppercase()).replace("&#45;", "");
    let coded = one.replace('-', "&#x2d;");
    let delivery = format!(
        "</ContentKeyUsageRuleList><DeliveryDataList><DeliveryData><DocumentKey encryptsKey='{spaced}'/><DocumentKey encryptsKey=\"{coded}\"/>\
         </DeliveryData></DeliveryDataList><Other kid='{two}'/><ContentKeyUsageRuleList>"
    );
    let rules = rule(&one, "HD") + &rule(&two, "SD");
    let xml = request(V2_FRAME, &keys, "", &(rules + &delivery));
    let document = read(&xml);
    let overrides = document.overrides(&Settings::new(TENANT)).unwrap();
    let new = |n: usize| overrides.rows[n].key_id.to_string();
    let expected = xml
        .replace(&coded, &new(0))
        .replace(&one, &new(0))
        .replace(&one.to_uppercase(), &new(0))
        .replace(&two, &new(1))
        .replace(&two.to_uppercase(), &new(1));
    assert_eq!(rewrite(&xml), (expected, vec![]));
}

#[test]
fn a_reference_that_cannot_follow_is_an_error() {
    let one = guid(1);
    for (attribute, text, named) in [
        ("dependsOnKey", guid(2), guid(2)),
        ("dependsOnKey", "root".to_owned(), "\"root\"".to_owned()),
        ("encryptsKey", format!("{one} {}", guid(3)), guid(3)),
        (
            "encryptsKey",
            format!("{one}&#32;{one}"),
            format!("\"{one} {one}\""),
        ),
    ] {
        let keys = key(&one, &format!("{attribute}='{text}'"));
        let xml = request(V2_FRAME, &keys, "", &rule(&one, "HD"));
        let error = format!("line 2: {attribute} names {named}, a kid that no key has");
        assert_eq!(refused(&xml), error);
        let document = read(&xml);
        let overrides = document.overrides(&Settings::new(TENANT)).unwrap();
        assert_eq!(super::findings(&overrides), [error], "a warning otherwise");
    }
}

#[test]
fn content_keys_are_refused_unless_they_are_wanted() {
    let plain = "<p:Secret xmlns:p='urn:ietf:params:xml:ns:keyprov:pskc'><p:PlainValue>c2VjcmV0</p:PlainValue></p:Secret>";
    let encrypted = "<p:Secret xmlns:p='urn:ietf:params:xml:ns:keyprov:pskc'><p:EncryptedValue><CipherData xmlns='http://www.w3.org/2001/04/xmlenc#'>\
                     <CipherValue><![CDATA[c2VjcmV0]]></CipherValue></CipherData></p:EncryptedValue></p:Secret>";
    let reference = "<EncryptedValue><CipherData><CipherReference URI='https://keys.example/1'/></CipherData></EncryptedValue>";
    let with = |data: &str| {
        let keys = key(OLD, "").replace("/>", &format!("><Data>\n{data}</Data></ContentKey>"));
        request(V2_FRAME, &keys, "", &rule(OLD, "HD"))
    };
    for (data, element) in [
        (plain, "PlainValue"),
        (encrypted, "EncryptedValue"),
        (reference, "EncryptedValue"),
        ("&#99;2VjcmV0", "Data"),
    ] {
        let xml = with(data);
        let line = if element == "Data" { 2 } else { 3 };
        let error = format!(
            "line {line}: {element} has a content key, which belongs to the kid that it has now"
        );
        assert_eq!(refused(&xml), error);
        let (rewritten, found) = rewrite(&xml);
        assert!(rewritten.contains(data) && !rewritten.contains(OLD));
        let expected =
            format!("line {line}: {element} keeps the content key that was made for kid {OLD}");
        assert_eq!(found, [expected]);
    }
    let empty = plain.replace("c2VjcmV0", "\n ");
    assert!(rewrite(&with(&empty)).1.is_empty(), "there is no key in it");
    assert_eq!(
        refused(V2_ANSWER),
        "line 7: PlainValue has a content key, which belongs to the kid that it has now"
    );
}

#[test]
fn data_that_keeps_the_old_key_id_is_named() {
    let protection = format!("<pssh xmlns='urn:mpeg:cenc:2013'>{PSSH}</pssh>");
    let header = "<WRMHEADER xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\" version=\"4.0.0.0\"><DATA><KID>DWEeCkbjZQZCskCVgLUb5g==</KID></DATA></WRMHEADER>";
    let base64 = |text: &str| base64::Engine::encode(&base64::prelude::BASE64_STANDARD, text);
    let key_tag =
        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://x\",KEYID=0x0A1E610DE346066542B2409580B51BE6\n";
    for (element, text) in [
        ("PSSH", PSSH.to_owned()),
        ("ContentProtectionData", base64(&protection)),
        ("HLSSignalingData", base64(key_tag)),
        (
            "URIExtXKey",
            base64(&format!("data:text/plain;base64,{PSSH}")),
        ),
        ("SmoothStreamingProtectionHeaderData", base64(header)),
        (
            "s:ProtectionHeader xmlns:s='urn:aws:amazon:com:speke'",
            base64(header),
        ),
    ] {
        let name = element.split(' ').next().unwrap();
        let xml = with_data(&format!("<{element}>\n{text} </{name}>"), "");
        let name = name.trim_start_matches("s:");
        let expected = format!("line 7: {name} is not rewritten and still has key ID {OLD}");
        let (rewritten, found) = rewrite(&xml);
        assert_eq!(found, [expected]);
        assert!(rewritten.contains(&text));
    }
}

#[test]
fn data_that_may_keep_the_old_key_id_is_named() {
    for data in [
        "<PSSH>AAAAAA==</PSSH>",
        "<HLSSignalingData>I0VYVC1YLUtFWQ==</HLSSignalingData>",
        "<URIExtXKey>https://keys.example/1</URIExtXKey>",
        "<HDSSignalingData>any</HDSSignalingData>",
    ] {
        let name = &data[1..data.find('>').unwrap()];
        let expected = format!("line 7: {name} is not rewritten and may still have key ID {OLD}");
        assert_eq!(rewrite(&with_data(data, "")).1, [expected]);
    }
    let silent = "<PSSH/><ContentProtectionData> \n</ContentProtectionData><KeyFormat xmlns='urn:aws:amazon:com:speke'>identity</KeyFormat>";
    assert!(rewrite(&with_data(silent, "")).1.is_empty());
}

#[test]
fn data_with_the_new_key_id_needs_no_warning_and_with_another_does() {
    let xml = with_data(&format!("<PSSH>{PSSH}</PSSH>"), "");
    let document = read(&xml);
    let overrides = document.overrides(&Settings::new(TENANT)).unwrap();
    let new = overrides.rows[0].key_id;
    let pssh = |bytes: &[u8; 16]| {
        use base64::Engine;
        let engine = base64::prelude::BASE64_STANDARD;
        let mut pssh = engine.decode(PSSH).unwrap();
        let start = pssh.len() - 16;
        pssh[start..].copy_from_slice(bytes);
        xml.replace(PSSH, &engine.encode(pssh))
    };
    assert!(rewrite(&pssh(new.as_bytes())).1.is_empty());
    let expected = format!(
        "line 7: PSSH is not rewritten and has key ID {}, which no key has",
        guid(9)
    );
    assert_eq!(rewrite(&pssh(&[9; 16])).1, [expected]);
}

#[test]
fn a_signature_and_attributes_of_others_are_named() {
    let end = format!(
        "\n<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><ds:SignatureValue>x</ds:SignatureValue></ds:Signature>\n\
         <v:Key xmlns:v='urn:vendor' id='{OLD}' v:kid='{OLD}'/>"
    );
    let expected = [
        "line 9: the XML signature is not valid for the rewritten document".to_owned(),
        format!("line 10: Key@v:kid is not rewritten and still has key ID {OLD}"),
    ];
    assert_eq!(rewrite(&with_data("", &end)).1, expected);
}

#[test]
fn what_is_said_has_no_content_key() {
    let document = read(V2_ANSWER);
    let overrides = document.overrides(&Settings::new(TENANT)).unwrap();
    let rewritten = overrides.rewrite(ContentKeys::Keep).unwrap();
    let said = format!(
        "{document:?}{overrides:?}{:?}{}",
        rewritten.findings,
        refused(V2_ANSWER)
    );
    assert!(!said.contains("c2VjcmV0"), "{said}");
    assert!(Document::read(&rewritten.document).is_ok());
}

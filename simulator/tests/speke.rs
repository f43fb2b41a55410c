//! The SPEKE key server.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends there")]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Client, Response, assert_logged};
use countersign_simulator::{Handle, Scheme as _, Speke};

const KID: &str = "98ee5596-cd3e-a20d-163a-e382420c6eff";
const WIDEVINE: &str = "edef8ba9-79d6-4ace-a3c8-27dcd51d21ed";
const PLAYREADY: &str = "9a04f079-9840-4286-ab92-e65be0885f95";
const COMMON: &str = "1077efec-c0b2-4d02-ace3-3c1e52e2fb4b";

fn server() -> Handle {
    Speke::new().user("me", "p&ss wörd").start().unwrap()
}

fn post(server: &Handle, headers: &[&str], body: &str) -> Response {
    let basic = format!("Authorization: Basic {}", STANDARD.encode("me:p&ss wörd"));
    let headers = [&[&basic, "Content-Type: application/xml"], headers].concat();
    Client::new(server).send("POST /speke", &headers, body)
}

/// A version 1 document with these children.
fn v1(children: &str) -> String {
    format!(r#"<c:CPIX id="film" xmlns:c="urn:dashif:org:cpix">{children}</c:CPIX>"#)
}

/// A list with one key, and a DRM system with these children.
fn key_and_system(system_id: &str, children: &str) -> String {
    v1(&format!(
        r#"<c:ContentKeyList><c:ContentKey kid="{KID}"/></c:ContentKeyList><c:DRMSystemList>
        <c:DRMSystem kid="{KID}" systemId="{system_id}">{children}</c:DRMSystem></c:DRMSystemList>"#
    ))
}

/// The text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

#[test]
fn a_key_id_always_gets_the_same_content_key() {
    let server = server();
    let request = v1(&format!(
        "<c:ContentKeyList>\n<c:ContentKey kid='{KID}' explicitIV='x'/>\n<c:ContentKey kid='{}'></c:ContentKey></c:ContentKeyList>",
        KID.replace('9', "8")
    ));
    let response = post(&server, &[], &request);
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(response.header("content-type"), Some("application/xml"));
    let keys: Vec<_> = response.body.match_indices("<PlainValue>").collect();
    assert_eq!(keys.len(), 2);
    let key = between(&response.body, "<PlainValue>", "<");
    assert_eq!(STANDARD.decode(key).unwrap().len(), 16);
    assert_eq!(post(&server, &[], &request).body, response.body);
    let all = response.body.matches(key).count();
    assert_eq!(all, 1, "the other key ID has another content key");
    // nothing else has changed
    let added = format!(
        r#"<Data xmlns="urn:dashif:org:cpix"><Secret xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><PlainValue>{key}</PlainValue></Secret></Data>"#
    );
    let first = format!("<c:ContentKey kid='{KID}' explicitIV='x'>{added}</c:ContentKey>\n");
    assert!(response.body.contains(&first), "{}", response.body);
}

#[test]
fn empty_signaling_is_filled_in() {
    let server = server();
    let key_id = hex::decode(KID.replace('-', "")).unwrap();
    let pssh = |system_id, element| {
        let response = post(&server, &[], &key_and_system(system_id, element));
        assert_eq!(response.status, 200, "{}", response.body);
        STANDARD
            .decode(between(&response.body, "<c:PSSH>", "</c:PSSH>"))
            .unwrap()
    };
    let widevine = pssh(WIDEVINE, "<c:PSSH/>");
    assert_eq!(widevine[..8], *b"\0\0\0\x32pssh");
    assert_eq!(widevine[32..], [&[0x12, 16], &key_id[..]].concat());
    let common = pssh(COMMON, "<c:PSSH></c:PSSH>");
    assert_eq!(common[8], 1, "version 1 lists key IDs");
    assert_eq!(common[28..48], [&[0, 0, 0, 1], &key_id[..]].concat());
    let playready = pssh(PLAYREADY, "<c:PSSH\n/>");
    let header: Vec<u16> = playready[42..]
        .chunks(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let header = String::from_utf16(&header).unwrap();
    // uuid.UUID(KID).bytes_le of Python, in Base64
    assert_eq!(
        between(&header, "<KID>", "</KID>"),
        "llXumD7NDaIWOuOCQgxu/w=="
    );
}

#[test]
fn content_protection_is_for_an_mpd() {
    let server = server();
    let request = key_and_system(PLAYREADY, "<c:ContentProtectionData/>");
    let response = post(&server, &[], &request);
    let data = between(&response.body, "<c:ContentProtectionData>", "</");
    let data = String::from_utf8(STANDARD.decode(data).unwrap()).unwrap();
    assert!(data.starts_with(r#"<pssh xmlns="urn:mpeg:cenc:2013">"#));
    assert!(data.contains(r#"<pro xmlns="urn:microsoft:playready">"#));
}

#[test]
fn what_is_not_simulated_stays_empty() {
    let fairplay = "94ce86fb-07ff-4f43-adb8-93d2fa968ca2";
    let request = key_and_system(fairplay, "<c:URIExtXKey/>");
    let response = post(&server(), &[], &request);
    assert!(response.body.contains("<c:URIExtXKey/>"));
}

#[test]
fn a_version_2_request_gets_a_version_2_response() {
    let server = server();
    let v2 = format!(
        r#"<CPIX contentId="film" version="2.3" xmlns="urn:dashif:org:cpix"><ContentKeyList><ContentKey kid="{KID}"/></ContentKeyList></CPIX>"#
    );
    let response = post(&server, &["X-Speke-Version: 2.0"], &v2);
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(response.header("x-speke-version"), Some("2.0"));

    assert_eq!(post(&server, &[], &v2).status, 400);
    assert_logged(&server, "which requires X-Speke-Version: 2.0");
    assert_eq!(post(&server, &["X-Speke-Version: 3"], &v2).status, 400);
    assert_logged(&server, "X-Speke-Version is '3', not 2.0");
    let v1 = v1("");
    assert_eq!(post(&server, &["X-Speke-Version: 2.0"], &v1).status, 400);
    assert_logged(&server, "CPIX@contentId is missing");
}

#[test]
fn a_rejection_gives_a_reason() {
    let server = server();
    let key = format!(r#"<c:ContentKeyList><c:ContentKey kid="{KID}"/></c:ContentKeyList>"#);
    let twice = format!(r#"<c:ContentKey kid="{KID}"/>"#).repeat(2);
    let rule = r#"<c:ContentKeyUsageRuleList><c:ContentKeyUsageRule kid="00000000-0000-0000-0000-000000000000"/></c:ContentKeyUsageRuleList>"#;
    let cases = [
        ("<c:CPIX".to_owned(), "the document: "),
        ("<CPIX id='film'/>".to_owned(), "the document is not CPIX"),
        (v1(""), "the document requests no key"),
        (
            v1("<c:ContentKeyList><c:ContentKey kid='film'/></c:ContentKeyList>"),
            "line 1, ContentKey: kid is not a GUID",
        ),
        (
            v1(&format!("<c:ContentKeyList>\n{twice}</c:ContentKeyList>")),
            "line 2, ContentKey: two keys have this kid",
        ),
        (
            v1(&format!("{key}{rule}")),
            "ContentKeyUsageRule: no key has this kid",
        ),
        (
            v1(&format!("<c:DeliveryDataList/>{key}")),
            "encrypted delivery",
        ),
        (
            key_and_system(WIDEVINE, "<c:PSSH>AAAA</c:PSSH>"),
            "PSSH: the request has a value for it",
        ),
    ];
    for (body, reason) in cases {
        let response = post(&server, &[], &body);
        assert_eq!(response.status, 400, "{body}");
        assert!(response.body.contains(reason), "{}", response.body);
        assert_logged(&server, reason);
    }
}

#[test]
fn only_the_packager_gets_keys() {
    let server = server();
    let mut client = Client::new(&server);
    let response = client.send("POST /speke", &["Content-Type: application/xml"], "<x/>");
    assert_eq!(response.status, 401);
    assert!(
        response
            .header("www-authenticate")
            .unwrap()
            .contains("Basic")
    );
    let basic = format!("Authorization: Basic {}", STANDARD.encode("me:wrong"));
    assert_eq!(client.send("POST /speke", &[&basic], "<x/>").status, 401);
    assert_logged(&server, "the user name or the password is wrong");
}

#[test]
fn only_documents_are_posted() {
    let server = server();
    let basic = format!("Authorization: Basic {}", STANDARD.encode("me:p&ss wörd"));
    let mut client = Client::new(&server);
    assert_eq!(client.send("GET /speke", &[&basic], "").status, 405);
    let form = [basic.as_str(), "Content-Type: text/plain"];
    assert_eq!(client.send("POST /speke", &form, &v1("")).status, 400);
    assert_logged(&server, "Content-Type is not application/xml");
}

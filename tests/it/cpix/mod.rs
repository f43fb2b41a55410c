//! CPIX documents: read, overridden, rewritten, compared with an answer.

mod command;
mod findings;
mod hostile;
mod properties;
mod responses;
mod rewriting;

use countersign::speke::Version;
use countersign::speke::cpix::{ContentKeys, Document, Options, Overrides};
use countersign::speke::{Input, KeyId, V1, V2};

const TENANT: &str = "10d42897-a795-4fd8-a2d4-00e3ab59dece";
const V1_SAMPLE: &str = include_str!("../../samples/v1.xml");
const V1_ROTATION: &str = include_str!("../../samples/v1-rotation.xml");
const V2_SAMPLE: &str = include_str!("../../samples/v2.xml");
const V2_ANSWER: &str = include_str!("../../samples/v2-answer.xml");
const DASHIF: &str = include_str!("../../samples/dashif.xml");

/// The tenant, and a version that is given.
fn options(version: Option<Version>) -> Options<'static> {
    Options {
        version,
        ..Options::new(TENANT)
    }
}

fn read(xml: &str) -> Document<'_> {
    Document::read(xml.as_bytes()).unwrap()
}

/// A request with the new kids.
#[track_caller]
fn rewritten(xml: &str) -> String {
    let document = read(xml);
    let overrides = document.overrides(options(None)).unwrap();
    let rewritten = overrides.rewrite(ContentKeys::Refuse).unwrap();
    String::from_utf8(rewritten.bytes.to_vec()).unwrap()
}

fn guids(overrides: &Overrides<'_>) -> Vec<String> {
    overrides
        .rows
        .iter()
        .map(|row| row.key_id.to_string())
        .collect()
}

fn findings(overrides: &Overrides<'_>) -> Vec<String> {
    overrides.findings.iter().map(ToString::to_string).collect()
}

/// A request of these keys, periods and rules, one a line, the keys from line 2.
fn request(attributes: &str, keys: &str, periods: &str, rules: &str) -> String {
    format!(
        "<CPIX xmlns='urn:dashif:org:cpix' {attributes}><ContentKeyList>\n{keys}</ContentKeyList><ContentKeyPeriodList>\n{periods}\
         </ContentKeyPeriodList><ContentKeyUsageRuleList>\n{rules}</ContentKeyUsageRuleList></CPIX>"
    )
}

fn guid(n: u8) -> String {
    KeyId::from_bytes([n; 16]).to_string()
}

#[test]
fn a_v1_request_gets_the_vendors_key_id() {
    let document = read(V1_SAMPLE);
    let overrides = document.overrides(options(None)).unwrap();
    assert_eq!(guids(&overrides), ["0a1e610d-e346-0665-42b2-409580b51be6"]);
    assert_eq!(overrides.version, Version::V1);
    assert_eq!(
        (
            overrides.rows[0].line,
            overrides.rows[0].requested.to_string()
        ),
        (4, "98ee5596-cd3e-a20d-163a-e382420c6eff".to_owned())
    );
    assert!(overrides.findings.is_empty());
}

#[test]
fn rotation_takes_the_index_of_the_period_and_counts_keys_in_each() {
    let document = read(V1_ROTATION);
    let overrides = document.overrides(options(None)).unwrap();
    let expected = [
        "1524b574-dae0-c295-f48f-daaab740861f",
        "0a1e610d-e346-0665-42b2-409580b51be6",
        "7c4a33d1-2427-bfaa-eb7e-78cc46fc8ed6",
    ];
    assert_eq!(guids(&overrides), expected);
    // among all keys, they would have the indexes 1 and 2
    let told = findings(&overrides);
    assert_eq!(told.len(), 2);
    assert!(
        told[1]
            .ends_with("has key ID index 1 in its period, which is assumed, and 2 in the document")
    );
}

#[test]
fn a_v2_request_gets_the_vendors_key_ids() {
    let document = read(V2_SAMPLE);
    let overrides = document.overrides(options(None)).unwrap();
    assert_eq!(
        guids(&overrides),
        [
            "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
            "9df09430-a9b8-1304-7f09-7eb62b220d15"
        ]
    );
    assert_eq!(overrides.version, Version::V2);
    assert!(overrides.findings.is_empty());
}

#[test]
fn entities_are_decoded_and_each_keys_own_content_id_wins() {
    let document = read(DASHIF);
    let overrides = document.overrides(options(None)).unwrap();
    let first = V2 {
        tenant_id: TENANT,
        content_id: "Tom & Jérôme <1>",
        protection_scheme: "cbcs",
        content_key_period_index: u32::MAX,
        intended_track_type: "SD+HD1",
    };
    let second = V2 {
        content_id: "second",
        protection_scheme: "cenc",
        content_key_period_index: 7,
        ..first
    };
    let inputs: Vec<_> = overrides.rows.iter().map(|row| row.inputs).collect();
    assert_eq!(inputs, [Input::V2(first), Input::V2(second)]);
    assert_eq!(
        overrides.rows[0].line, 7,
        "the line of the kid, not of its element"
    );
    assert!(overrides.findings.is_empty(), "{:?}", overrides.findings);
}

#[test]
fn a_rewritten_request_differs_in_its_kids_only() {
    let samples = [
        (
            V1_SAMPLE,
            vec![(
                "98ee5596-cd3e-a20d-163a-e382420c6eff",
                "0a1e610d-e346-0665-42b2-409580b51be6",
            )],
        ),
        (
            V2_SAMPLE,
            vec![
                (
                    "53abdba2-f210-43cb-bc90-f18f9a890a02",
                    "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
                ),
                (
                    "7ae8e96f-309e-42c3-a510-24023d923373",
                    "9df09430-a9b8-1304-7f09-7eb62b220d15",
                ),
            ],
        ),
    ];
    for (sample, kids) in samples {
        for document in [
            sample.to_owned(),
            format!("\u{FEFF}{sample}"),
            sample.replace('\n', "\r\n"),
            sample.to_owned() + "<!-- end -->",
        ] {
            let expected = kids
                .iter()
                .fold(document.clone(), |text, (old, new)| text.replace(old, new));
            assert_eq!(rewritten(&document), expected);
        }
    }
}

#[test]
fn a_kid_is_rewritten_in_any_case_but_nowhere_outside_its_attributes() {
    let document = read(DASHIF);
    let overrides = document.overrides(options(None)).unwrap();
    let [first, second] = &guids(&overrides)[..] else {
        panic!()
    };
    let expected = DASHIF
        .replace(
            "kid = '40D02DD1-61A3-4787-A155-572325D47B80'",
            &format!("kid = '{first}'"),
        )
        .replace("0A30EA4F-539D-4B02-94B2-2B3FBA2576D3", second)
        .replace("40d02dd1-61a3-4787-a155-572325d47b80", first)
        .replace("0a30ea4f-539d-4b02-94b2-2b3fba2576d3", second);
    assert_eq!(rewritten(DASHIF), expected);
}

#[test]
fn white_space_around_the_equals_sign_may_be_long() {
    for space in [" ".repeat(300), "\r\n\t".repeat(30_000)] {
        let document = V2_SAMPLE.replace(" kid=", &format!("{space}kid{space}={space}"));
        let expected = document
            .replace(
                "53abdba2-f210-43cb-bc90-f18f9a890a02",
                "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
            )
            .replace(
                "7ae8e96f-309e-42c3-a510-24023d923373",
                "9df09430-a9b8-1304-7f09-7eb62b220d15",
            );
        assert!(rewritten(&document) == expected);
    }
}

#[test]
fn a_rewritten_request_asks_for_what_it_gets() {
    for sample in [V1_SAMPLE, V1_ROTATION, V2_SAMPLE, DASHIF] {
        let xml = rewritten(sample);
        let document = read(&xml);
        let again = document.overrides(options(None)).unwrap();
        assert!(again.rows.iter().all(|row| row.requested == row.key_id));
        assert_eq!(rewritten(&xml), xml);
    }
}

#[test]
fn only_elements_of_the_namespace_in_their_place_count() {
    let kid = guid(1);
    let document = format!(
        "<a:CPIX xmlns:a='urn:dashif&#x3A;org:cpix' xmlns:b='urn:b' id='x'><a:ContentKey kid='no'/><b:ContentKeyList><a:ContentKey kid='no'/>\
         </b:ContentKeyList><a:ContentKeyList xmlns:b='urn:dashif:org:cpix'><ContentKey kid='no'/><b:ContentKey b:kid='no' kid='{kid}'/>\
         <b:ContentKey xmlns:b='urn:c' kid='no'/></a:ContentKeyList></a:CPIX>"
    );
    let kids: Vec<_> = read(&document)
        .keys
        .iter()
        .map(|key| key.kid.name.to_string())
        .collect();
    assert_eq!(kids, [kid]);
}

#[test]
fn the_version_is_told_by_the_document_or_the_caller() {
    let key = format!("<ContentKey kid='{}'/>", guid(1));
    let rule = format!("<ContentKeyUsageRule kid='{}'/>", guid(1));
    let told = |attributes: &str, key: &str, rule: &str| {
        read(&request(attributes, key, "", rule)).speke_version()
    };
    assert_eq!(told("id='x'", &key, ""), None);
    assert_eq!(told("id='x'", &key, &rule), Some(Version::V1));
    assert_eq!(
        told(
            "id='x'",
            &key,
            &rule.replace("/>", " intendedTrackType='ALL'/>")
        ),
        Some(Version::V2)
    );
    assert_eq!(
        told(
            "id='x'",
            &key.replace("/>", " commonEncryptionScheme='cenc'/>"),
            ""
        ),
        Some(Version::V2)
    );
    assert_eq!(
        told("id='x'", &key.replace("/>", " contentId='y'/>"), ""),
        Some(Version::V2)
    );
    assert_eq!(told("contentId='x'", &key, ""), Some(Version::V2));
    assert_eq!(told("id='x' version='2.3'", &key, ""), Some(Version::V2));
    assert_eq!(read(V1_SAMPLE).speke_version(), Some(Version::V1));

    let document = read(V1_SAMPLE);
    let overrides = document.overrides(options(Some(Version::V2))).unwrap();
    assert!(matches!(
        overrides.rows[0].inputs,
        Input::V2(V2 {
            protection_scheme: "cenc",
            intended_track_type: "ALL",
            ..
        })
    ));
    let error = read(V2_SAMPLE)
        .overrides(options(Some(Version::V1)))
        .unwrap_err();
    assert!(
        error.to_string().starts_with("line 2: no content ID"),
        "{error}"
    );
}

#[test]
fn the_key_id_index_of_v1_is_the_place_of_the_key() {
    let keys: String = (1..=3)
        .map(|n| format!("<ContentKey kid='{}'/>\n", guid(n)))
        .collect();
    let xml = request("id='x'", &keys, "", "");
    let document = read(&xml);
    let overrides = document.overrides(options(Some(Version::V1))).unwrap();
    let expected = |key_id_index| {
        Input::V1(V1 {
            tenant_id: TENANT,
            content_id: "x",
            content_key_period_index: 0,
            key_id_index,
        })
    };
    assert_eq!(
        overrides
            .rows
            .iter()
            .map(|row| row.inputs)
            .collect::<Vec<_>>(),
        [expected(0), expected(1), expected(2)]
    );
    assert!(
        overrides
            .rows
            .iter()
            .all(|row| row.key_id == row.inputs.key_id())
    );
}

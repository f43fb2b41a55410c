//! An answer beside the overrides of its request.

use countersign::speke::KeyId;
use countersign::speke::cpix::{Comparison, ContentKeys, Document, Settings, Status};

use super::{TENANT, V1_SAMPLE, V2_ANSWER, V2_SAMPLE, read};

const VIDEO: &str = "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a";
const AUDIO: &str = "9DF09430-A9B8-1304-7F09-7EB62B220D15";
const REQUESTED_VIDEO: &str = "53abdba2-f210-43cb-bc90-f18f9a890a02";

fn compare(answer: &str, check: impl FnOnce(Comparison<'_>)) {
    let request = read(V2_SAMPLE);
    let overrides = request.overrides(&Settings::new(TENANT)).unwrap();
    check(overrides.compare(&read(answer)));
}

fn statuses(comparison: &Comparison<'_>) -> Vec<Status> {
    comparison.checks.iter().map(|check| check.status).collect()
}

fn findings(comparison: &Comparison<'_>) -> Vec<String> {
    comparison
        .findings
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn an_answer_with_every_key_id_agrees() {
    compare(V2_ANSWER, |comparison| {
        assert_eq!(statuses(&comparison), [Status::Found, Status::Found]);
        let audio: KeyId = AUDIO.parse().unwrap();
        assert_eq!(
            comparison.checks[1].found.map(|kid| (kid.key_id, kid.line)),
            Some((Some(audio), 11))
        );
        assert_eq!(comparison.checks[1].expected.key_id, audio);
        assert!(comparison.agrees(), "{comparison:?}");
    });
}

#[test]
fn the_other_byte_order_the_requested_kid_and_a_missing_key_are_told_apart() {
    let swapped = VIDEO.parse::<KeyId>().unwrap().swapped();
    let other = V2_ANSWER.replace(VIDEO, &swapped.to_string());
    compare(&other, |comparison| {
        assert_eq!(
            statuses(&comparison),
            [Status::OtherByteOrder, Status::Found]
        );
        assert_eq!(
            comparison.checks[0].found.map(|kid| (kid.key_id, kid.line)),
            Some((Some(swapped), 4))
        );
        assert!(comparison.unexpected.is_empty() && !comparison.agrees());
    });
    compare(&V2_ANSWER.replace(VIDEO, REQUESTED_VIDEO), |comparison| {
        assert_eq!(statuses(&comparison), [Status::Requested, Status::Found]);
        assert!(comparison.unexpected.is_empty() && !comparison.agrees());
    });
    compare(
        &V2_ANSWER.replace(VIDEO, "00000000-0000-0000-0000-000000000000"),
        |comparison| {
            assert_eq!(statuses(&comparison), [Status::Missing, Status::Found]);
            assert_eq!(comparison.checks[0].found, None);
            assert_eq!(
                comparison
                    .unexpected
                    .iter()
                    .map(|kid| (kid.key_id, kid.line))
                    .collect::<Vec<_>>(),
                [(Some(KeyId::from_bytes([0; 16])), 4)]
            );
        },
    );
}

#[test]
fn a_key_too_many_and_kids_that_no_key_has_are_told() {
    let more = format!("<cpix:ContentKey kid='{REQUESTED_VIDEO}'/>\n\t</cpix:ContentKeyList>");
    let answer = V2_ANSWER
        .replace("</cpix:ContentKeyList>", &more)
        .replace("DRMSystem kid=\"bc8b57c8", "DRMSystem kid=\"bc8b57c9")
        .replace("Rule kid=\"9df09430", "Rule kid=\"9df09431");
    compare(&answer, |comparison| {
        assert_eq!(statuses(&comparison), [Status::Found, Status::Found]);
        assert_eq!(comparison.unexpected[0].to_string(), REQUESTED_VIDEO);
        let expected = [
            "line 2: missing from the response: DRMSystem of FairPlay for key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
            "line 2: missing from the response: ContentKeyUsageRule for key 9df09430-a9b8-1304-7f09-7eb62b220d15",
            "line 21: a DRMSystem for bc8b57c9-6a1e-1b58-5235-d8be6ce5602a, a kid that no key has",
            "line 32: a ContentKeyUsageRule for 9df09431-a9b8-1304-7f09-7eb62b220d15, a kid that no key has",
        ];
        assert_eq!(findings(&comparison), expected);
        assert!(!comparison.agrees());
    });
}

#[test]
fn an_answer_for_something_else_is_told() {
    let answer = V2_ANSWER
        .replace("contentId=\"test_content\"", "contentId=\"other\"")
        .replace(
            "commonEncryptionScheme=\"cenc\">",
            "commonEncryptionScheme=\"cbcs\">",
        )
        .replace("\"VIDEO\"", "\"audio\"")
        .replace("\"AUDIO\"", "\"VIDEO\"");
    compare(&answer, |comparison| {
        let expected = [
            "line 2: the content ID is \"other\", and \"test_content\" in the request",
            "line 11: the protection scheme of key 9df09430-a9b8-1304-7f09-7eb62b220d15 is \"cbcs\", and \"cenc\" in the request",
            "line 28: the track type of key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a is \"audio\", and \"VIDEO\" in the request",
            "line 31: the track type of key 9df09430-a9b8-1304-7f09-7eb62b220d15 is \"VIDEO\", and \"AUDIO\" in the request",
        ];
        assert_eq!(findings(&comparison), expected);
        assert!(!comparison.agrees());
    });
}

#[test]
fn a_request_rewritten_is_an_answer_that_agrees() {
    for sample in [V1_SAMPLE, V2_SAMPLE, super::V1_ROTATION, super::DASHIF] {
        let request = read(sample);
        let overrides = request.overrides(&Settings::new(TENANT)).unwrap();
        let rewritten = overrides.rewrite(ContentKeys::Refuse).unwrap().document;
        assert!(
            overrides
                .compare(&Document::read(&rewritten).unwrap())
                .agrees()
        );
        assert!(!overrides.compare(&request).agrees());
    }
}

#[test]
fn content_keys_are_never_shown() {
    let answer = read(V2_ANSWER);
    assert!(!format!("{answer:?}").contains("c2VjcmV0"));
    let key = "c2VjcmV0LXNhbXBsZS0xMg==";
    let broken = [
        V2_ANSWER.replace(key, &format!("{key}&{key};")),
        V2_ANSWER.replace(key, &format!("{key}<{key}>")),
        V2_ANSWER.replace(key, &format!("{key}</{key}>")),
        V2_ANSWER.replace(key, &format!("<!{key}>")),
        V2_ANSWER.replace(
            "kid=\"bc8b57c8-6a1e-1b58-5235-d8be6ce5602a\" common",
            "kid=\"bc8b57c8 common",
        ),
        V2_ANSWER.replace(
            "explicitIV=\"OFj2IjCsPJFfMAxmQxLGPw==\"",
            "explicitIV=\"OFj2IjCsPJFfMAxmQxLGPw==",
        ),
        V2_ANSWER.replace("</pskc:PlainValue>", ""),
    ];
    for document in &broken {
        let error = Document::read(document.as_bytes()).unwrap_err();
        assert!(
            !format!("{error} {error:?}").contains("c2VjcmV0"),
            "{error}"
        );
    }
}

/// What is found in the rewritten request after an edit.
#[track_caller]
fn after(sample: &str, old: &str, new: &str) -> Vec<String> {
    let request = read(sample);
    let overrides = request.overrides(&Settings::new(TENANT)).unwrap();
    let rewritten = overrides.rewrite(ContentKeys::Refuse).unwrap().document;
    let rewritten = String::from_utf8(rewritten).unwrap();
    assert!(rewritten.contains(old), "{rewritten}");
    let edited = rewritten.replacen(old, new, 1);
    let edited = read(&edited);
    let comparison = overrides.compare(&edited);
    assert!(!comparison.agrees());
    findings(&comparison)
}

#[test]
fn another_period_index_is_told() {
    let found = after(super::V1_ROTATION, "index=\"11425\"", "index=\"11426\"");
    let expected = [
        "line 2: missing from the response: ContentKeyPeriod with index 11425",
        "line 20: not in the request: ContentKeyPeriod with index 11426",
        "line 24: the period index of key 1524b574-dae0-c295-f48f-daaab740861f is \"11426\", and \"11425\" in the request",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_key_in_another_period_is_told() {
    let found = after(
        super::V1_ROTATION,
        "periodId=\"keyPeriod_a\"",
        "periodId=\"keyPeriod_b\"",
    );
    assert_eq!(
        found,
        [
            "line 24: the period index of key 1524b574-dae0-c295-f48f-daaab740861f is \"0\", and \"11425\" in the request"
        ]
    );
}

#[test]
fn a_missing_content_id_is_told() {
    let expected = ["line 2: the content ID is missing, and \"test_content\" in the request"];
    assert_eq!(after(V2_SAMPLE, "contentId=\"test_content\"", ""), expected);
    assert_eq!(after(V1_SAMPLE, " id=", " name=").len(), 1);
    let assumed = V2_SAMPLE.replace("contentId=", "id=");
    assert_eq!(
        after(&assumed, "id=\"test_content\"", "id=\"other\"").len(),
        1
    );
    let of_key = after(super::DASHIF, "contentId='second'", "contentId='third'");
    assert_eq!(
        of_key,
        [
            "line 9: the content ID of key 12ccd3c6-e441-0779-09c1-355fec872a5f is \"third\", and \"second\" in the request"
        ]
    );
}

#[test]
fn every_drm_system_is_compared() {
    let playready = "9a04f079-9840-4286-ab92-e65be0885f95";
    let found = after(V1_SAMPLE, "edef8ba9-79d6-4ace-a3c8-27dcd51d21ed", playready);
    let kid = "0a1e610d-e346-0665-42b2-409580b51be6";
    let expected = [
        format!("line 2: missing from the response: DRMSystem of Widevine for key {kid}"),
        format!("line 14: not in the request: DRMSystem of PlayReady for key {kid}"),
    ];
    assert_eq!(found, expected);
    assert_eq!(
        after(
            V1_SAMPLE,
            "</cpix:DRMSystemList>",
            "<cpix:DRMSystem kid='0a1e610d-e346-0665-42b2-409580b51be6'/></cpix:DRMSystemList>"
        )
        .len(),
        1
    );
    let request = read(V1_SAMPLE);
    let overrides = request.overrides(&Settings::new(TENANT)).unwrap();
    let rewritten = overrides.rewrite(ContentKeys::Refuse).unwrap().document;
    let upper = String::from_utf8(rewritten)
        .unwrap()
        .replace("edef8ba9-79d6-4ace-a3c8", "EDEF8BA9-79D6-4ACE-A3C8");
    assert!(
        overrides.compare(&read(&upper)).agrees(),
        "case does not matter"
    );
}

#[test]
fn every_usage_rule_is_compared() {
    let audio = "9df09430-a9b8-1304-7f09-7eb62b220d15";
    let end = "</cpix:ContentKeyUsageRuleList>";
    let more = format!("<cpix:ContentKeyUsageRule kid='{audio}' intendedTrackType='HD'/>{end}");
    let found = after(V2_SAMPLE, end, &more);
    let expected = format!("line 24: not in the request: ContentKeyUsageRule for key {audio}");
    assert_eq!(found, [expected]);
    let found = after(V2_SAMPLE, " intendedTrackType=\"AUDIO\"", "");
    assert_eq!(
        found,
        [
            "line 21: the track type of key 9df09430-a9b8-1304-7f09-7eb62b220d15 is missing, and \"AUDIO\" in the request"
        ]
    );
    let request = read(V2_SAMPLE);
    let overrides = request.overrides(&Settings::new(TENANT)).unwrap();
    let without = V2_ANSWER.replace("UsageRuleList", "NoList");
    let found = findings(&overrides.compare(&read(&without)));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("missing from the response"), "{found:?}");
}

//! An answer beside the overrides of its request.

use countersign::speke::KeyId;
use countersign::speke::cpix::{Comparison, Document, Status};

use super::{TENANT, V1_SAMPLE, V2_ANSWER, V2_SAMPLE, read};

const VIDEO: &str = "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a";
const AUDIO: &str = "9DF09430-A9B8-1304-7F09-7EB62B220D15";
const REQUESTED_VIDEO: &str = "53abdba2-f210-43cb-bc90-f18f9a890a02";

fn compare(answer: &str, check: impl FnOnce(Comparison<'_>)) {
    let request = read(V2_SAMPLE);
    let overrides = request.overrides(TENANT, None).unwrap();
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
        assert_eq!(comparison.checks[1].found, Some((audio, 11)));
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
        assert_eq!(comparison.checks[0].found, Some((swapped, 4)));
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
                [(KeyId::from_bytes([0; 16]), 4)]
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
        assert_eq!(comparison.unexpected[0].key_id.to_string(), REQUESTED_VIDEO);
        let expected = [
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
            "line 2: the content id is \"other\", and \"test_content\" in the request",
            "line 11: the protection scheme is \"cbcs\", and \"cenc\" in the request",
            "line 28: the track type is \"audio\", and \"VIDEO\" in the request",
            "line 31: the track type is \"VIDEO\", and \"AUDIO\" in the request",
        ];
        assert_eq!(findings(&comparison), expected);
        assert!(!comparison.agrees());
    });
}

#[test]
fn a_request_rewritten_is_an_answer_that_agrees() {
    for sample in [V1_SAMPLE, V2_SAMPLE, super::V1_ROTATION, super::DASHIF] {
        let request = read(sample);
        let overrides = request.overrides(TENANT, None).unwrap();
        let rewritten = overrides.rewrite().unwrap();
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

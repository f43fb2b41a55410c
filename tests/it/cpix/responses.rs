//! An answer beside the overrides of its request.

use countersign::speke::cpix::{Comparison, Document, Name, Status};
use countersign::speke::{Form, KeyId};

use super::{V1_SAMPLE, V2_ANSWER, V2_SAMPLE, guid, options, read, request, rewritten};

const VIDEO: &str = "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a";
const AUDIO: &str = "9DF09430-A9B8-1304-7F09-7EB62B220D15";
const REQUESTED_VIDEO: &str = "53abdba2-f210-43cb-bc90-f18f9a890a02";

fn compare(answer: &str, check: impl FnOnce(Comparison<'_>)) {
    let request = read(V2_SAMPLE);
    let overrides = request.overrides(options(None)).unwrap();
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
        assert_eq!(comparison.checks[1].found, Some((Name::KeyId(audio), 11)));
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
        assert_eq!(comparison.checks[0].found, Some((Name::KeyId(swapped), 4)));
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
                    .map(|kid| (kid.name.key_id(), kid.line))
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
        assert_eq!(comparison.unexpected[0].name.to_string(), REQUESTED_VIDEO);
        let expected = [
            "line 4: the response has no DRMSystem of FairPlay for key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
            "line 11: the response has no ContentKeyUsageRule for key 9df09430-a9b8-1304-7f09-7eb62b220d15 with track type AUDIO, filter AudioFilter",
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
        let overrides = request.overrides(options(None)).unwrap();
        let rewritten = rewritten(sample);
        assert!(overrides.compare(&read(&rewritten)).agrees());
        assert!(!overrides.compare(&request).agrees());
    }
}

#[test]
fn content_keys_are_never_shown() {
    let answer = read(V2_ANSWER);
    let shown = format!("{answer:?}");
    assert!(shown.contains("test_content") && !shown.contains("c2VjcmV0"));
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

/// A response to the sample, in which everything is as it should be but for what is replaced.
#[track_caller]
fn differs(replacements: &[(&str, &str)], expected: &[&str]) {
    let response = replacements
        .iter()
        .fold(V2_ANSWER.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
    compare(&response, |comparison| {
        assert_eq!(statuses(&comparison), [Status::Found, Status::Found]);
        assert_eq!(findings(&comparison), expected);
        assert!(!comparison.agrees());
    });
}

#[test]
fn what_the_response_leaves_out_is_a_difference() {
    differs(
        &[(" contentId=\"test_content\"", "")],
        &["line 2: the content ID is missing, and \"test_content\" in the request"],
    );
    differs(
        &[(" commonEncryptionScheme=\"cenc\"", "")],
        &[
            "line 4: the protection scheme of key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a is missing, and \"cenc\" in the request",
        ],
    );
    differs(
        &[(" intendedTrackType=\"VIDEO\"", "")],
        &[
            "line 28: the track type of key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a is missing, and \"VIDEO\" in the request",
        ],
    );
}

#[test]
fn a_response_without_rules_or_drm_systems_differs() {
    let cut = |list: &str| {
        let (before, rest) = V2_ANSWER.split_once(&format!("<cpix:{list}>")).unwrap();
        let (_, after) = rest.split_once(&format!("</cpix:{list}>")).unwrap();
        before.to_owned() + after
    };
    compare(&cut("DRMSystemList"), |comparison| {
        let expected = [
            "line 4: the response has no DRMSystem of FairPlay for key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
            "line 11: the response has no DRMSystem of Widevine for key 9df09430-a9b8-1304-7f09-7eb62b220d15",
        ];
        assert_eq!(findings(&comparison), expected);
    });
    compare(&cut("ContentKeyUsageRuleList"), |comparison| {
        let expected = [
            "line 4: the response has no ContentKeyUsageRule for key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a with track type VIDEO, filter VideoFilter",
            "line 11: the response has no ContentKeyUsageRule for key 9df09430-a9b8-1304-7f09-7eb62b220d15 with track type AUDIO, filter AudioFilter",
        ];
        assert_eq!(findings(&comparison), expected);
    });
}

/// With each of thousands, the findings would take a gigabyte.
#[test]
fn keys_that_get_one_key_id_are_compared_with_its_key_once() {
    let keys = [1, 2, 3].map(|n| format!("<ContentKey kid='{}'/>\n", guid(n)));
    let request = request("contentId='c'", &keys.concat(), "", "");
    let request = read(&request);
    let overrides = request.overrides(options(None)).unwrap();
    let kid = overrides.rows[0].key_id.to_string();
    let systems: String = ["a", "b"]
        .map(|id| format!("<DRMSystem kid='{kid}' systemId='{id}'/>\n"))
        .concat();
    let answer = format!(
        "<CPIX xmlns='urn:dashif:org:cpix' contentId='c'><ContentKeyList><ContentKey kid='{kid}'/></ContentKeyList>\n\
         <DRMSystemList>{systems}</DRMSystemList></CPIX>"
    );
    let comparison = overrides.compare(&read(&answer));
    assert_eq!(statuses(&comparison), [Status::Found; 3]);
    let expected = [(2, "a"), (3, "b")].map(|(line, id)| {
        format!("line {line}: the request has no DRMSystem of {id} for key {kid}")
    });
    assert_eq!(findings(&comparison), expected);
}

#[test]
fn another_drm_system_rule_or_filter_is_a_difference() {
    differs(
        &[(
            "94ce86fb-07ff-4f43-adb8-93d2fa968ca2",
            "9A04F079-9840-4286-AB92-E65BE0885F95",
        )],
        &[
            "line 4: the response has no DRMSystem of FairPlay for key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
            "line 20: the request has no DRMSystem of PlayReady for key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
        ],
    );
    differs(
        &[(
            "<cpix:VideoFilter/>",
            "<cpix:VideoFilter maxPixels='1' a='2'/>",
        )],
        &[
            "line 28: the filter of key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a is \"VideoFilter a='2' maxPixels='1'\", and \"VideoFilter\" in the request",
        ],
    );
    differs(
        &[(
            "<cpix:ContentKeyUsageRuleList>",
            "<cpix:ContentKeyUsageRuleList><cpix:ContentKeyUsageRule kid='bc8b57c8-6a1e-1b58-5235-d8be6ce5602a' intendedTrackType='SD'/>",
        )],
        &[
            "line 27: the request has no ContentKeyUsageRule for key bc8b57c8-6a1e-1b58-5235-d8be6ce5602a with track type SD",
        ],
    );
    // the case of a system ID does not matter, nor does the order of anything
    let other_case = V2_ANSWER.replace("94ce86fb-07ff-4f43", "94CE86FB-07FF-4F43");
    compare(&other_case, |comparison| assert!(comparison.agrees()));
}

#[test]
fn periods_are_compared_by_their_index() {
    let answer = rewritten(super::V1_ROTATION);
    let request = read(super::V1_ROTATION);
    let overrides = request.overrides(options(None)).unwrap();
    let found = |replacements: [(&str, &str); 2]| {
        let response = replacements
            .iter()
            .fold(answer.clone(), |text, (from, to)| text.replace(from, to));
        findings(&overrides.compare(&read(&response)))
    };
    let renamed = found([("keyPeriod_a", "a"), ("keyPeriod_b", "b")]);
    assert!(renamed.is_empty(), "{renamed:?}");
    assert_eq!(
        found([("index=\"11425\"", "index=\"11426\""), ("", "")]),
        [
            "line 2: the response has no ContentKeyPeriod with index 11425",
            "line 20: the request has no ContentKeyPeriod with index 11426",
            "line 24: the period index of key 1524b574-dae0-c295-f48f-daaab740861f is \"11426\", and \"11425\" in the request",
        ]
    );
    assert_eq!(
        found([
            ("id=\"keyPeriod_a\"", "id='b'"),
            ("periodId=\"keyPeriod_a\"", "periodId='keyPeriod_b'")
        ]),
        [
            "line 24: the period index of key 1524b574-dae0-c295-f48f-daaab740861f is \"0\", and \"11425\" in the request"
        ]
    );
}

#[test]
fn a_response_of_another_content_id_differs_in_v1_too() {
    let request = read(V1_SAMPLE);
    let overrides = request.overrides(options(None)).unwrap();
    let response = rewritten(V1_SAMPLE).replace("id=\"bd99", "id=\"bd98");
    let comparison = overrides.compare(&read(&response));
    let expected = "line 2: the content ID is \"bd98b041-4353-4b7a-9533-f36ee752b735\", and \"bd99b041-4353-4b7a-9533-f36ee752b735\" in the request";
    assert_eq!(findings(&comparison), [expected]);
}

#[test]
fn without_a_content_id_in_the_request_that_of_v2_is_the_id_of_the_document() {
    let key = format!("<ContentKey kid='{}'/>\n", guid(1));
    let xml = request("id='film' version='2.3'", &key, "", "");
    let request = read(&xml);
    let overrides = request.overrides(options(None)).unwrap();
    let response = rewritten(&xml).replace("id='film'", "id='other'");
    let expected = "line 1: the content ID is \"other\", and \"film\" in the request";
    assert_eq!(findings(&overrides.compare(&read(&response))), [expected]);
}

/// With other systems, 16 bytes may be a content key.
#[test]
fn a_key_id_alone_in_the_uri_of_widevine_is_compared() {
    let key_id: KeyId = VIDEO.parse().unwrap();
    let uri = format!("data:;base64,{}", key_id.to_form(Form::Base64));
    differs(
        &[(
            "<cpix:PSSH>AAAAAA==</cpix:PSSH>",
            &super::rewriting::element("URIExtXKey", uri),
        )],
        &[
            "line 24: the URIExtXKey of key 9df09430-a9b8-1304-7f09-7eb62b220d15 has key ID bc8b57c8-6a1e-1b58-5235-d8be6ce5602a in it",
        ],
    );
}

#[test]
fn a_pssh_of_another_key_is_a_difference() {
    let pssh = |key_id: &str| super::rewriting::element_with_pssh(key_id);
    let swapped = AUDIO.parse::<KeyId>().unwrap().swapped().to_string();
    differs(
        &[("<cpix:PSSH>AAAAAA==</cpix:PSSH>", &pssh(VIDEO))],
        &[
            "line 24: the PSSH of key 9df09430-a9b8-1304-7f09-7eb62b220d15 has key ID bc8b57c8-6a1e-1b58-5235-d8be6ce5602a in it",
        ],
    );
    differs(
        &[("<cpix:PSSH>AAAAAA==</cpix:PSSH>", &pssh(&swapped))],
        &[
            "line 24: the PSSH of key 9df09430-a9b8-1304-7f09-7eb62b220d15 has key ID 3094f09d-b8a9-0413-7f09-7eb62b220d15 in it, the same in the other byte order",
        ],
    );
    let right = V2_ANSWER.replace("<cpix:PSSH>AAAAAA==</cpix:PSSH>", &pssh(AUDIO));
    compare(&right, |comparison| assert!(comparison.agrees()));
}

#[test]
fn a_server_that_kept_the_kids_differs_in_nothing_else() {
    let request = read(V2_SAMPLE);
    let overrides = request.overrides(options(None)).unwrap();
    let comparison = overrides.compare(&request);
    assert_eq!(
        statuses(&comparison),
        [Status::Requested, Status::Requested]
    );
    assert!(comparison.findings.is_empty(), "{:?}", comparison.findings);
}

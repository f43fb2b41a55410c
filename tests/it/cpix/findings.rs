//! What is doubtful or wrong in a request, with its line.

use countersign::speke::Version;
use countersign::speke::cpix::{ContentKeys, KeyIndexOrder, Settings};
use countersign::speke::{Input, V1, V2};

use super::{TENANT, V1_SAMPLE, V2_SAMPLE, findings, guid, read, request, settings};

const V2_FRAME: &str = "contentId='x' version='2.3'";

fn key(n: u8) -> String {
    format!(
        "<ContentKey kid='{}' commonEncryptionScheme='cenc'/>\n",
        guid(n)
    )
}

fn rule(n: u8, track_type: &str, periods: &[&str]) -> String {
    let filters: String = periods
        .iter()
        .map(|id| format!("<KeyPeriodFilter periodId='{id}'/>"))
        .collect();
    format!(
        "<ContentKeyUsageRule kid='{}' {track_type}>{filters}</ContentKeyUsageRule>\n",
        guid(n)
    )
}

fn period(id: &str, index: u32) -> String {
    format!("<ContentKeyPeriod id='{id}' index='{index}'/>\n")
}

fn typed(track_type: &str) -> String {
    format!("intendedTrackType='{track_type}'")
}

/// The findings of a request, and its rows as messages without the tenant.
#[track_caller]
fn of(xml: &str, version: Option<Version>) -> (Vec<String>, Vec<String>) {
    let document = read(xml);
    let overrides = document.overrides(&settings(version)).unwrap();
    (
        findings(&overrides),
        overrides
            .rows
            .iter()
            .map(|row| row.inputs.message().replace(TENANT, ""))
            .collect(),
    )
}

fn rewrite_error(xml: &str) -> String {
    read(xml)
        .overrides(&Settings::new(TENANT))
        .unwrap()
        .rewrite(ContentKeys::Refuse)
        .unwrap_err()
        .to_string()
}

#[test]
fn one_track_type_for_two_keys_is_an_error() {
    let xml = request(
        V2_FRAME,
        &(key(1) + &key(2)),
        "",
        &(rule(1, &typed("VIDEO"), &[]) + &rule(2, &typed("VIDEO"), &[])),
    );
    let expected = format!(
        "line 3: key {} and key {} on line 2 are both for track type \"VIDEO\" in period 0, and would get one key ID",
        guid(2),
        guid(1)
    );
    assert_eq!(of(&xml, None).0, [expected.as_str()]);
    assert_eq!(rewrite_error(&xml), expected);
    let other_scheme = xml.replacen("cenc", "cbcs", 1);
    assert!(
        of(&other_scheme, None).0.is_empty(),
        "two schemes are two key IDs"
    );
}

#[test]
fn inputs_that_are_one_text_without_separators_are_an_error() {
    // period 1, key 10 and period 11, key 0
    let keys: String = (1..=12).map(key).collect();
    let rules: String = (1..=12)
        .map(|n| rule(n, "", &[if n < 12 { "p1" } else { "p11" }]))
        .collect();
    let xml = request(
        "id='x'",
        &keys,
        &(period("p1", 1) + &period("p11", 11)),
        &rules,
    );
    let (found, messages) = of(&xml, Some(Version::V1));
    assert_eq!(messages[10], messages[11]);
    assert_eq!(found.len(), 2);
    assert!(
        found[1].starts_with(&format!(
            "line 13: key {} and key {} on line 12 would get one key ID, ",
            guid(12),
            guid(11)
        )),
        "{found:?}"
    );
}

#[test]
fn dangling_references_are_told() {
    let xml = V2_SAMPLE
        .replace("DRMSystem kid=\"53abdba2", "DRMSystem kid=\"00000000")
        .replace("\"AUDIO\" kid=\"7ae8e96f", "\"AUDIO\" kid=\"11111111")
        .replace(
            "<cpix:VideoFilter/>",
            "<cpix:KeyPeriodFilter periodId='gone'/>",
        );
    let (found, messages) = of(&xml, None);
    let expected = [
        "line 4: nothing tells which period key 53abdba2-f210-43cb-bc90-f18f9a890a02 is for",
        "line 5: key 7ae8e96f-309e-42c3-a510-24023d923373 has no intendedTrackType, ALL is assumed",
        "line 8: a DRMSystem for 00000000-f210-43cb-bc90-f18f9a890a02, a kid that no key has",
        "line 19: a KeyPeriodFilter for \"gone\", an id that no period has",
        "line 21: a ContentKeyUsageRule for 11111111-309e-42c3-a510-24023d923373, a kid that no key has",
    ];
    assert_eq!(found, expected);
    assert_eq!(messages, ["test_contentcenc0ALL"]);
    assert_eq!(rewrite_error(&xml), expected[0]);
}

#[test]
fn a_kid_that_no_key_has_is_left_alone() {
    let xml = V1_SAMPLE.replace(
        "98ee5596-cd3e-a20d-163a-e382420c6eff\" systemId=\"edef",
        "98EE5596-cd3e-a20d-163a-e382420c6efe\" systemId=\"edef",
    );
    let rewritten = String::from_utf8(
        read(&xml)
            .overrides(&Settings::new(TENANT))
            .unwrap()
            .rewrite(ContentKeys::Refuse)
            .unwrap()
            .document,
    )
    .unwrap();
    assert_eq!(
        rewritten,
        xml.replace(
            "98ee5596-cd3e-a20d-163a-e382420c6eff",
            "0a1e610d-e346-0665-42b2-409580b51be6"
        )
    );
}

#[test]
fn two_keys_of_one_kid_are_an_error_and_the_first_counts() {
    let xml = request(
        V2_FRAME,
        &(key(1)
            + &key(1)
                .to_uppercase()
                .replace("CONTENTKEY KID", "ContentKey kid")
                .replace("COMMONENCRYPTIONSCHEME='CENC'", "")),
        "",
        &rule(1, &typed("HD"), &[]),
    );
    let (found, messages) = of(&xml, None);
    assert_eq!(
        found,
        [format!(
            "line 3: kid {} is also that of the key on line 2",
            guid(1)
        )]
    );
    assert_eq!(messages, ["xcenc0HD"]);
    assert_eq!(rewrite_error(&xml), found[0]);
}

#[test]
fn a_key_of_several_periods_or_track_types_has_a_row_for_each_and_no_rewriting() {
    let periods = period("a", 5) + &period("b", 6);
    let both = request(
        V2_FRAME,
        &key(1),
        &periods,
        &rule(1, &typed("VIDEO"), &["a", "b", "a"]),
    );
    let (found, messages) = of(&both, None);
    assert_eq!(messages, ["xcenc5VIDEO", "xcenc6VIDEO"]);
    assert_eq!(
        found,
        [format!(
            "line 2: key {} is for several periods or track types, each of which has a key ID of its own",
            guid(1)
        )]
    );
    assert_eq!(
        rewrite_error(&both),
        format!(
            "line 2: key {} is for several periods or track types, and cannot be rewritten to one key ID",
            guid(1)
        )
    );

    let tracks = request(
        V2_FRAME,
        &key(1),
        "",
        &(rule(1, &typed("VIDEO"), &[]) + &rule(1, &typed("AUDIO"), &[])),
    );
    assert_eq!(of(&tracks, None).1, ["xcenc0VIDEO", "xcenc0AUDIO"]);
    assert!(rewrite_error(&tracks).contains("several"));

    let v1 = request(
        "id='x'",
        &key(1),
        "",
        &(rule(1, "", &[]) + &rule(1, "", &[])),
    );
    assert_eq!(
        of(&v1, Some(Version::V1)),
        (vec![], vec!["x00".to_owned()]),
        "version 1 has no track types"
    );
}

#[test]
fn what_version_2_lacks_is_assumed_aloud() {
    let xml = request(
        "id='x' version='2.9'",
        &key(1).replace("commonEncryptionScheme='cenc'", ""),
        "",
        "",
    );
    let expected = [
        "line 1: CPIX version \"2.9\" is unknown".to_owned(),
        "line 1: no contentId, CPIX@id is used instead".to_owned(),
        format!(
            "line 2: key {} has no commonEncryptionScheme, cenc is assumed",
            guid(1)
        ),
        format!(
            "line 2: key {} has no intendedTrackType, ALL is assumed",
            guid(1)
        ),
    ];
    assert_eq!(
        of(&xml, None),
        (expected.to_vec(), vec!["xcenc0ALL".to_owned()])
    );
    let xml = request("version='2.3'", &key(1), "", "");
    assert!(
        read(&xml)
            .overrides(&Settings::new(TENANT))
            .unwrap_err()
            .to_string()
            .starts_with("line 1: no content ID")
    );
}

#[test]
fn an_unknown_version_is_told_unless_the_caller_knows() {
    let xml = request(
        "id='x'",
        &format!("<ContentKey kid='{}'/>\n", guid(1)),
        "",
        "",
    );
    assert_eq!(
        of(&xml, None),
        (
            vec!["line 1: nothing here tells SPEKE v1 from v2, v1 is assumed".to_owned()],
            vec!["x00".to_owned()]
        )
    );
    assert!(of(&xml, Some(Version::V1)).0.is_empty());
}

#[test]
fn keys_without_a_filter_take_the_only_period_or_the_one_in_their_place() {
    let v1 =
        |keys: &str, periods: &str| of(&request("id='x'", keys, periods, ""), Some(Version::V1));
    let (found, messages) = v1(&(key(1) + &key(2)), &period("a", 5));
    assert_eq!(messages, ["x50", "x51"]);
    assert!(
        found[1].ends_with("to a period, the only one, with index 5, is assumed"),
        "{found:?}"
    );

    let (found, messages) = v1(&(key(1) + &key(2)), &(period("a", 5) + &period("b", 6)));
    assert_eq!(messages, ["x50", "x60"]);
    assert!(
        found[1].ends_with("the one in the same place of its list, with index 6, is assumed"),
        "{found:?}"
    );

    let (found, messages) = v1(
        &(key(1) + &key(2) + &key(3)),
        &(period("a", 5) + &period("b", 6)),
    );
    assert_eq!((found.len(), messages.len()), (3, 0));
    assert_eq!(
        found[2],
        format!("line 4: nothing tells which period key {} is for", guid(3))
    );

    let keys: String = (1..=4).map(key).collect();
    let rules: String = (1..=4)
        .map(|n| rule(n, &typed(if n % 2 == 1 { "VIDEO" } else { "AUDIO" }), &[]))
        .collect();
    let xml = request(V2_FRAME, &keys, &(period("a", 5) + &period("b", 6)), &rules);
    assert_eq!(
        of(&xml, None).1,
        ["xcenc5VIDEO", "xcenc5AUDIO", "xcenc6VIDEO", "xcenc6AUDIO"],
        "track by track"
    );
}

#[test]
fn a_period_without_an_index_is_named_when_a_key_is_for_it() {
    let periods =
        "<ContentKeyPeriod id='live' start='2026-01-01T00:00:00Z' end='2026-01-02T00:00:00Z'/>\n"
            .to_owned()
            + &period("b", 6);
    let xml = |id| request(V2_FRAME, &key(1), &periods, &rule(1, &typed("HD"), &[id]));
    assert_eq!(of(&xml("b"), None), (vec![], vec!["xcenc6HD".to_owned()]));
    let error = read(&xml("live"))
        .overrides(&Settings::new(TENANT))
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "line 4: period \"live\" has no index, and the override needs one"
    );
}

#[test]
fn two_periods_of_one_id_are_an_error() {
    let xml = request(
        V2_FRAME,
        &key(1),
        &(period("a", 5) + &period("a", 6)),
        &rule(1, &typed("HD"), &["a"]),
    );
    assert_eq!(
        of(&xml, None).0,
        ["line 5: a second period with the id \"a\""]
    );
    assert!(rewrite_error(&xml).contains("second period"));
}

#[test]
fn odd_fields_are_hashed_as_they_are_and_told() {
    let xml = request(
        "contentId=' x&#10;' version='2.3'",
        &key(1).replace("cenc", "cbc1"),
        "",
        &rule(1, &typed(""), &[]),
    );
    let named = format!("line 2: key {}: ", guid(1));
    let expected = [
        "line 1: content ID \" x\\n\" is empty or starts or ends with white space, and is hashed as it is".to_owned(),
        format!("{named}the override is not documented for the protection scheme \"cbc1\""),
        format!("{named}track type \"\" is empty or starts or ends with white space, and is hashed as it is"),
    ];
    let (found, messages) = of(&xml, None);
    assert_eq!(found, expected);
    assert_eq!(messages, [" x\ncbc10"]);
}

#[test]
fn a_kid_in_another_form_is_read_and_told() {
    let braces = request(
        V2_FRAME,
        &key(1).replace(&guid(1), &format!("{{{}}}", guid(1))),
        "",
        &rule(1, &typed("HD"), &[]),
    );
    assert_eq!(
        of(&braces, None),
        (
            vec![format!("line 2: kid {} is not written as a GUID", guid(1))],
            vec!["xcenc0HD".to_owned()]
        )
    );
    let rewritten = String::from_utf8(
        read(&braces)
            .overrides(&Settings::new(TENANT))
            .unwrap()
            .rewrite(ContentKeys::Refuse)
            .unwrap()
            .document,
    )
    .unwrap();
    assert!(!rewritten.contains('{') && !rewritten.contains(&guid(1)));
}

#[test]
fn a_document_without_keys_is_told() {
    assert_eq!(
        of(&request(V2_FRAME, "", "", ""), None),
        (
            vec!["line 1: the document has no ContentKey".to_owned()],
            vec![]
        )
    );
}

#[test]
fn a_key_for_a_period_with_a_twin_gets_the_place_in_each() {
    let periods = period("a", 5) + &period("b", 6);
    let rules = rule(1, "", &["a", "b"]) + &rule(2, "", &["b"]);
    let xml = request("id='x'", &(key(1) + &key(2)), &periods, &rules);
    let document = read(&xml);
    let overrides = document.overrides(&settings(Some(Version::V1))).unwrap();
    let places: Vec<_> = overrides
        .rows
        .iter()
        .map(|row| match row.inputs {
            Input::V1(V1 {
                content_key_period_index,
                key_id_index,
                ..
            }) => (content_key_period_index, key_id_index),
            Input::V2(V2 { .. }) => panic!(),
        })
        .collect();
    assert_eq!(places, [(5, 0), (6, 0), (6, 1)]);
}

#[test]
fn both_readings_of_the_key_id_index_are_told_where_they_differ() {
    let periods = period("a", 5) + &period("b", 6);
    let rules = rule(1, "", &["a"]) + &rule(2, "", &["b"]) + &rule(3, "", &["b"]);
    let xml = request("id='x'", &(key(1) + &key(2) + &key(3)), &periods, &rules);
    let (found, messages) = of(&xml, Some(Version::V1));
    assert_eq!(messages, ["x50", "x60", "x61"]);
    let expected = [
        format!(
            "line 3: the key ID index of key {} is assumed to be 0, its place in the period; its place in the document is 1",
            guid(2)
        ),
        format!(
            "line 4: the key ID index of key {} is assumed to be 1, its place in the period; its place in the document is 2",
            guid(3)
        ),
    ];
    assert_eq!(found, expected);

    let document = read(&xml);
    for (order, expected) in [
        (KeyIndexOrder::Period, ["x50", "x60", "x61"]),
        (KeyIndexOrder::Document, ["x50", "x61", "x62"]),
    ] {
        let settings = Settings {
            key_index_order: Some(order),
            ..settings(Some(Version::V1))
        };
        let overrides = document.overrides(&settings).unwrap();
        assert!(overrides.findings.is_empty(), "{:?}", overrides.findings);
        let messages = overrides.rows.iter().map(|row| row.inputs.message());
        let messages: Vec<_> = messages.map(|text| text.replace(TENANT, "")).collect();
        assert_eq!(messages, expected);
    }
}

#[test]
fn a_kid_that_is_no_key_id_does_not_matter_to_the_override() {
    for (kid, named) in [
        ("", "\"\""),
        ("key-1", "\"key-1\""),
        ("a&amp;\u{A0}", "\"a&\\u{a0}\""),
    ] {
        let odd = |text: String| text.replace(&guid(1), kid);
        let xml = request(
            V2_FRAME,
            &(odd(key(1)) + &key(2)),
            "",
            &(odd(rule(1, &typed("SD"), &[])) + &rule(2, &typed("HD"), &[])),
        );
        let (found, messages) = of(&xml, None);
        assert_eq!(messages, ["xcenc0SD", "xcenc0HD"]);
        let expected = [
            format!("line 2: kid {named} is not a key ID"),
            format!("line 6: kid {named} is not a key ID"),
        ];
        assert_eq!(found, expected);

        let document = read(&xml);
        let overrides = document.overrides(&settings(None)).unwrap();
        let rewritten = overrides.rewrite(ContentKeys::Refuse).unwrap().document;
        let of_old = |n: u8, row: usize| {
            let kid = if n == 1 { kid.to_owned() } else { guid(n) };
            (
                format!("kid='{kid}'"),
                format!("kid='{}'", overrides.rows[row].key_id),
            )
        };
        let expected = [of_old(1, 0), of_old(2, 1)]
            .iter()
            .fold(xml.clone(), |text, (old, new)| text.replace(old, new));
        assert_eq!(String::from_utf8(rewritten).unwrap(), expected);
    }
}

#[test]
fn two_kids_that_are_no_key_ids_are_still_one() {
    let keys = (key(1) + &key(2))
        .replace(&guid(1), "")
        .replace(&guid(2), "");
    let (found, messages) = of(&request(V2_FRAME, &keys, "", ""), None);
    assert_eq!(messages, ["xcenc0ALL"]);
    assert!(
        found.contains(&"line 3: kid \"\" is also that of the key on line 2".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_content_id_is_given_to_a_request_without_one() {
    let given = |xml: &str, version| {
        let document = read(xml);
        let settings = Settings {
            content_id: Some("given"),
            ..settings(Some(version))
        };
        let overrides = document.overrides(&settings).unwrap();
        let content_ids = overrides
            .rows
            .iter()
            .map(|row| row.inputs.content_id().to_owned());
        (content_ids.collect::<Vec<_>>(), findings(&overrides))
    };
    let rules = rule(1, &typed("HD"), &[]);
    let unused = "line 1: the document has a content ID of its own, the given one is not used";
    for (attributes, version, expected, told) in [
        ("version='2.3'", Version::V2, "given", None),
        ("contentId=''", Version::V2, "given", None),
        ("id='x'", Version::V2, "given", None),
        ("contentId='x'", Version::V2, "x", Some(unused)),
        ("", Version::V1, "given", None),
        ("contentId='x'", Version::V1, "given", None),
        ("id='given'", Version::V1, "given", None),
        ("id='x'", Version::V1, "x", Some(unused)),
    ] {
        let (content_ids, found) = given(&request(attributes, &key(1), "", &rules), version);
        assert_eq!(content_ids, [expected], "{attributes}");
        assert_eq!(found.first().map(String::as_str), told, "{attributes}");
    }
    let of_key = key(1).replace("/>", " contentId='own'/>");
    let (content_ids, _) = given(&request("", &of_key, "", &rules), Version::V2);
    assert_eq!(content_ids, ["own"]);
}

#[test]
fn a_leaf_key_has_the_scheme_of_its_root() {
    let root = key(1).replace("cenc", "cbcs");
    let leaf = |n: u8, attributes: &str| format!("<ContentKey kid='{}' {attributes}/>\n", guid(n));
    let depends = format!("dependsOnKey='{}'", guid(1).to_uppercase());
    let keys = leaf(2, &depends)
        + &root
        + &leaf(3, &format!("{depends} commonEncryptionScheme='cenc'"))
        + &leaf(4, &format!("dependsOnKey='{}'", guid(5)))
        + &leaf(5, &format!("dependsOnKey='{}'", guid(4)));
    let rules: String = ["HD", "ALL", "SD", "UHD1", "UHD2"]
        .iter()
        .zip([2, 1, 3, 4, 5])
        .map(|(track_type, n)| rule(n, &typed(track_type), &[]))
        .collect();
    let (found, messages) = of(&request(V2_FRAME, &keys, "", &rules), None);
    assert_eq!(
        messages,
        [
            "xcbcs0HD",
            "xcbcs0ALL",
            "xcenc0SD",
            "xcenc0UHD1",
            "xcenc0UHD2"
        ]
    );
    assert_eq!(found.len(), 2, "a circle has no scheme: {found:?}");
}

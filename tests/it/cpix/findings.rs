//! What is doubtful or wrong in a request, with its line.

use countersign::speke::Version;
use countersign::speke::cpix::{ContentKeys, KeyIdOrder, Options};
use countersign::speke::{Input, V1, V2};

use super::{TENANT, V2_SAMPLE, findings, guid, options, read, request, rewritten};

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
    let overrides = document.overrides(options(version)).unwrap();
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
        .overrides(options(None))
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
    let expected = format!(
        "line 13: key {} and key {} on line 12 would get one key ID, ",
        guid(12),
        guid(11)
    );
    assert!(
        found.iter().any(|finding| finding.starts_with(&expected)),
        "{found:?}"
    );
}

#[test]
fn inputs_of_two_track_types_that_are_one_text_are_an_error() {
    let rules = rule(1, &typed("1HD"), &["a"]) + &rule(2, &typed("HD"), &["b"]);
    let periods = period("a", 1) + &period("b", 11);
    let xml = request(V2_FRAME, &(key(1) + &key(2)), &periods, &rules);
    assert_eq!(of(&xml, None).1, ["xcenc11HD", "xcenc11HD"]);
    let expected = format!(
        "line 3: key {} and key {} on line 2 would get one key ID, ",
        guid(2),
        guid(1)
    );
    let error = rewrite_error(&xml);
    assert!(error.starts_with(&expected), "{error}");
    assert!(error.ends_with(", from different inputs"), "{error}");
}

#[test]
fn a_rule_without_a_filter_is_a_use_of_its_own_only_with_track_types() {
    let rules = rule(1, &typed("HD"), &[]) + &rule(1, &typed("SD"), &["a"]);
    let xml = request(
        "id='x' contentId='x'",
        &key(1),
        &(period("a", 5) + &period("b", 6)),
        &rules,
    );
    assert_eq!(of(&xml, Some(Version::V1)).1, ["x50"]);
    let only = xml.replace(&period("b", 6), "");
    assert_eq!(of(&only, Some(Version::V2)).1, ["xcenc5HD", "xcenc5SD"]);
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
        "line 19: a KeyPeriodFilter of key 53abdba2-f210-43cb-bc90-f18f9a890a02 for \"gone\", an id that no period has",
        "line 21: a ContentKeyUsageRule for 11111111-309e-42c3-a510-24023d923373, a kid that no key has",
    ];
    assert_eq!(found, expected);
    assert_eq!(messages, ["test_contentcenc0ALL"]);
    assert_eq!(rewrite_error(&xml), expected[0]);
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
            .overrides(options(None))
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
    let (found, messages) = of(&xml("live"), None);
    let expected = format!(
        "line 2: key {} is for period \"live\", which has no index",
        guid(1)
    );
    assert_eq!((found, messages), (vec![expected.clone()], vec![]));
    assert_eq!(rewrite_error(&xml("live")), expected);

    // the others have their rows
    let rules = rule(1, &typed("HD"), &["live"]) + &rule(2, &typed("SD"), &["b"]);
    let two = request(V2_FRAME, &(key(1) + &key(2)), &periods, &rules);
    let (found, messages) = of(&two, None);
    assert_eq!(
        (found, messages),
        (vec![expected], vec!["xcenc6SD".to_owned()])
    );

    // so has a key of two periods for the other one
    let both = request(
        V2_FRAME,
        &key(1),
        &periods,
        &rule(1, &typed("HD"), &["live", "b"]),
    );
    assert_eq!(of(&both, None).1, ["xcenc6HD"]);
    assert_eq!(of(&both, None).0.len(), 1);

    // and a period that is only assumed may have none either
    let only = periods.lines().next().unwrap_or_default();
    let (found, messages) = of(
        &request(V2_FRAME, &key(1), only, &rule(1, &typed("HD"), &[])),
        None,
    );
    assert!(found[0].ends_with("which has no index") && messages.is_empty());
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
    let key = guid(1);
    let expected = [
        "line 1: content ID \" x\\n\" is empty or starts or ends with white space, and is hashed as it is".to_owned(),
        format!("line 2: the override is not documented for the protection scheme \"cbc1\" of key {key}"),
        format!("line 2: track type \"\" of key {key} is empty or starts or ends with white space, and is hashed as it is"),
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
    let rewritten = rewritten(&braces);
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
    let overrides = document.overrides(options(Some(Version::V1))).unwrap();
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
fn a_key_id_index_is_told_where_the_order_of_the_document_gives_another() {
    let periods = period("a", 5) + &period("b", 6);
    let keys = key(1) + &key(2) + &key(3);
    let rules = rule(1, "", &["a"]) + &rule(2, "", &["b"]) + &rule(3, "", &["a", "b"]);
    let xml = request("id='x'", &keys, &periods, &rules);
    let document = read(&xml);
    let of = |key_id_order| {
        let options = Options {
            version: Some(Version::V1),
            key_id_order,
            ..Options::new("")
        };
        let overrides = document.overrides(options).unwrap();
        let messages = overrides.rows.iter().map(|row| row.inputs.message());
        (findings(&overrides), messages.collect::<Vec<_>>())
    };
    let told = |line: usize, in_period, in_document| {
        let key = guid(u8::try_from(line - 1).unwrap());
        format!(
            "line {line}: key {key} has key ID index {in_period} in its period, which is assumed, and {in_document} in the document"
        )
    };
    let (found, messages) = of(None);
    assert_eq!(messages, ["x50", "x60", "x51", "x61"]);
    let several = |found: &String| !found.contains("several periods");
    let told_only: Vec<_> = found.into_iter().filter(several).collect();
    assert_eq!(told_only, [told(3, 0, 1), told(4, 1, 2)]);

    let (found, messages) = of(Some(KeyIdOrder::Period));
    assert_eq!(messages, ["x50", "x60", "x51", "x61"]);
    assert_eq!(found.len(), 1, "{found:?}");
    let (found, messages) = of(Some(KeyIdOrder::Document));
    assert_eq!(messages, ["x50", "x61", "x52", "x62"]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_given_content_id_is_for_a_document_without_one() {
    let key = format!("<ContentKey kid='{}'/>\n", guid(1));
    let of = |attributes: &str, version| {
        let xml = request(attributes, &key, "", "");
        let document = read(&xml);
        let options = Options {
            version: Some(version),
            content_id: Some("given"),
            ..Options::new("")
        };
        let overrides = document.overrides(options).unwrap();
        let told = findings(&overrides).into_iter();
        let told = told.filter(|finding| finding.contains("ontent"));
        (overrides.rows[0].inputs.message(), told.collect::<Vec<_>>())
    };
    let used = "line 1: the document has the content ID \"own\", which is used instead of the one that was given";
    for (attributes, version, message, told) in [
        ("", Version::V1, "given00", None),
        ("id=''", Version::V1, "given00", None),
        ("id='given'", Version::V1, "given00", None),
        ("contentId='own'", Version::V1, "given00", None),
        ("id='own'", Version::V1, "own00", Some(used)),
        ("", Version::V2, "givencenc0ALL", None),
        ("contentId='own'", Version::V2, "owncenc0ALL", Some(used)),
        // CPIX@id is only a guess there
        ("id='own'", Version::V2, "givencenc0ALL", None),
    ] {
        let expected = (
            message.to_owned(),
            told.map(str::to_owned).into_iter().collect(),
        );
        assert_eq!(of(attributes, version), expected, "{attributes} {version}");
    }
}

#[test]
fn a_leaf_key_inherits_the_scheme_of_its_root() {
    let leaf = |root: u8| {
        format!(
            "<ContentKey kid='{}' dependsOnKey='{}'/>\n",
            guid(2),
            guid(root)
        )
    };
    let rules = rule(1, &typed("ALL"), &[]) + &rule(2, &typed("HD"), &[]);
    let root = key(1).replace("cenc", "cbcs");
    let (found, messages) = of(&request(V2_FRAME, &(leaf(1) + &root), "", &rules), None);
    assert_eq!(
        (found, messages),
        (vec![], vec!["xcbcs0HD".to_owned(), "xcbcs0ALL".to_owned()])
    );

    // a key that does not exist, and itself
    for root_of_leaf in [3, 2] {
        let xml = request(V2_FRAME, &(leaf(root_of_leaf) + &root), "", &rules);
        let (found, messages) = of(&xml, None);
        assert_eq!(messages, ["xcenc0HD", "xcbcs0ALL"]);
        let expected = format!(
            "line 2: key {} has no commonEncryptionScheme, cenc is assumed",
            guid(2)
        );
        assert!(found.contains(&expected), "{found:?}");
    }
}

#[test]
fn a_kid_that_is_no_key_id_keeps_its_row() {
    let xml = request(
        V2_FRAME,
        "<ContentKey kid='' commonEncryptionScheme='cenc'/>\n<ContentKey kid='audio' commonEncryptionScheme='cenc'/>\n",
        "",
        "<ContentKeyUsageRule kid='' intendedTrackType='HD'/>\n<ContentKeyUsageRule kid='audio' intendedTrackType='AUDIO'/>\n",
    );
    let (found, messages) = of(&xml, None);
    assert_eq!(messages, ["xcenc0HD", "xcenc0AUDIO"]);
    // once for each key
    let expected = [
        r#"line 2: kid "" is not a key ID"#,
        r#"line 3: kid "audio" is not a key ID"#,
    ];
    assert_eq!(found, expected);

    // two of them are duplicates like any others
    let twice = xml.replace("'audio'", "''");
    assert!(rewrite_error(&twice).ends_with(r#"kid "" is also that of the key on line 2"#));
}

#[test]
fn a_track_type_in_another_case_is_told() {
    let xml = request(V2_FRAME, &key(1), "", &rule(1, &typed("video"), &[]));
    let expected = format!(
        "line 2: track type \"video\" of key {} is hashed as it is, so the key ID is not that of VIDEO",
        guid(1)
    );
    assert_eq!(
        of(&xml, None),
        (vec![expected], vec!["xcenc0video".to_owned()])
    );
}

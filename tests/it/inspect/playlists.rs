//! HLS playlists.

use countersign::speke::Form;
use countersign::speke::inspect::Kind;

use super::samples::*;
use super::{findings, inspect, sightings, sound, wrong};

/// A playlist of these lines, from line 2.
fn playlist(lines: &[String]) -> String {
    format!("#EXTM3U\n{}\n", lines.join("\n"))
}

fn data_uri(bytes: &[u8]) -> String {
    format!("data:text/plain;base64,{}", base64(bytes))
}

fn widevine_key(id: &str) -> String {
    let uri = data_uri(&pssh_v0(WIDEVINE, &widevine(&[id])));
    format!(
        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"{uri}\",KEYFORMAT=\"urn:uuid:{}\"",
        uuid(WIDEVINE)
    )
}

fn playready_key(id: &str) -> String {
    let uri = base64(&object(&wrmheader(3, &[id])));
    format!(
        "#EXT-X-KEY:METHOD=SAMPLE-AES,KEYFORMAT=\"com.microsoft.playready\",URI=\"data:text/plain;charset=UTF-16;base64,{uri}\""
    )
}

fn fairplay_key(id: &str) -> String {
    format!(
        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://{id}\",KEYFORMAT=\"com.apple.streamingkeydelivery\""
    )
}

#[test]
fn every_key_id_of_a_playlist_is_seen_with_its_line_and_system() {
    let document = playlist(&[
        format!(
            "#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES-CTR,KEYID={},KEYFORMAT=\"com.widevine\"",
            key_id(FIRST).to_form(Form::Hls).to_uppercase()
        ),
        widevine_key(FIRST),
        playready_key(FIRST),
        fairplay_key(&FIRST.to_uppercase()),
        "#EXTINF:6,\nsegment.m4s".to_owned(),
    ]);
    let inspection = inspect(document.replace('\n', "\r\n"));
    assert_eq!(findings(&inspection), <[String; 0]>::default());
    assert_eq!(inspection.kind, Kind::Hls);
    assert_eq!(
        sightings(&inspection),
        [
            format!("line 2: EXT-X-SESSION-KEY@KEYID: {FIRST}"),
            format!("line 3: EXT-X-KEY@URI > PSSH v0 > Widevine: {FIRST}"),
            format!("line 4: EXT-X-KEY@URI > WRMHEADER 4.3: {FIRST}"),
            format!("line 5: EXT-X-KEY@URI: {FIRST}"),
        ]
    );
    let systems = inspection
        .sightings
        .iter()
        .filter_map(|sighting| sighting.system?.name());
    let systems: Vec<_> = systems.collect();
    assert_eq!(systems, ["Widevine", "Widevine", "PlayReady", "FairPlay"]);
    let written: Vec<_> = inspection
        .sightings
        .iter()
        .map(|s| s.as_written())
        .collect();
    assert_eq!(written[0], "0X0A1E610DE346066542B2409580B51BE6");
    assert_eq!(written[3], FIRST.to_uppercase());
}

#[test]
fn the_contents_of_a_uri_must_have_the_key_id_of_its_tag() {
    let tag = format!(
        "{},KEYID={}",
        widevine_key(FIRST),
        key_id(SECOND).to_form(Form::Hls)
    );
    assert_eq!(
        wrong(playlist(&[tag])),
        [format!(
            "line 2: EXT-X-KEY@URI > PSSH v0 > Widevine: key ID {FIRST}, but KEYID on line 2 is {SECOND}"
        )]
    );
}

#[test]
fn keys_of_several_systems_for_the_same_segments_must_have_the_same_key_id() {
    let lines = [widevine_key(FIRST), playready_key(SECOND)];
    assert_eq!(
        wrong(playlist(&lines)),
        [format!(
            "line 3: EXT-X-KEY@URI > WRMHEADER 4.3: key ID {SECOND}, but Widevine on line 2 is {FIRST}"
        )]
    );
    // a segment between them makes them keys of different segments, and a tag of the same system replaces the first
    let [first, second] = lines;
    assert_eq!(
        sound(playlist(&[first.clone(), "a.m4s".to_owned(), second])).len(),
        2
    );
    assert_eq!(sound(playlist(&[first, widevine_key(SECOND)])).len(), 2);
}

#[test]
fn comments_and_empty_lines_between_keys_are_no_segment() {
    for between in ["# a comment", "#EXT-X-DISCONTINUITY", "", " "] {
        let lines = [
            widevine_key(FIRST),
            between.to_owned(),
            playready_key(SECOND),
        ];
        assert_eq!(wrong(playlist(&lines)).len(), 1, "{between:?}");
    }
}

/// The GUID of an asset looks the same as a key ID.
#[test]
fn a_guid_in_an_skd_uri_contradicts_nothing_and_hides_no_contradiction() {
    let fairplay = fairplay_key("00112233-4455-6677-8899-aabbccddeeff");
    let lines = [fairplay.clone(), widevine_key(FIRST), fairplay];
    assert_eq!(sound(playlist(&lines)).len(), 3);
    let [first, second, _] = lines;
    assert_eq!(
        wrong(playlist(&[first, second, playready_key(SECOND)])).len(),
        1
    );
}

#[test]
fn session_keys_are_for_different_variants() {
    let lines = [widevine_key(FIRST), playready_key(SECOND)];
    let lines = lines.map(|line| line.replace("EXT-X-KEY", "EXT-X-SESSION-KEY"));
    assert_eq!(sound(playlist(&lines)).len(), 2);
}

#[test]
fn a_key_id_in_a_uri_is_told_from_keys_and_initialization_vectors() {
    let hex = key_id(FIRST).to_form(Form::Hex);
    let other = key_id(SECOND).to_form(Form::Hex);
    for uri in [
        format!("skd://{FIRST}"),
        format!("SKD://{hex}:{other}"),
        format!("skd://host.test/fairplay/{hex}"),
        format!("skd://asset?cek={other}&KeyId={hex}&iv={other}"),
        format!("https://keys.test/get?iv={other}&kid={FIRST}"),
    ] {
        let tag = format!("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"{uri}\"");
        assert_eq!(
            sound(playlist(&[tag])),
            [format!("line 2: EXT-X-KEY@URI: {FIRST}")],
            "{uri}"
        );
        if uri.starts_with("skd") {
            assert_eq!(sound(&uri), [format!("line 1: URI: {FIRST}")]);
        }
    }
    for uri in [
        format!("skd://one?cek={hex}&iv={hex}"),
        format!("https://keys.test/{hex}"),
        "skd://asset".to_owned(),
        "skd://asset?kid=asset".to_owned(),
        // the ID of an asset may pass for Base64
        format!("skd://{}", key_id(FIRST).to_form(Form::Base64)),
    ] {
        let tag = format!("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"{uri}\"");
        assert_eq!(sound(playlist(&[tag])), <[String; 0]>::default(), "{uri}");
    }
}

/// With the format "identity", which is the default, the data is the content key.
#[test]
fn a_content_key_in_a_uri_is_not_taken_for_a_key_id() {
    let uri = data_uri(key_id(FIRST).as_bytes());
    for format in ["", ",KEYFORMAT=\"identity\""] {
        let tag = format!("#EXT-X-KEY:METHOD=AES-128,URI=\"{uri}\"{format}");
        assert_eq!(sound(playlist(&[tag])), <[String; 0]>::default());
    }
    let tag = format!(
        "#EXT-X-KEY:METHOD=AES-128,URI=\"{uri}\",KEYFORMAT=\"urn:uuid:{}\"",
        uuid(COMMON)
    );
    assert_eq!(
        wrong(playlist(&[tag])),
        [
            "line 2: EXT-X-KEY@URI: neither a PSSH box, nor a PlayReady object or header, nor Widevine's data"
        ]
    );
    for format in ["com.widevine", "com.microsoft.playready"] {
        let tag = format!("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"{uri}\",KEYFORMAT=\"{format}\"");
        assert_eq!(
            sound(playlist(&[tag])),
            [format!("line 2: EXT-X-KEY@URI: {FIRST}")]
        );
    }
}

#[test]
fn the_json_that_widevine_had_first_is_read() {
    let hex = key_id(FIRST).to_form(Form::Hex);
    let json =
        format!(r#"{{"provider":"widevine_test","content_id":"Zmlsbg==","key_ids":["{hex}"]}}"#);
    let tag = |json: &str| {
        let uri = data_uri(json.as_bytes());
        format!("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"{uri}\",KEYFORMAT=\"com.widevine\"")
    };
    assert_eq!(
        sound(playlist(&[tag(&json)])),
        [format!("line 2: EXT-X-KEY@URI > JSON: {FIRST}")]
    );
    for json in [
        "{",
        "{}",
        "{\"key_ids\": 1}",
        &"[".repeat(1 << 17).replacen('[', "{", 1),
    ] {
        assert_eq!(wrong(playlist(&[tag(json)])).len(), 1);
    }
}

#[test]
fn malformed_tags_are_errors_on_their_lines() {
    let document = playlist(&[
        "#EXT-X-KEY:METHOD".to_owned(),
        "#EXT-X-KEY:METHOD=NONE".to_owned(),
        "#EXT-X-KEY:URI=\"skd://x".to_owned(),
        "#EXT-X-KEY:METHOD=SAMPLE-AES,KEYID=0x12".to_owned(),
        "#EXT-X-KEY:URI=\"data:text/plain,abc\",KEYFORMAT=\"com.widevine\"".to_owned(),
        "#EXT-X-KEY:URI=\"skd://x\"KEYID=0x12".to_owned(),
        format!(
            "#EXT-X-KEY: KEYID={} , METHOD=SAMPLE-AES",
            key_id(FIRST).to_form(Form::Hls)
        ),
    ]);
    let inspection = inspect(document);
    assert_eq!(
        findings(&inspection),
        [
            "line 2: EXT-X-KEY: malformed attributes",
            "line 4: EXT-X-KEY: malformed attributes",
            "line 5: EXT-X-KEY@KEYID: \"0x12\" is not a key ID",
            "line 6: EXT-X-KEY@URI: not Base64",
            "line 7: EXT-X-KEY: malformed attributes",
        ]
    );
    assert_eq!(
        sightings(&inspection),
        [format!("line 8: EXT-X-KEY@KEYID: {FIRST}")]
    );
}

//! `speke inspect` where case files do not reach: pipes, floods, statuses.

use std::process::Output;

use super::samples::*;
use crate::common::{countersign, root, sh};

fn inspect(document: impl Into<Vec<u8>>, arguments: &[&str]) -> Output {
    let mut program = countersign();
    program.args(["speke", "inspect", "-"]).args(arguments);
    program
        .write_stdin(document)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// An MPD of adaptation sets whose PSSH boxes have another key than they should.
fn contradictory(sets: usize) -> String {
    let pssh = base64(&pssh_v1(COMMON, &[SECOND], b""));
    let set = format!(
        "<AdaptationSet><ContentProtection default_KID='{FIRST}'><pssh>{pssh}</pssh></ContentProtection></AdaptationSet>\n"
    );
    format!("<MPD><Period>\n{}</Period></MPD>", set.repeat(sets))
}

#[test]
fn five_warnings_of_a_kind_are_shown_and_the_others_counted() {
    let output = inspect(contradictory(8), &[]);
    assert_eq!(output.status.code(), Some(1));
    let messages = text(&output.stderr);
    assert_eq!(messages.matches("but default_KID on line").count(), 6);
    assert!(
        messages
            .contains("standard input: 3 more of this kind (-v shows them), the last: line 9: "),
        "{messages}"
    );
    assert!(
        messages.ends_with("error: standard input contradicts itself\n"),
        "{messages}"
    );

    let verbose = text(&inspect(contradictory(8), &["-v"]).stderr);
    assert_eq!(verbose.matches("but default_KID on line").count(), 8);
    assert!(
        verbose.contains("kind: standard input: DASH MPD\n"),
        "{verbose}"
    );

    let quiet = inspect(contradictory(8), &["-q"]);
    assert_eq!(
        text(&quiet.stderr),
        "error: standard input contradicts itself\n"
    );
    assert_eq!(quiet.status.code(), Some(1));
}

#[test]
fn damage_outweighs_contradictions() {
    let document = contradictory(1).replace("</Period>", "");
    assert_eq!(inspect(document, &[]).status.code(), Some(3));
}

#[test]
fn a_file_without_key_ids_is_no_failure() {
    for document in ["<MPD/>", "#EXTM3U\n"] {
        let output = inspect(document, &[]);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(
            text(&output.stderr),
            "warning: standard input: there is no key ID in it\n"
        );
    }
}

#[test]
fn json_lines_have_all_columns_and_the_form_that_is_asked_for() {
    let document = object(&wrmheader(0, &[FIRST]));
    let output = inspect(document.clone(), &["--format", "jsonl", "--form", "hls"]);
    let row: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut expected = serde_json::json!({
        "file": "standard input",
        "where": "WRMHEADER 4.0",
        "carrier": "WRMHEADER 4.0",
        "system": "PlayReady",
        "kid": "0x0a1e610de346066542b2409580b51be6",
        "as_written": "DWEeCkbjZQZCskCVgLUb5g==",
        "form": "playready",
        "byte_order": "little-endian",
    });
    let text = utf16("DWEeCkbjZQZCskCVgLUb5g==");
    let offset = document.windows(text.len()).position(|bytes| bytes == text);
    expected["offset"] = offset.into();
    assert_eq!(row, expected);
}

#[cfg(unix)]
#[test]
fn a_pipe_with_a_name_is_read() {
    let output = sh(&format!(
        "d=$(mktemp -d); mkfifo $d/pipe; cat '{}' > $d/pipe & countersign speke inspect $d/pipe --format csv | wc -l; rm -r $d",
        root().join("tests/samples/multi-drm.mpd").display()
    ));
    assert_eq!(text(&output.stdout).trim(), "9");
}

#[test]
fn a_name_in_a_file_does_not_reach_a_table_unescaped() {
    let document =
        format!("<MPD><a\u{9b}2J><ContentProtection default_KID='{FIRST}'/></a\u{9b}2J></MPD>");
    let table = text(&inspect(document, &[]).stdout);
    assert!(
        table.contains(FIRST) && !table.contains('\u{9b}'),
        "{table}"
    );
}

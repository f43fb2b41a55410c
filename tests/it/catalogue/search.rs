//! How `speke find` ends: with the last key ID that is wanted, with all matches, or without one; and what it shows meanwhile.

use std::process::{Command, Stdio};

use super::{find, text};
use crate::common::{clean, countersign, skips_without};

/// Two inputs of version 1 share this key ID: film7 in period 11, and film71 in period 1.
const SHARED: &str = "a00654de-8757-fd9e-1bbc-ba82856f8538";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

const V1: [&str; 7] = [
    "--speke",
    "v1",
    "--content-ids",
    "-",
    "--period",
    "0-20",
    "--key-index=3",
];

#[test]
fn the_search_ends_when_each_key_id_is_found_once() {
    let ids = "film7\nfilm71\n";
    for format in ["text", "csv", "jsonl"] {
        let count = |more: &[&str]| {
            let options = ["--format", format, SHARED];
            let output = find(&[&V1[..], &options, more].concat(), ids);
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
            text(&output.stdout).matches(SHARED).count()
        };
        assert_eq!((count(&[]), count(&["--all"])), (1, 2), "{format}");
        // one that is not found needs the whole grid, and every match on the way is printed
        let output = find(
            &[&V1[..], &["--format", format, SHARED, NOBODY]].concat(),
            ids,
        );
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text(&output.stdout).matches(SHARED).count(), 2, "{format}");
    }
}

#[test]
fn an_endless_grid_ends_with_the_last_key_id() {
    for threads in ["1", "3"] {
        let output = countersign()
            .args(["speke", "find", SHARED, "--tenant-id", "T", "--speke", "v1"])
            .args(["--content-id", "film7", "--threads", threads])
            .args(["--period", "0-4294967295", "--key-index", "3"])
            .output()
            .expect("it starts");
        assert_eq!(
            text(&output.stdout),
            format!(
                "{SHARED}: tenant id T, content id film7, content key period index 11, key id index 3\n"
            )
        );
        assert_eq!(output.status.code(), Some(0));
    }
}

/// The error and hints when one key ID is not found.
fn not_found(arguments: &[&str], stdin: &str) -> String {
    let output = find(&[arguments, &["--", NOBODY]].concat(), stdin);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    text(&output.stderr).to_owned()
}

#[test]
fn what_was_tried_is_said_with_what_to_widen() {
    let stderr = not_found(&["--content-id", "a", "b"], "");
    assert_eq!(
        stderr.lines().collect::<Vec<_>>(),
        [
            "error: no input of the grid gives the key ID 00000000-0000-0000-0000-000000000000",
            "hint: tried 4 inputs: v1 with period 0, key index 0; v2 with period 0, scheme cenc, track type VIDEO",
            "hint: to widen the search: --period 0-999 --key-index 0-9 --scheme cenc,cbcs --track-type VIDEO,AUDIO,ALL,SD,HD,UHD,HD1,HD2,SD+HD1,UHD1,UHD2,STEREO_AUDIO,MULTICHANNEL_AUDIO,MULTICHANNEL_AUDIO_3_6,MULTICHANNEL_AUDIO_7",
            "hint: is the tenant ID right, and the case and spelling of the content IDs?",
        ]
    );
    // what was wide is not proposed again, and a version that was ruled out stays so
    let options = ["--content-id", "a", "--speke", "v1", "--period", "7,0-20"];
    let stderr = not_found(&options, "");
    let hints: Vec<_> = stderr.lines().skip(1).collect();
    assert_eq!(
        hints[..3],
        [
            "hint: tried 22 inputs: v1 with period 7, 0-20, key index 0",
            "hint: to widen the search: --key-index 0-9",
            "hint: to try both versions, leave out --speke v1 and the options of one version",
        ]
    );
    // a version that the options imply can be joined by the other
    let options = ["--content-id", "a", "--scheme", "cens", "--period=1"];
    let stderr = not_found(&options, "");
    assert!(
        stderr.contains("hint: tried 1 input: v2 with period 1, scheme cens, track type VIDEO\n"),
        "{stderr}"
    );
    assert!(
        stderr.contains("search: --key-index 0-9 --scheme cens,cenc,cbcs --track-type VIDEO,AUDIO"),
        "{stderr}"
    );
}

#[test]
fn the_hints_of_a_long_list_are_short() {
    let periods: Vec<_> = (0..1000).map(|period| (2 * period).to_string()).collect();
    let options = [
        "--content-id=a",
        "--speke=v1",
        "--period",
        &periods.join(","),
    ];
    let stderr = not_found(&options, "");
    assert!(
        stderr.contains("36, 38 and 980 more, key index 0\n"),
        "{stderr}"
    );
}

#[test]
fn columns_that_override_the_grid_are_mentioned() {
    let csv = ["--content-ids=-", "--input-format=csv"];
    let with = not_found(&csv, "content_id,content_key_period_index\na,5\n");
    assert!(
        with.contains("track type VIDEO; columns of standard input override these\n"),
        "{with}"
    );
    let without = not_found(&csv, "content_id,title\na,A\n");
    assert!(!without.contains("override"), "{without}");
}

#[test]
fn bad_key_ids_are_shown_up_to_twenty() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("kids");
    std::fs::write(&file, "no key ID\n".repeat(1_000_000) + SHARED).expect("written");
    let kids = [
        "--content-id=film7",
        "--period=11",
        "--key-index=3",
        "--kids",
    ];
    let kids = [&kids[..], &[file.to_str().expect("UTF-8")]].concat();
    let output = find(&kids, "");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(text(&output.stdout).lines().count(), 1);
    let stderr = text(&output.stderr);
    assert_eq!(stderr.lines().count(), 22, "{stderr}");
    assert!(
        stderr.contains("kids: 1000000 bad lines were skipped\n"),
        "{stderr}"
    );
}

#[test]
fn a_list_without_a_key_id_is_warned_of() {
    let output = find(&["--content-id", "a", "--kids", "-"], "\n\n");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        text(&output.stderr),
        "warning: --kids: standard input has no key ID\nhint: did the command before it fail?\n"
    );
}

/// What a terminal shows that runs a shell script.
#[cfg(unix)]
fn screen(script: &str) -> String {
    let output = clean(Command::new("script"))
        .args(["-q", "-c", script, "/dev/null"])
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh")
        .stdin(Stdio::null())
        .output()
        .expect("script starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Content IDs come with a pause that is longer than the program's patience.
#[test]
#[cfg(unix)]
fn a_bar_shows_on_the_terminal_and_matches_above_it() {
    if skips_without("script") {
        return;
    }
    let find = "(echo a; sleep 1.2; yes b | head -n 9000; echo film7; yes c | head -n 9000) | \
        countersign speke find --tenant-id T --content-ids - --period 11 --key-index 3";
    let shown = screen(&format!("{find} --all {SHARED}"));
    let bar = shown.find("key IDs, ").expect(&shown);
    let found = shown.find(&format!("{SHARED}: tenant id T")).expect(&shown);
    assert!(bar < found, "{shown}");
    // the bar is cleared before the line, drawn again, and cleared at the end
    assert!(shown[..found].ends_with("\r\u{1b}[2K"), "{shown:?}");
    assert!(shown[found..].contains("key IDs, "), "{shown:?}");
    assert!(shown.trim_end().ends_with("\u{1b}[2K"), "{shown:?}");
    let shown = screen(&format!("{find} --all {SHARED} -q"));
    assert!(!shown.contains("key IDs"), "{shown:?}");
    assert!(shown.contains(SHARED), "{shown:?}");
    // where rows are shown all the time, they are progress enough
    let shown = screen(&find.replace("find", "kid v1"));
    assert!(!shown.contains("key IDs"), "{shown:?}");
}

#[test]
#[cfg(unix)]
fn quiet_hides_the_bar_of_a_result_in_a_file() {
    if skips_without("script") {
        return;
    }
    let script = "(echo a; sleep 1.2; echo b) | countersign speke kid v1 --tenant-id T --content-ids - > /dev/null";
    assert!(screen(script).contains("key IDs"));
    assert_eq!(screen(&format!("{script} -q")), "");
}

//! `speke find --in`, and what `speke inspect` writes, read by `--kids`.

use std::fs;
use std::process::Output;

use crate::common::sh;

const VIDEO: &str = "db104c24-be04-e6d4-39d3-abdc86c0f170";
const AUDIO: &str = "902a1e27-0551-76e3-34ec-9c76b5270d20";
/// The same as [`AUDIO`], with its bytes in the other order.
const SWAPPED: &str = "271e2a90-5105-e376-34ec-9c76b5270d20";
const ZEROS: &str = "00000000-0000-0000-0000-000000000000";
const OTHER: &str = "00112233-4455-6677-8899-aabbccddeeff";

const FILM: &str = "tenant id T1, content id film, content key period index 0, protection scheme cenc, intended track type";

/// A manifest with an adaptation set for each key ID, from line 3 on.
fn manifest(kids: &[&str]) -> String {
    let sets: String = kids
        .iter()
        .map(|kid| {
            format!(
                "<AdaptationSet><ContentProtection schemeIdUri=\"urn:mpeg:dash:mp4protection:2011\" \
                 value=\"cenc\" cenc:default_KID=\"{kid}\"/></AdaptationSet>\n"
            )
        })
        .collect();
    format!(
        "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" xmlns:cenc=\"urn:mpeg:cenc:2013\">\n<Period>\n{sets}</Period></MPD>\n"
    )
}

const PLACE: &str = "MPD > Period > AdaptationSet > ContentProtection@cenc:default_KID";

/// Runs in a folder with the manifests a.mpd and b.mpd.
fn find(options: &str) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    write("a.mpd", &manifest(&[VIDEO, VIDEO, AUDIO, VIDEO]));
    write("b.mpd", &manifest(&[OTHER, AUDIO]));
    write("swapped.mpd", &manifest(&[SWAPPED]));
    write(
        "cut-off.mpd",
        &manifest(&[AUDIO]).replace("</Period>", "<Period>"),
    );
    write("clear.mpd", &manifest(&[]));
    write("rotating.mpd", &manifest(&[ZEROS, AUDIO]));
    write("zeros.mpd", &manifest(&[ZEROS]));
    write("page.txt", "This is no manifest.\n");
    sh(&format!(
        "cd {}; {}",
        folder.path().display(),
        options.replace(
            "FIND",
            "countersign speke find --tenant-id T1 --content-id film --track-type VIDEO,AUDIO"
        )
    ))
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_line_says_whose_key_is_in_a_manifest_and_where() {
    let expected = format!(
        "{VIDEO} (a.mpd, line 3, {PLACE}, and 2 more places): {FILM} VIDEO\n\
         {AUDIO} (a.mpd, line 5, {PLACE}): {FILM} AUDIO\n"
    );
    for command in [
        "FIND --in a.mpd",
        "cat a.mpd | FIND --in - | sed 's/standard input/a.mpd/'",
        "countersign speke inspect a.mpd --format jsonl | FIND --kids -",
        "countersign speke inspect a.mpd --format jsonl > kids; FIND --kids kids",
    ] {
        let output = find(command);
        assert_eq!(text(&output.stdout), expected, "{command}");
        assert_eq!(text(&output.stderr), "", "{command}");
        assert_eq!(output.status.code(), Some(0), "{command}");
    }
}

#[test]
fn several_files_and_key_ids_are_searched_for_in_one_pass() {
    let output = find(&format!("FIND --in a.mpd --in b.mpd {AUDIO}"));
    assert_eq!(output.status.code(), Some(1));
    let mut lines: Vec<_> = text(&output.stdout).lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            format!("{AUDIO} (a.mpd, line 5, {PLACE}): {FILM} AUDIO"),
            format!("{AUDIO} (b.mpd, line 4, {PLACE}): {FILM} AUDIO"),
            format!("{AUDIO}: {FILM} AUDIO"),
            format!("{VIDEO} (a.mpd, line 3, {PLACE}, and 2 more places): {FILM} VIDEO"),
        ]
    );
    let error =
        format!("error: no input of the grid gives the key ID {OTHER} (b.mpd, line 3, {PLACE})\n");
    assert!(text(&output.stderr).starts_with(&error), "{output:?}");
}

#[test]
fn the_place_has_columns() {
    let csv = find("FIND --in a.mpd --format csv");
    let header = "tenant_id,content_id,content_key_period_index,key_id_index,protection_scheme,intended_track_type,kid,byte_order";
    assert_eq!(
        text(&csv.stdout),
        format!(
            "{header},file,line,offset,where\n\
             T1,film,0,,cenc,VIDEO,{VIDEO},as given,a.mpd,3,,{PLACE}\n\
             T1,film,0,,cenc,AUDIO,{AUDIO},as given,a.mpd,5,,{PLACE}\n"
        )
    );
    let jsonl = find(&format!("FIND --in swapped.mpd {VIDEO} --format jsonl"));
    let film = r#""tenant_id":"T1","content_id":"film","content_key_period_index":0,"protection_scheme":"cenc""#;
    assert_eq!(
        text(&jsonl.stdout),
        format!(
            "{{{film},\"intended_track_type\":\"VIDEO\",\"kid\":\"{VIDEO}\",\"byte_order\":\"as given\"}}\n\
             {{{film},\"intended_track_type\":\"AUDIO\",\"kid\":\"{SWAPPED}\",\"byte_order\":\"swapped\",\
             \"file\":\"swapped.mpd\",\"line\":3,\"where\":\"{PLACE}\"}}\n"
        )
    );
    // without a file, the columns are as they were
    let csv = find(&format!("FIND {VIDEO} --format csv"));
    assert_eq!(text(&csv.stdout).lines().next(), Some(header));
}

#[test]
fn lines_and_objects_may_be_mixed() {
    let output = find(&format!(
        "printf '%s\\n' {AUDIO} '{{\"kid\":\"{VIDEO}\",\"line\":7}}' | FIND --kids -"
    ));
    assert_eq!(
        text(&output.stdout),
        format!("{VIDEO}: {FILM} VIDEO\n{AUDIO}: {FILM} AUDIO\n")
    );
    let output = find(&format!(
        "printf '%s\\n' '{{\"kid\":7}}' '{{\"key\":\"{VIDEO}\"}}' '{{\"kid\":\"x\"}}' '{{\"kid\":\"{AUDIO}\"' '{{\"kid\":\"{AUDIO}\"}}' | FIND --kids -"
    ));
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(text(&output.stdout), format!("{AUDIO}: {FILM} AUDIO\n"));
    let stderr = text(&output.stderr);
    assert_eq!(stderr.lines().count(), 5, "{stderr}");
    for error in [
        "line 1: has no kid\n",
        "line 2: has no kid\n",
        "line 3: is not a key ID",
        "line 4: is not valid JSON at column 45\n",
        "standard input: 4 bad lines were skipped\n",
    ] {
        assert!(stderr.contains(error), "{error}: {stderr}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let output = find("FIND --in page.txt");
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).starts_with("error: --in: 'page.txt' is neither an MPD"),
        "{output:?}"
    );
    let output = find("FIND --in no-such-file");
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr)
            .starts_with("error: --in: 'no-such-file' cannot be read: no such file or directory"),
        "{output:?}"
    );
    // what was read before the damage is searched for
    let output = find("FIND --in cut-off.mpd");
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).starts_with(AUDIO), "{output:?}");
    assert!(
        text(&output.stderr).ends_with("error: --in: 'cut-off.mpd' cannot be read completely\n"),
        "{output:?}"
    );
    let output = find("FIND --in clear.mpd");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), ""));
    assert_eq!(
        text(&output.stderr),
        "warning: clear.mpd: there is no key ID in it\n"
    );
}

#[test]
fn zeros_that_stand_for_rotating_keys_are_not_searched_for() {
    for command in [
        "FIND --in rotating.mpd",
        "countersign speke inspect rotating.mpd --format jsonl | FIND --kids -",
    ] {
        let output = find(command);
        let found = format!("{AUDIO} (rotating.mpd, line 4, {PLACE}): {FILM} AUDIO\n");
        assert_eq!(text(&output.stdout), found, "{command}");
        assert_eq!(text(&output.stderr), "", "{command}");
        assert_eq!(output.status.code(), Some(0), "{command}");
    }
    let output = find("FIND --in zeros.mpd");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), ""));
    assert_eq!(
        text(&output.stderr),
        "warning: --in: zeros.mpd has no key ID but zeros, which stand for keys that rotate\n"
    );
    // who types zeros means them
    let output = find(&format!("FIND {ZEROS}"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn standard_input_is_read_once() {
    for (two, names) in [
        (
            "--in - --kids -",
            "--in and --kids both read standard input",
        ),
        ("--in - --in -", "--in names standard input twice"),
    ] {
        let output = find(&format!("FIND {two} < a.mpd"));
        assert_eq!(output.status.code(), Some(2));
        let error = format!("error: {names}, which can be read only once\n");
        assert!(text(&output.stderr).starts_with(&error), "{output:?}");
    }
}

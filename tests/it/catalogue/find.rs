//! `speke find`.

use super::oracle::{Content, FORMS, form, key_id, rows};
use super::{find, text};

/// The key ID of the content `film7` in period 11 and, in version 2, scheme cbcs and track type AUDIO.
fn wanted(version: &str) -> [u8; 16] {
    let one = |text: &str| vec![text.to_owned()];
    let content = Content {
        tenant: "T".to_owned(),
        id: "film7".to_owned(),
        periods: vec![11],
        indexes: vec![3],
        schemes: one("cbcs"),
        tracks: one("AUDIO"),
    };
    key_id(&rows(&content, version)[0])
}

const GRID_V1: [&str; 6] = [
    "--content-ids",
    "-",
    "--period",
    "0-20",
    "--key-index",
    "0-4",
];
const GRID_V2: [&str; 8] = [
    "--content-ids",
    "-",
    "--period",
    "0-20",
    "--scheme",
    "cenc,cbcs",
    "--track-type",
    "VIDEO,AUDIO",
];

fn films() -> String {
    (0..40)
        .map(|i| ["film", &i.to_string(), "\n"].concat())
        .collect()
}

#[test]
fn every_form_is_found_in_either_byte_order() {
    for (version, grid, named) in [
        (
            "v1",
            &GRID_V1[..],
            "tenant id T, content id film7, content key period index 11, key id index 3",
        ),
        (
            "v2",
            &GRID_V2[..],
            "tenant id T, content id film7, content key period index 11, protection scheme cbcs, intended track type AUDIO",
        ),
    ] {
        let key_id = wanted(version);
        let guid = form(&key_id, "guid");
        let mut kids: Vec<_> = FORMS.iter().map(|name| form(&key_id, name)).collect();
        kids.extend([
            guid.to_uppercase(),
            format!("{{{guid}}}"),
            form(&key_id, "hex").to_uppercase(),
        ]);
        for threads in ["1", "3"] {
            for kid in &kids {
                let output = find(
                    &[grid, &["--threads", threads, "--", kid]].concat(),
                    &films(),
                );
                let other = if *kid == form(&key_id, "playready") {
                    ", in the other byte order"
                } else {
                    ""
                };
                assert_eq!(
                    (text(&output.stdout), output.status.code()),
                    (format!("{kid}: {named}{other}\n").as_str(), Some(0))
                );
            }
        }
    }
}

#[test]
fn many_key_ids_are_found_in_one_pass() {
    let guid = form(&wanted("v1"), "guid");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("kids");
    std::fs::write(
        &file,
        format!(
            "\u{feff}{}\r\n\nno key ID\n{guid}",
            form(&wanted("v1"), "playready")
        ),
    )
    .expect("written");
    let options = [
        "--format",
        "jsonl",
        &guid,
        "--kids",
        file.to_str().expect("UTF-8"),
    ];
    let output = find(&[&GRID_V1[..], &options].concat(), &films());
    let orders: Vec<_> = text(&output.stdout)
        .lines()
        .map(|line| line.split("\"byte_order\":").nth(1).expect("a byte order"))
        .collect();
    assert_eq!(orders, ["\"as given\"}", "\"swapped\"}", "\"as given\"}"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).contains("kids: line 3: is not a key ID"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_key_id_that_is_not_found_is_named() {
    let (guid, missing) = (
        form(&wanted("v1"), "guid"),
        "00000000-0000-0000-0000-000000000000",
    );
    let output = find(&[&GRID_V1[..], &[&guid, missing]].concat(), &films());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout).lines().count(), 1);
    let error = text(&output.stderr).lines().next();
    assert_eq!(
        error,
        Some(format!("error: no input of the grid gives the key ID {missing}").as_str())
    );
}

#[test]
fn the_options_tell_the_version_or_both_are_tried() {
    let found = |version: &str, options: &[&str]| {
        let guid = form(&wanted(version), "guid");
        find(
            &[&["--content-ids", "-", "--period", "11", &guid], options].concat(),
            &films(),
        )
        .status
        .code()
    };
    let (index, track) = (
        ["--key-index", "3"],
        ["--scheme", "cbcs", "--track-type", "AUDIO"],
    );
    assert_eq!(
        (found("v1", &index), found("v2", &index)),
        (Some(0), Some(1))
    );
    assert_eq!(
        (found("v1", &track), found("v2", &track)),
        (Some(1), Some(0))
    );
    let both = [&index[..], &track].concat();
    assert_eq!((found("v1", &both), found("v2", &both)), (Some(0), Some(0)));
    let only = [&both[..], &["--speke", "v2"]].concat();
    assert_eq!((found("v1", &only), found("v2", &only)), (Some(1), Some(0)));
}

#[test]
fn every_match_is_printed_with_its_columns() {
    let guid = form(&wanted("v1"), "guid");
    let csv = "content_id,content_key_period_index,key_id_index\nfilm7,11,3\n\"film\n7\",0,0\nfilm71,1,3\n";
    let output = find(
        &[
            "--content-ids",
            "-",
            "--input-format",
            "csv",
            "--format",
            "csv",
            "--speke",
            "v1",
            "--all",
            &guid,
        ],
        csv,
    );
    let expected = format!(
        "tenant_id,content_id,content_key_period_index,key_id_index,protection_scheme,intended_track_type,kid,byte_order\n\
         T,film7,11,3,,,{guid},as given\nT,film71,1,3,,,{guid},as given\n"
    );
    assert_eq!(
        (text(&output.stdout), output.status.code()),
        (expected.as_str(), Some(0))
    );
}

#[test]
fn what_is_no_key_id_is_bad_input() {
    let output = find(&["--content-id", "x", "--", "0a1e"], "");
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("'0a1e' is not a key ID"));
}

//! `--preset`: the track types of AWS's encryption contracts.

use countersign::speke::{PRESETS, TRACK_TYPES};

use crate::common::{countersign, help, root};

/// The table of the protocol.
const TABLE: [(&str, &str); 12] = [
    ("video-1", "VIDEO"),
    ("video-2", "SD,HD"),
    ("video-3", "SD,HD,UHD"),
    ("video-4", "SD,HD,UHD1,UHD2"),
    ("video-5", "SD,HD1,HD2,UHD1,UHD2"),
    ("video-6", "SD,HD1,HD2,UHD"),
    ("video-7", "SD+HD1,HD2,UHD"),
    ("video-8", "SD+HD1,HD2,UHD1,UHD2"),
    ("audio-1", "AUDIO"),
    ("audio-2", "STEREO_AUDIO,MULTICHANNEL_AUDIO"),
    (
        "audio-3",
        "STEREO_AUDIO,MULTICHANNEL_AUDIO_3_6,MULTICHANNEL_AUDIO_7",
    ),
    ("shared", "ALL"),
];

/// What `kid v2` prints, and its messages.
fn kid(options: &[&str]) -> (String, String, Option<i32>) {
    let output = countersign()
        .args(["speke", "kid", "v2", "--tenant-id=T", "--content-id=film"])
        .arg("--format=csv")
        .args(options)
        .output()
        .expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        text(&output.stdout),
        text(&output.stderr),
        output.status.code(),
    )
}

#[test]
fn a_preset_stands_for_its_track_types() {
    for (name, track_types) in TABLE {
        let (expected, _, _) = kid(&["--track-type", track_types]);
        let number = name.replace('-', "_");
        for name in [
            name,
            &name.to_uppercase(),
            &format!("PRESET-{name}"),
            &format!("preset_{number}"),
        ] {
            if name.contains("shared") && name.len() > "shared".len() {
                continue;
            }
            let (rows, messages, status) = kid(&["--preset", name]);
            assert_eq!((&rows, status), (&expected, Some(0)), "{name}");
            assert_eq!(messages, "", "{name}");
        }
    }
}

#[test]
fn presets_and_track_types_are_joined_in_order_without_duplicates() {
    for (options, track_types) in [
        (&["--preset", "video-2,audio-1"][..], "SD,HD,AUDIO"),
        (
            &["--preset", "audio-2,audio-3,video-2", "--preset=video-3"],
            "STEREO_AUDIO,MULTICHANNEL_AUDIO,MULTICHANNEL_AUDIO_3_6,MULTICHANNEL_AUDIO_7,SD,HD,UHD",
        ),
        (
            &["--preset", "video-3", "--track-type", "HD,MY TYPE"],
            "HD,MY TYPE,SD,UHD",
        ),
        (&["--preset", "unencrypted,audio-1"], "AUDIO"),
    ] {
        let (expected, _, _) = kid(&["--track-type", track_types]);
        assert_eq!(kid(options).0, expected, "{options:?}");
    }
}

#[test]
fn nothing_is_derived_for_unencrypted_tracks() {
    let (rows, messages, status) = kid(&["--preset", "UNENCRYPTED"]);
    assert_eq!((rows.as_str(), status), ("", Some(2)));
    assert!(
        messages.starts_with("error: --preset unencrypted asks for no key\n"),
        "{messages}"
    );
}

#[test]
fn a_preset_that_does_not_exist_is_refused_with_those_that_do() {
    let (rows, messages, status) = kid(&["--preset", "video-1,video-9"]);
    assert_eq!((rows.as_str(), status), ("", Some(2)));
    assert!(
        messages.contains("'video-9'") && messages.contains("video-8, audio-1"),
        "{messages}"
    );
}

#[test]
fn find_tries_the_track_types_of_presets() {
    let (rows, _, _) = kid(&["--track-type", "MULTICHANNEL_AUDIO_7"]);
    let kid = rows.trim().rsplit(',').next().expect("a key ID");
    let output = countersign()
        .args(["speke", "find", kid, "--tenant-id=T", "--content-id=film"])
        .args(["--preset", "video-5,audio-3"])
        .output()
        .expect("it starts");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        format!(
            "{kid}: tenant id T, content id film, content key period index 0, protection scheme cenc, intended track type MULTICHANNEL_AUDIO_7\n"
        )
    );
    // a preset implies version 2
    let output = countersign()
        .args(["speke", "find", &"0".repeat(32), "--tenant-id=T"])
        .args(["--content-id=film", "--preset", "shared"])
        .output()
        .expect("it starts");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(messages.contains("tried 1 input: v2"), "{messages}");
}

#[test]
fn help_lists_the_presets() {
    for leaf in [&["speke", "kid", "v2"][..], &["speke", "find"]] {
        let leaf: Vec<_> = leaf.iter().map(|word| (*word).to_owned()).collect();
        let help = help(&leaf, "--help");
        let words: Vec<_> = help.split_whitespace().collect();
        let help = words.join(" ");
        for (name, track_types) in TABLE {
            let types = track_types.replace(',', ", ");
            let line = format!("- {name}: {types} -");
            assert!(help.contains(&line), "{line}: {help}");
        }
    }
}

#[test]
fn the_page_has_the_same_table() {
    let page = std::fs::read_to_string(root().join("docs/speke.md")).expect("the page");
    for (name, track_types) in TABLE {
        let row = format!("| `{name}` | `{}`", track_types.replace(',', "`, `"));
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn the_track_types_of_all_presets_are_known() {
    assert_eq!(PRESETS.len(), TABLE.len() + 1);
    for preset in PRESETS {
        for track_type in preset.track_types() {
            assert!(TRACK_TYPES.contains(track_type), "{track_type}");
        }
    }
}

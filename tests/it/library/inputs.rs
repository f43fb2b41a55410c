//! What key IDs are derived from, and its names.

use countersign::speke::{Form, Input, KeyId, PRESETS, Preset, V1, V2, Version};

#[test]
fn an_input_has_the_fields_of_its_version() {
    let v1 = Input::from(V1 {
        tenant_id: "T1",
        content_id: "film",
        content_key_period_index: 7,
        key_id_index: 5,
    });
    assert_eq!((v1.version(), v1.key_id_index()), (Version::V1, Some(5)));
    assert_eq!(
        (v1.protection_scheme(), v1.intended_track_type()),
        (None, None)
    );
    let v2 = Input::from(V2 {
        tenant_id: "T1",
        content_id: "film",
        content_key_period_index: 7,
        protection_scheme: "cbcs",
        intended_track_type: "AUDIO",
    });
    assert_eq!((v2.version(), v2.key_id_index()), (Version::V2, None));
    assert_eq!(
        (v2.protection_scheme(), v2.intended_track_type()),
        (Some("cbcs"), Some("AUDIO"))
    );
    for (input, last) in [
        (v1, "key id index 5"),
        (v2, "protection scheme cbcs, intended track type AUDIO"),
    ] {
        assert_eq!((input.tenant_id(), input.content_id()), ("T1", "film"));
        assert_eq!(input.content_key_period_index(), 7);
        assert_eq!(
            input.to_string(),
            format!("tenant id T1, content id film, content key period index 7, {last}")
        );
    }
}

#[test]
fn a_version_reads_back() {
    for (version, name) in [(Version::V1, "v1"), (Version::V2, "v2")] {
        assert_eq!(version.to_string(), name);
        assert_eq!(name.parse(), Ok(version));
    }
    for text in ["", "1", "V1", "v3"] {
        assert!(text.parse::<Version>().is_err(), "{text}");
    }
}

#[test]
fn a_form_reads_back() {
    for form in Form::ALL {
        assert_eq!(form.to_string(), form.name());
        assert_eq!(form.name().parse(), Ok(*form));
    }
    for text in ["", "GUID", "base64 "] {
        assert!(text.parse::<Form>().is_err(), "{text}");
    }
}

#[test]
fn a_preset_reads_back_in_the_spellings_of_aws() {
    for preset in PRESETS {
        let name = preset.name();
        assert_eq!(preset.to_string(), name);
        assert_eq!(name.parse(), Ok(*preset));
        assert_eq!(name.to_uppercase().parse(), Ok(*preset));
        let prefixed = format!("PRESET-{name}");
        let is_numbered = name.ends_with(|last: char| last.is_ascii_digit());
        for text in [prefixed.clone(), prefixed.replace('-', "_")] {
            assert_eq!(text.parse::<Preset>().is_ok(), is_numbered, "{text}");
        }
    }
    assert_eq!(
        "video_8".parse::<Preset>().map(|preset| preset.name()),
        Ok("video-8")
    );
    assert!("preset-preset-video-1".parse::<Preset>().is_err());
}

#[test]
fn a_key_id_is_its_bytes() {
    let bytes = *b"0123456789abcdef";
    let key_id = KeyId::from(bytes);
    assert_eq!(<[u8; 16]>::from(key_id), bytes);
    assert_eq!(KeyId::try_from(&bytes[..]), Ok(key_id));
    assert!(KeyId::try_from(&bytes[1..]).is_err());
}

//! What the feature `serde` writes and reads.

use super::{Form, Input, KeyId, V1, V2, Version};

type Result = std::result::Result<(), serde_json::Error>;

#[test]
fn a_key_id_is_written_as_a_guid_and_read_in_any_form() -> Result {
    let key_id = KeyId::from_bytes(*b"0123456789abcdef");
    let guid = format!("\"{key_id}\"");
    assert_eq!(serde_json::to_string(&key_id)?, guid);
    for form in [Form::Guid, Form::Hex, Form::Base64] {
        let text = serde_json::to_string(&key_id.to_form(form))?;
        assert_eq!(serde_json::from_str::<KeyId>(&text)?, key_id);
    }
    assert!(serde_json::from_str::<KeyId>("\"film\"").is_err());
    Ok(())
}

#[test]
fn forms_and_versions_are_written_as_their_names() -> Result {
    for form in Form::ALL {
        let text = serde_json::to_string(form)?;
        assert_eq!(text, format!("\"{form}\""));
        assert_eq!(serde_json::from_str::<Form>(&text)?, *form);
    }
    for version in [Version::V1, Version::V2] {
        let text = serde_json::to_string(&version)?;
        assert_eq!(text, format!("\"{version}\""));
        assert_eq!(serde_json::from_str::<Version>(&text)?, version);
    }
    assert!(serde_json::from_str::<Form>("\"GUID\"").is_err());
    Ok(())
}

#[test]
fn inputs_are_written_as_their_fields() -> Result {
    let v1 =
        r#"{"tenant_id":"T","content_id":"film","content_key_period_index":7,"key_id_index":5}"#;
    let v2 = r#"{"tenant_id":"T","content_id":"film","content_key_period_index":7,"protection_scheme":"cbcs","intended_track_type":"AUDIO"}"#;
    for (input, expected) in [
        (Input::from(serde_json::from_str::<V1<'_>>(v1)?), v1),
        (Input::from(serde_json::from_str::<V2<'_>>(v2)?), v2),
    ] {
        let written: serde_json::Value = serde_json::to_value(input)?;
        assert_eq!(
            written,
            serde_json::from_str::<serde_json::Value>(expected)?
        );
    }
    Ok(())
}

//! Random inputs: compares every derivation with an independent implementation (ring), and parses every format of a key ID back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::device::{self, Signature};
use countersign::speke::{Form, KeyId, V1, V2};
use countersign::starleaf::{Api, Challenge, Iterations, Key, Salt};
use countersign::{Header, ankoder, hexadecimal};
use proptest::prelude::*;
use ring::{digest, hmac, pbkdf2};

fn hmac_hex(algorithm: hmac::Algorithm, key: &[u8], data: &[u8]) -> String {
    hex::encode(hmac::sign(&hmac::Key::new(algorithm, key), data))
}

/// The vendor's formula, byte by byte: XOR the halves, then apply the byte order of a .NET GUID.
fn key_id_oracle(message: &str) -> String {
    let digest = digest::digest(&digest::SHA256, message.as_bytes());
    let (left, right) = digest.as_ref().split_at(16);
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let hex = hex::encode(order.map(|i| left[i] ^ right[i]));
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

proptest! {
    #[test]
    fn starleaf_keys_agree(password in "\\PC{0,80}", salt in prop::collection::vec(any::<u8>(), 1..40), iterations in 1..50u32) {
        let iterations = Iterations::new(iterations).expect("positive");
        let mut expected = [0; 32];
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, &salt, password.as_bytes(), &mut expected);
        let salt = Salt::from_hex(&hex::encode_upper(&salt)).expect("hex");
        prop_assert_eq!(&*Key::derive(&password, &salt, iterations).to_hex(), &hex::encode(expected));
    }

    #[test]
    fn starleaf_responses_agree(key in any::<[u8; 32]>(), bytes in prop::collection::vec(any::<u8>(), 1..200)) {
        let text = hex::encode(&bytes);
        let challenge = Challenge::new(text.clone()).expect("a challenge");
        let respond = |api: Api| Key::from_bytes(key).respond(&api.message(&challenge).expect("hex")).to_string();
        prop_assert_eq!(respond(Api::Endpoint), hmac_hex(hmac::HMAC_SHA256, &key, text.as_bytes()));
        prop_assert_eq!(respond(Api::Cloud), hmac_hex(hmac::HMAC_SHA256, &key, &bytes));
        prop_assert_eq!(challenge.as_str(), text);
    }

    #[test]
    fn device_signatures_agree(password in "\\PC{0,100}", challenge in "\\PC{1,130}", path in "/\\PC{0,60}", body in prop::collection::vec(any::<u8>(), 0..300)) {
        let cut = path.split('?').next().expect("a path");
        let message = [challenge.as_bytes(), cut.as_bytes(), &body].concat();
        let challenge = Challenge::new(challenge).expect("a challenge");
        let signature = Signature::new(&password, &device::message(&challenge, device::signed_path(&path), &body));
        prop_assert_eq!(signature.to_string(), hmac_hex(hmac::HMAC_SHA256, password.as_bytes(), &message));
    }

    #[test]
    fn ankoder_passkeys_agree(private_key in "\\PC{0,100}", date in "\\PC{1,40}", method in "[A-Z]{1,8}", path in "/\\PC{0,60}") {
        let string = format!("-{date}-{method}-{path}-");
        let salt = &hex::encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, string.as_bytes()))[..20];
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, private_key.as_bytes()), salt.as_bytes());
        let ours = ankoder::Salt::from_string_to_sign(&ankoder::string_to_sign(&date, &method, &path));
        prop_assert_eq!(ours.to_string(), salt);
        prop_assert_eq!(ankoder::Passkey::new(&private_key, &ours).to_string(), STANDARD.encode(mac));
    }

    #[test]
    fn speke_key_ids_agree(tenant_id in "\\PC{0,40}", content_id in "\\PC{0,200}", a in any::<u32>(), b in any::<u32>(), scheme in "[a-z0-9]{0,8}", track in "\\PC{0,30}") {
        let v1 = V1 { tenant_id: &tenant_id, content_id: &content_id, content_key_period_index: a, key_id_index: b };
        prop_assert_eq!(v1.key_id().to_string(), key_id_oracle(&format!("{tenant_id}{content_id}{a}{b}")));
        let v2 = V2 { tenant_id: &tenant_id, content_id: &content_id, protection_scheme: &scheme, content_key_period_index: a, intended_track_type: &track };
        prop_assert_eq!(v2.key_id().to_string(), key_id_oracle(&format!("{tenant_id}{content_id}{scheme}{a}{track}")));
    }

    #[test]
    fn every_form_of_a_key_id_reads_back(bytes in any::<[u8; 16]>()) {
        let key_id = KeyId::from_bytes(bytes);
        for &form in Form::ALL {
            let read: KeyId = key_id.to_form(form).parse()?;
            let expected = if form == Form::PlayReady { key_id.swapped() } else { key_id };
            prop_assert_eq!(read, expected, "{:?}", form);
        }
        let guid = key_id.to_string();
        for text in [guid.to_uppercase(), format!("{{{guid}}}"), key_id.to_form(Form::Hex).to_uppercase(), key_id.to_form(Form::Base64).replace('=', "")] {
            prop_assert_eq!(text.parse(), Ok(key_id), "{}", text);
        }
        prop_assert_eq!(key_id.swapped().swapped(), key_id);
    }

    #[test]
    fn no_text_makes_a_key_id_or_hex_panic(text in "\\PC{0,50}") {
        if let Ok(key_id) = text.parse::<KeyId>() {
            prop_assert!(key_id.to_string().parse() == Ok(key_id));
        }
        match hexadecimal::decode(&text) {
            Ok(bytes) => prop_assert_eq!(hex::encode(bytes), text.to_lowercase()),
            Err(error) => prop_assert!(text.len() < 4 || !error.to_string().contains(&text)),
        }
    }

    #[test]
    fn hex_reads_back_in_either_case(bytes in prop::collection::vec(any::<u8>(), 1..64)) {
        prop_assert_eq!(hexadecimal::decode(&hex::encode(&bytes)), Ok(bytes.clone()));
        prop_assert_eq!(hexadecimal::decode(&hex::encode_upper(&bytes)), Ok(bytes.clone()));
        let salt = Salt::from_hex(&hex::encode(&bytes)).expect("hex");
        prop_assert_eq!(salt.as_bytes(), bytes);
    }

    #[test]
    fn a_wrong_digit_is_found_where_it_is(mut text in "[0-9a-f]{2,64}", at in any::<prop::sample::Index>()) {
        let at = at.index(text.len());
        text.replace_range(at..=at, "x");
        prop_assert_eq!(hexadecimal::decode(&text), Err(hexadecimal::HexError::Character { position: at + 1 }));
    }

    #[test]
    fn only_the_very_text_of_a_mac_verifies(secret in "\\PC{0,40}", message in "\\PC{0,80}", at in any::<prop::sample::Index>(), other in "[0-9A-Za-z+/=]") {
        let salt = ankoder::Salt::from_string_to_sign(&message);
        let signature = Signature::new(&secret, message.as_bytes());
        let passkey = ankoder::Passkey::new(&secret, &salt);
        let key = Key::from_bytes([0xab; 32]);
        let response = key.respond(message.as_bytes());
        prop_assert_eq!(hex::encode(signature.as_bytes()), signature.to_string());
        prop_assert_eq!(STANDARD.encode(passkey.as_bytes()), passkey.to_string());
        prop_assert_eq!(hex::encode(response.as_bytes()), response.to_string());
        let only = |text: String, verify: &dyn Fn(&str) -> bool| {
            let at = at.index(text.len());
            let mut changed = text.clone();
            changed.replace_range(at..=at, &other);
            let longer = text.clone() + " ";
            verify(&text) && verify(&changed) == (changed == text) && !verify(&text[..at]) && !verify(&longer)
        };
        prop_assert!(only(signature.to_string(), &|text| signature.verify(text)));
        prop_assert!(only(passkey.to_string(), &|text| passkey.verify(text)));
        prop_assert!(only(response.to_string(), &|text| response.verify(text)));
        prop_assert!(only(response.to_string(), &|text| key.verify(message.as_bytes(), text)));
    }
}

#[test]
fn credentials_are_redacted_in_debug_output() {
    let key = Key::from_bytes([0xab; 32]);
    assert_eq!(format!("{key:?}"), "Key([redacted])");
    assert_eq!(format!("{:?}", key.respond(b"x")), "Response([redacted])");
    let signature = Signature::new("secret", b"x");
    assert_eq!(format!("{signature:?}"), "Signature([redacted])");
    let passkey = ankoder::Passkey::new("secret", &ankoder::Salt::from_string_to_sign("x"));
    assert_eq!(format!("{passkey:?}"), "Passkey([redacted])");

    let challenge = Challenge::new("c").expect("a challenge");
    let device = device::headers(&challenge, &signature);
    let ankoder = ankoder::headers("a", &passkey, "now");
    let marked = |headers: &[Header]| {
        headers
            .iter()
            .filter(|header| header.is_sensitive)
            .map(|header| header.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(marked(&device), [device::HMAC_HEADER]);
    assert_eq!(
        format!("{:?}", device[0]),
        format!("Header({}: \"c\")", device[0].name)
    );
    assert_eq!(marked(&ankoder), [ankoder::PASSKEY_HEADER]);
    let shown = format!("{device:?} {ankoder:?}");
    assert!(!shown.contains(&signature.to_string()) && !shown.contains(&passkey.to_string()));
}

//! Known answers: those of the vendors, independently computed ones (`tests/vectors`), and published ones for the primitives.

use countersign::device::{self, BodyError, Signature};
use countersign::hexadecimal::HexError;
use countersign::speke::{Form, KeyId, V1, V2};
use countersign::starleaf::{Api, Challenge, Iterations, Key, Salt};
use countersign::{ankoder, hexadecimal};
use serde_json::Value;

fn vectors(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("a vector file")).expect("JSON");
    let vectors = file["vectors"].as_array().expect("vectors").clone();
    assert!(!vectors.is_empty());
    vectors
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} in {vector}"))
}

#[test]
fn starleaf_keys_and_responses() {
    for vector in vectors("starleaf") {
        let salt = Salt::from_hex(text(&vector, "salt")).expect("hex");
        let iterations = vector["iterations"]
            .as_u64()
            .and_then(|n| Iterations::new(u32::try_from(n).ok()?))
            .expect("iterations");
        let key = Key::derive(text(&vector, "password"), &salt, iterations);
        assert_eq!(*key.to_hex(), text(&vector, "key"));
        let challenge = Challenge::new(text(&vector, "challenge")).expect("a challenge");
        let respond = |api: Api| {
            key.respond(&api.message(&challenge).expect("hex"))
                .to_string()
        };
        assert_eq!(respond(Api::Endpoint), text(&vector, "response_endpoint"));
        assert_eq!(respond(Api::Cloud), text(&vector, "response_cloud"));
    }
}

#[test]
fn device_signatures() {
    for vector in vectors("device") {
        let challenge = device::Challenge::new(text(&vector, "challenge")).expect("a challenge");
        let path = device::signed_path(text(&vector, "path"));
        let message = device::message(&challenge, path, text(&vector, "body").as_bytes());
        assert_eq!(
            Signature::new(text(&vector, "password"), &message).to_string(),
            text(&vector, "hmac"),
            "{vector}"
        );
    }
}

#[test]
fn ankoder_salts_and_passkeys() {
    for vector in vectors("ankoder") {
        let string = ankoder::string_to_sign(
            text(&vector, "date"),
            text(&vector, "method"),
            text(&vector, "path"),
        );
        let salt = ankoder::Salt::from_string_to_sign(&string);
        assert_eq!(salt.to_string(), text(&vector, "salt"));
        if let Some(private_key) = vector["private_key"].as_str() {
            assert_eq!(
                ankoder::Passkey::new(private_key, &salt).to_string(),
                text(&vector, "passkey")
            );
        }
    }
}

#[test]
fn speke_key_ids_in_every_form() {
    for vector in vectors("speke") {
        let key_id = speke_key_id(&vector);
        assert_eq!(key_id.to_string(), text(&vector, "kid"));
        let Some(forms) = vector["forms"].as_object() else {
            continue;
        };
        let names = ["guid", "hex", "hls", "base64", "base64url", "playready"];
        assert_eq!(forms.len(), names.len());
        for (form, name) in Form::ALL.iter().copied().zip(names) {
            assert_eq!(key_id.to_form(form), text(&vector["forms"], name));
        }
    }
}

fn speke_key_id(vector: &Value) -> KeyId {
    let tenant_id = text(vector, "tenant_id");
    let content_id = text(vector, "content_id");
    let number = |field| text(vector, field).parse().expect("a number");
    match text(vector, "version") {
        "v1" => V1 {
            tenant_id,
            content_id,
            content_key_period_index: number("period"),
            key_id_index: number("key_index"),
        }
        .key_id(),
        "v2" => V2 {
            tenant_id,
            content_id,
            protection_scheme: text(vector, "scheme"),
            content_key_period_index: number("period"),
            intended_track_type: text(vector, "track_type"),
        }
        .key_id(),
        other => panic!("version {other}"),
    }
}

/// RFC 7914, section 11: PBKDF2-HMAC-SHA256 with 64 bytes, of which a key is the first 32.
#[test]
fn pbkdf2_hmac_sha256_of_rfc_7914() {
    let derive = |password: &str, salt: &str, iterations| {
        let salt = Salt::from_hex(&hex::encode(salt)).expect("hex");
        Key::derive(
            password,
            &salt,
            Iterations::new(iterations).expect("positive"),
        )
        .to_hex()
        .to_string()
    };
    assert_eq!(
        derive("passwd", "salt", 1),
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
    );
    assert_eq!(
        derive("Password", "NaCl", 80000),
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
    );
}

/// The inputs of RFC 6070 with HMAC-SHA256 instead of HMAC-SHA1; the results are widely published.
#[test]
fn pbkdf2_hmac_sha256_of_the_inputs_of_rfc_6070() {
    let derive = |iterations| {
        let salt = Salt::from_hex(&hex::encode("salt")).expect("hex");
        Key::derive(
            "password",
            &salt,
            Iterations::new(iterations).expect("positive"),
        )
        .to_hex()
        .to_string()
    };
    assert_eq!(
        derive(1),
        "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"
    );
    assert_eq!(
        derive(2),
        "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43"
    );
    assert_eq!(
        derive(4096),
        "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"
    );
}

#[test]
fn hex_errors_name_a_position_but_not_the_text() {
    assert_eq!(
        hexadecimal::decode("zz").unwrap_err().to_string(),
        "is not hex: character 1 is not a hex digit"
    );
    assert_eq!(
        hexadecimal::decode_to_slice("00", &mut [0; 32])
            .unwrap_err()
            .to_string(),
        "has 2 hex digits instead of 64"
    );
    assert_eq!(
        hexadecimal::decode("abc"),
        Err(HexError::OddLength { digits: 3 })
    );
}

#[test]
fn a_body_that_a_board_cannot_read_is_refused_with_its_position() {
    let check = |body: &[u8]| device::check_body(body).map_err(|error| error.to_string());
    assert_eq!(check(b"[1, 2]"), Ok(()));
    for (body, error) in [
        (&b""[..], BodyError::Empty),
        (b"\"ab\xff\"", BodyError::NotUtf8 { position: 4 }),
        (b"{\n  x}", BodyError::NotJson { line: 2, column: 3 }),
    ] {
        assert_eq!(check(body), Err(error.to_string()));
    }
}

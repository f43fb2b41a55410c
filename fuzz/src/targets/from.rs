//! What `--from` reads: a server's challenge as JSON or as text.

use anstream::ColorChoice;
use countersign::starleaf::{Api, Salt};
use serde_json::Value;

use crate::clients::device;
use crate::clients::http::Fields;
use crate::clients::starleaf::{ChallengeFields, message};
use crate::commands::device::sign::read_challenge;
use crate::terminal::Console;

pub fn from(input: &[u8]) {
    // as the file of --from, which is read the same way
    let file = super::file(input);
    let challenge = read_challenge(&file);
    let Ok(value) = file.read_json("--from") else {
        return;
    };
    let field = |name| {
        value
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    if let (Ok(challenge), true) = (challenge, value.is_object()) {
        assert_eq!(challenge.as_str(), field("challenge"));
    }
    let Ok(fields) = Fields::new("--from", value.clone()) else {
        return;
    };
    let _ = device::challenge(&fields);
    let fields = ChallengeFields::new(fields);
    if let Ok(salt) = fields.salt() {
        assert_eq!(
            Some(salt.as_bytes()),
            hex::decode(field("salt")).ok().as_deref()
        );
    }
    if let Ok(iterations) = fields.iterations() {
        assert_eq!(value["iterations"].to_string(), iterations.to_string());
    }
    let console = Console::new(false, true, ColorChoice::Never);
    if let Ok(challenge) = fields.challenge() {
        for api in [Api::Endpoint, Api::Cloud] {
            let _ = message(api, &challenge, &console);
        }
    }
    let _ = Salt::from_hex(&field("salt"));
}

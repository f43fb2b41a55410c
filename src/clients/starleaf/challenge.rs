//! The challenge of a login, and the stages from there to the response.

use std::borrow::Cow;

use countersign::starleaf::{Api, Challenge, Iterations, Key, Response, Salt};

use crate::clients::http::Fields;
use crate::clients::short_text;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, REDACTED, hide, redact};

/// Salt, iterations and challenge in a server's JSON. Each is parsed when it is needed; other fields are ignored.
pub(crate) struct ChallengeFields(Fields);

impl ChallengeFields {
    pub(crate) fn new(fields: Fields) -> Self {
        Self(fields)
    }

    pub(crate) fn salt(&self) -> Result<Salt, Failure> {
        Salt::from_hex(short_text(&self.0, "salt")?)
            .map_err(|error| self.0.malformed("salt", &error))
    }

    pub(crate) fn iterations(&self) -> Result<Iterations, Failure> {
        let number = self.0.get("iterations")?.as_u64();
        number
            .and_then(|number| u32::try_from(number).ok())
            .and_then(Iterations::new)
            .ok_or_else(|| {
                self.0
                    .malformed("iterations", &"is not a number from 1 to 4294967295")
            })
    }

    pub(crate) fn challenge(&self) -> Result<Challenge, Failure> {
        Challenge::new(short_text(&self.0, "challenge")?)
            .map_err(|error| self.0.malformed("challenge", &error))
    }
}

/// Derives the key, and shows each step with `-v`.
pub(crate) fn derive(
    password: &Secret,
    salt: &Salt,
    iterations: Iterations,
    console: &Console,
) -> Key {
    console.step("password", REDACTED);
    console.step(
        "salt",
        format_args!("{salt} ({} bytes)", salt.as_bytes().len()),
    );
    console.step("iterations", iterations);
    let key = Key::derive(password, salt, iterations);
    console.step(
        "key",
        format_args!("PBKDF2-HMAC-SHA256(password, salt, iterations, 32 bytes) = {REDACTED}"),
    );
    key
}

/// The bytes of a challenge that are hashed. Warns of one that is not hex.
pub(crate) fn message<'c>(
    api: Api,
    challenge: &'c Challenge,
    console: &Console,
) -> Result<Cow<'c, [u8]>, Failure> {
    let message = api.message(challenge).map_err(|error| {
        Failure::malformed("the challenge", &error)
            .hint("the Cloud sends its challenge in hex; for an endpoint, use --api endpoint")
    })?;
    if let Err(error) = challenge.decode() {
        console.warn(format_args!("the challenge {error}"));
        console.hint("StarLeaf's servers send hex: is it complete, and nothing else?");
    }
    Ok(message)
}

/// Responds to a challenge, and shows each step with `-v`.
pub(crate) fn respond(
    key: &Key,
    api: Api,
    challenge: &Challenge,
    message: &[u8],
    console: &Console,
) -> Response {
    let form = match api {
        Api::Endpoint => "the challenge's text",
        Api::Cloud => "the challenge decoded from hex",
    };
    console.step("challenge", redact(challenge.as_str()));
    console.step("hashed", format_args!("{form}, {} bytes", message.len()));
    let response = key.respond(message);
    hide(&response.to_string());
    console.step(
        "response",
        format_args!("HMAC-SHA256(key, hashed) = {REDACTED}"),
    );
    response
}

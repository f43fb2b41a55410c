//! What a server asks of who wants to log in, and what is answered.

use std::borrow::Cow;

use countersign::starleaf::{Api, Challenge, Iterations, Key, Response, Salt};

use crate::clients::http::Fields;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, REDACTED};

/// The server's answer to who wants to log in. Fields that nobody asks for are ignored.
pub(crate) struct Question(Fields);

impl Question {
    /// Takes a JSON object, whose fields are read when they are needed.
    pub(crate) fn new(fields: Fields) -> Self {
        Self(fields)
    }

    /// The salt.
    ///
    /// # Errors
    /// An input error if it is missing or not hex.
    pub(crate) fn salt(&self) -> Result<Salt, Failure> {
        Salt::from_hex(self.0.text("salt")?).map_err(|error| self.0.malformed("salt", &error))
    }

    /// The iterations.
    ///
    /// # Errors
    /// An input error if they are missing or out of range.
    pub(crate) fn iterations(&self) -> Result<Iterations, Failure> {
        let number = self
            .0
            .get("iterations")?
            .as_u64()
            .and_then(|number| u32::try_from(number).ok())
            .and_then(Iterations::new);
        number.ok_or_else(|| {
            self.0
                .malformed("iterations", &"is not a number from 1 to 4294967295")
        })
    }

    /// The challenge.
    ///
    /// # Errors
    /// An input error if it is missing or malformed.
    pub(crate) fn challenge(&self) -> Result<Challenge, Failure> {
        Challenge::new(self.0.text("challenge")?)
            .map_err(|error| self.0.malformed("challenge", &error))
    }
}

/// Derives the key, step by step.
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

/// What is hashed of a challenge.
///
/// # Errors
/// An input error if the Cloud's challenge is not hex.
pub(crate) fn message(api: Api, challenge: &Challenge) -> Result<Cow<'_, [u8]>, Failure> {
    api.message(challenge).map_err(|error| {
        Failure::malformed("the challenge", &error)
            .hint("the Cloud sends its challenge in hex; an endpoint's is taken as text with --api endpoint")
    })
}

/// Answers a challenge, step by step.
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
    console.step("challenge", challenge.as_str());
    console.step("hashed", format_args!("{form}, {} bytes", message.len()));
    let response = key.respond(message);
    console.hide(&response.to_string());
    console.step(
        "response",
        format_args!("HMAC-SHA256(key, hashed) = {REDACTED}"),
    );
    response
}

//! Shared by the StarLeaf endpoint and the Cloud: a password, and responses with its derived key.

use std::str::FromStr;
use std::sync::OnceLock;

use clap::builder::RangedU64ValueParser;
use serde_json::{Value, json};

use crate::PASSWORD;
use crate::proof::{hmac_sha256, starleaf_key};

/// The default salt, in hex.
const SALT: &str = "00112233445566778899aabbccddeeff";
const ITERATIONS: u32 = 10_000;

/// With more iterations, deriving other keys to explain a wrong response takes too long.
const MOST_ITERATIONS_TO_EXPLAIN: u32 = 100_000;

/// The form of the challenge that the response covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The text of the challenge, for an endpoint.
    Text,
    /// The bytes decoded from hex, for the Cloud.
    Bytes,
}

/// The options for a password.
#[derive(clap::Args)]
pub(crate) struct PasswordOptions {
    /// The password
    #[arg(long, default_value = PASSWORD)]
    password: String,
    /// The salt
    #[arg(long, value_name = "HEX", default_value = SALT)]
    salt: Hex,
    /// The number of PBKDF2 iterations
    #[arg(long, value_name = "N", default_value_t = ITERATIONS)]
    #[arg(value_parser = RangedU64ValueParser::<u32>::new().range(1..))]
    iterations: u32,
}

/// Bytes written in hex.
#[derive(Clone)]
struct Hex(Vec<u8>);

impl FromStr for Hex {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        hex::decode(text).map(Self)
    }
}

impl From<PasswordOptions> for Password {
    fn from(options: PasswordOptions) -> Self {
        Self {
            salt: options.salt.0,
            iterations: options.iterations,
            ..Self::new(&options.password)
        }
    }
}

/// A password with the salt and iterations of its key.
pub(crate) struct Password {
    pub text: String,
    pub salt: Vec<u8>,
    pub iterations: u32,
    key: OnceLock<[u8; 32]>,
}

impl Password {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            salt: hex::decode(SALT).unwrap_or_default(),
            iterations: ITERATIONS,
            key: OnceLock::new(),
        }
    }

    /// The fields that a client needs to respond to `challenge`.
    pub(crate) fn question(&self, challenge: &str) -> Value {
        json!({ "salt": hex::encode(&self.salt), "iterations": self.iterations, "challenge": challenge })
    }

    pub(crate) fn verify(&self, form: Form, challenge: &str, response: &str) -> bool {
        response == hmac_sha256(self.key(), &[&form.message(challenge)])
    }

    /// Finds the mistake in a response by trying the likely ones.
    pub(crate) fn mistake(&self, form: Form, challenge: &str, response: &str) -> &'static str {
        let other = match form {
            Form::Text => Form::Bytes,
            Form::Bytes => Form::Text,
        };
        let (right, wrong) = (form.message(challenge), other.message(challenge));
        let made = |key: &[u8], message: &[u8]| {
            hmac_sha256(key, &[message]).eq_ignore_ascii_case(response)
        };
        let derived = |password: &str, salt: &[u8]| {
            self.iterations <= MOST_ITERATIONS_TO_EXPLAIN
                && made(
                    &starleaf_key(password.as_bytes(), salt, self.iterations),
                    &right,
                )
        };
        let (key, salt) = (self.key(), hex::encode(&self.salt));

        if made(key, &right) {
            "the response is in upper-case hex"
        } else if made(key, &wrong) && form == Form::Text {
            "the response covers the challenge decoded from hex, which is right for the Cloud"
        } else if made(key, &wrong) {
            "the response covers the challenge's text, which is right for an endpoint"
        } else if made(hex::encode(key).as_bytes(), &right) {
            "the response uses the key's hex digits instead of its bytes"
        } else if made(self.text.as_bytes(), &right) {
            "the response uses the password instead of the key derived from it"
        } else if derived(&self.text, salt.as_bytes()) {
            "the key is derived with the salt's hex digits instead of its bytes"
        } else if derived(&format!("{}\n", self.text), &self.salt) {
            "the key is derived from a password that ends in a line feed"
        } else if response.len() != 64 {
            "the response is not 64 hex digits"
        } else {
            "the response is wrong for an unknown reason: probably another password or key"
        }
    }

    /// Derived on first use, so that a server starts immediately.
    fn key(&self) -> &[u8; 32] {
        self.key
            .get_or_init(|| starleaf_key(self.text.as_bytes(), &self.salt, self.iterations))
    }
}

impl Form {
    fn message(self, challenge: &str) -> Vec<u8> {
        match self {
            Self::Text => challenge.into(),
            Self::Bytes => hex::decode(challenge).unwrap_or_default(),
        }
    }
}

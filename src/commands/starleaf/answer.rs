//! Salt, iterations and challenge: from options, or from the JSON that the server answered.

use countersign::starleaf::{Challenge, Iterations, Key, Salt};
use serde_json::Value;

use crate::terminal::input::FileArg;
use crate::terminal::secret::{Password, SecretArgs};
use crate::terminal::{Console, Failure, REDACTED};

/// What a key is derived with.
#[derive(clap::Args)]
pub(super) struct DerivationArgs {
    /// The salt, in hex
    #[arg(long, value_name = "HEX", help_heading = "Request", conflicts_with = "from")]
    salt: Option<String>,
    /// How many rounds of PBKDF2, 1 to 4294967295
    #[arg(
        long,
        value_name = "N",
        help_heading = "Request",
        conflicts_with = "from",
        allow_negative_numbers = true,
        value_parser = iterations
    )]
    iterations: Option<Iterations>,
    /// Read them from the server's JSON answer in a file, or - for standard input
    #[arg(long, value_name = "FILE", help_heading = "Request", value_parser = FileArg::parser())]
    from: Option<FileArg>,
}

impl DerivationArgs {
    /// Reads the server's answer, if the options name it.
    pub(super) fn answer(&self) -> Result<Option<ServerAnswer>, Failure> {
        self.from.as_ref().map(ServerAnswer::read).transpose()
    }

    /// Salt and iterations, of the server's answer or of the options.
    pub(super) fn parameters(&self, answer: Option<&ServerAnswer>) -> Result<(Salt, Iterations), Failure> {
        if let Some(answer) = answer {
            return Ok((answer.salt()?, answer.iterations()?));
        }
        let missing =
            |flag| Failure::usage(format!("{flag} is missing")).hint("give --salt and --iterations, or --from with the server's answer");
        let salt = self.salt.as_ref().ok_or_else(|| missing("--salt"))?;
        let salt = Salt::from_hex(salt).map_err(|error| Failure::malformed("--salt")(&error))?;
        Ok((salt, self.iterations.ok_or_else(|| missing("--iterations"))?))
    }
}

fn iterations(text: &str) -> Result<Iterations, &'static str> {
    text.parse().map_err(|_| "not a number from 1 to 4294967295")
}

/// Derives the key, step by step.
pub(super) fn derive(password: &SecretArgs<Password>, salt: &Salt, iterations: Iterations, console: &Console) -> Result<Key, Failure> {
    let password = password.read(console)?;
    console.step("password", REDACTED);
    console.step("salt", format_args!("{salt} ({} bytes)", salt.as_bytes().len()));
    console.step("iterations", iterations);
    let key = Key::derive(&password, salt, iterations);
    console.step("key", format_args!("PBKDF2-HMAC-SHA256(password, salt, iterations, 32 bytes) = {REDACTED}"));
    Ok(key)
}

/// What a server answers to who wants to log in. Fields that nobody asks for are ignored.
pub(super) struct ServerAnswer(Value);

impl ServerAnswer {
    fn read(file: &FileArg) -> Result<Self, Failure> {
        let answer = file.read_json("--from")?;
        if answer.is_object() { Ok(Self(answer)) } else { Err(Failure::input(format!("--from: {file} is not a JSON object"))) }
    }

    fn salt(&self) -> Result<Salt, Failure> {
        Salt::from_hex(self.text("salt")?).map_err(|error| Failure::malformed("--from: field 'salt'")(&error))
    }

    fn iterations(&self) -> Result<Iterations, Failure> {
        let number = self.field("iterations")?.as_u64().and_then(|number| u32::try_from(number).ok()).and_then(Iterations::new);
        number.ok_or_else(|| Failure::input("--from: field 'iterations' is not a number from 1 to 4294967295"))
    }

    /// The challenge.
    pub(super) fn challenge(&self) -> Result<Challenge, Failure> {
        Challenge::new(self.text("challenge")?).map_err(|error| Failure::malformed("--from: field 'challenge'")(&error))
    }

    fn text(&self, name: &str) -> Result<&str, Failure> {
        self.field(name)?.as_str().ok_or_else(|| Failure::input(format!("--from: field '{name}' is not a string")))
    }

    fn field(&self, name: &str) -> Result<&Value, Failure> {
        self.0.get(name).ok_or_else(|| Failure::input(format!("--from: field '{name}' is missing")))
    }
}

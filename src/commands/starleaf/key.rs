//! `countersign starleaf key`.

use clap::ValueEnum;
use serde::Serialize;

use super::derivation::{self, DerivationArgs};
use crate::clients::starleaf::derive;
use crate::commands::args::secret::PasswordArgs;
use crate::terminal::{Console, Failure, Output, json};

const USAGE: &str = "\
countersign starleaf key [OPTIONS] --salt <HEX> --iterations <N>
       countersign starleaf key [OPTIONS] --from <FILE>";

const AFTER_HELP: &str = r#"Formats:
  text  the key: 64 lower-case hex digits
  json  {"salt", "iterations", "key"}

Examples:
  $ PW=password countersign starleaf key --salt 73616c74 --iterations 1 \
      --password-env PW
  120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b

  $ printf '{"salt": "73616c74", "iterations": 1}' |
      PW=password countersign starleaf key --from - --password-env PW
  120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"#;

/// Derive the key from a password
///
/// The key is PBKDF2-HMAC-SHA256 of the password, with the salt and the iterations that the server sends. They never change for a password, so the
/// key can be derived once, kept as safe as the password, and given to 'respond --key-file'.
#[derive(clap::Args)]
#[command(override_usage = USAGE, after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    derivation: DerivationArgs,
    #[command(flatten)]
    password: PasswordArgs,
    /// Output format
    #[arg(long, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Serialize)]
struct Derived<'a> {
    salt: String,
    iterations: u32,
    key: &'a str,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let missing = self.derivation.missing();
        if !missing.is_empty() {
            let secret = self.password.missing();
            return Err(derivation::missing(&missing, secret.as_slice()));
        }
        let fields = self.derivation.fields()?;
        let (salt, iterations) = self.derivation.parameters(fields.as_ref())?;
        let key = derive(&self.password.read(console)?, &salt, iterations, console).to_hex();
        match self.format {
            Format::Text => Output::print(&*key),
            Format::Json => Output::print(json(&Derived {
                salt: salt.to_string(),
                iterations: iterations.get(),
                key: &key,
            })?),
        }
    }
}

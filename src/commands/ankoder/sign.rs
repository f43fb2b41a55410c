//! What all signed Ankoder requests share: the date, the keys, the stages.

use chrono::Utc;
use clap::ValueEnum;
use countersign::ankoder::{self, Salt};

use crate::clients::target::Target;
use crate::commands::request::check_value;
use crate::terminal::secret::{PrivateKey, SecretArgs};
use crate::terminal::{Console, Failure, REDACTED};

/// The date and the private key.
#[derive(clap::Args)]
pub(super) struct SigningArgs {
    /// The date, any text, signed and sent as it is [default: now]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, conflicts_with = "date_format", help_heading = "Request")]
    date: Option<String>,
    /// How the current date is written
    #[arg(long, value_name = "FORMAT", default_value = "unix", help_heading = "Request")]
    date_format: DateFormat,
    #[command(flatten)]
    private_key: SecretArgs<PrivateKey>,
}

#[derive(Clone, Copy, ValueEnum)]
enum DateFormat {
    /// As the 'date' command writes it: Mon Aug 17 11:21:52 UTC 2009
    Unix,
    /// As e-mail has it: Mon, 17 Aug 2009 11:21:52 +0000
    Rfc2822,
}

/// A signed request line.
pub(super) struct Signed {
    /// The date that was signed and must be sent.
    pub(super) date: String,
    /// The method.
    pub(super) method: String,
    /// The salt that date, method and path give.
    pub(super) salt: Salt,
    /// The signature.
    pub(super) passkey: String,
}

impl SigningArgs {
    /// Signs, step by step.
    pub(super) fn sign(&self, method: String, target: &Target, console: &Console) -> Result<Signed, Failure> {
        let date = self.date()?;
        let private_key = self.private_key.read(console)?;
        console.step("private key", REDACTED);
        console.step("date", &date);
        let string = ankoder::string_to_sign(&date, &method, target.path());
        console.step("string to sign", &string);
        let salt = Salt::of(&string);
        console.step("salt", format_args!("first 20 hex digits of SHA-1(string to sign) = {salt}"));
        let passkey = ankoder::passkey(&private_key, &salt);
        console.step("passkey", format_args!("Base64(HMAC-SHA1(private key, salt)) = {REDACTED}"));
        Ok(Signed { date, method, salt, passkey })
    }

    fn date(&self) -> Result<String, Failure> {
        let Some(date) = &self.date else {
            return Ok(now(self.date_format));
        };
        check_value("--date", date)?;
        if date.trim().is_empty() {
            return Err(Failure::usage("--date is empty"));
        }
        Ok(date.clone())
    }
}

fn now(format: DateFormat) -> String {
    let format = match format {
        DateFormat::Unix => "%a %b %e %H:%M:%S UTC %Y",
        DateFormat::Rfc2822 => "%a, %d %b %Y %H:%M:%S +0000",
    };
    Utc::now().format(format).to_string()
}

//! What all signed Ankoder requests share: the date and the private key.

use chrono::Utc;
use clap::ValueEnum;

use crate::clients::ankoder::{Signed, sign};
use crate::commands::args::request::check_value;
use crate::commands::args::secret::PrivateKeyArgs;
use crate::request::Target;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure};

/// The date and the private key.
#[derive(clap::Args)]
pub(super) struct SigningArgs {
    /// The date, any text, signed and sent as it is [default: now]
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        conflicts_with = "date_format",
        help_heading = "Request"
    )]
    date: Option<String>,
    /// How the current date is written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "unix",
        help_heading = "Request"
    )]
    date_format: DateFormat,
    #[command(flatten)]
    private_key: PrivateKeyArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum DateFormat {
    /// As the 'date' command writes it: Mon Aug 17 11:21:52 UTC 2009
    Unix,
    /// As e-mail has it: Mon, 17 Aug 2009 11:21:52 +0000
    Rfc2822,
}

/// A signed request line.
pub(super) struct Request {
    /// The date that was signed and must be sent.
    pub(super) date: String,
    /// The method.
    pub(super) method: String,
    /// Salt and signature.
    pub(super) signed: Signed,
}

impl SigningArgs {
    /// Signs, step by step.
    pub(super) fn sign(
        &self,
        method: String,
        target: &Target,
        console: &Console,
    ) -> Result<Request, Failure> {
        let (date, private_key) = self.read(console)?;
        let signed = sign(&private_key, &date, &method, target, console);
        Ok(Request {
            date,
            method,
            signed,
        })
    }

    /// The date's text and the private key. The clock is read last: a prompt may have taken its time.
    pub(super) fn read(&self, console: &Console) -> Result<(String, Secret), Failure> {
        if let Some(date) = &self.date {
            check_value("--date", date)?;
            if date.trim().is_empty() {
                return Err(Failure::usage("--date is empty"));
            }
        }
        let private_key = self.private_key.read(console)?;
        let date = self.date.clone().unwrap_or_else(|| now(self.date_format));
        Ok((date, private_key))
    }

    /// Whether the private key is given.
    pub(super) fn is_given(&self) -> bool {
        self.private_key.is_given()
    }
}

/// Refuses an access key that no header carries.
pub(super) fn check_access_key(access_key: &str) -> Result<(), Failure> {
    if access_key.is_empty() {
        return Err(Failure::usage("--access-key is empty"));
    }
    check_value("--access-key", access_key)
}

fn now(format: DateFormat) -> String {
    let format = match format {
        DateFormat::Unix => "%a %b %e %H:%M:%S UTC %Y",
        DateFormat::Rfc2822 => "%a, %d %b %Y %H:%M:%S +0000",
    };
    Utc::now().format(format).to_string()
}

//! The options that requests are signed with.

use chrono::Utc;
use clap::ValueEnum;

use crate::clients::ankoder::Signer;
use crate::commands::args::request::check_value;
use crate::commands::args::secret::PrivateKeyArgs;
use crate::terminal::{Console, Failure};

/// The date and the private key.
#[derive(clap::Args)]
#[command(next_help_heading = "Request")]
pub(super) struct SigningArgs {
    /// The date, which is signed and sent exactly as given [default: now]
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        conflicts_with = "date_format"
    )]
    date: Option<String>,
    /// Format of the current date
    #[arg(long, value_name = "FORMAT", default_value = "unix")]
    date_format: DateFormat,
    #[command(flatten)]
    private_key: PrivateKeyArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum DateFormat {
    /// The format of the 'date' command: Mon Aug 17 11:21:52 UTC 2009
    Unix,
    /// The format of e-mail: Mon, 17 Aug 2009 11:21:52 +0000
    Rfc2822,
}

impl SigningArgs {
    /// What a request is signed with. The clock is read last: a prompt may have taken its time.
    pub(super) fn signer(&self, access_key: String, console: &Console) -> Result<Signer, Failure> {
        if let Some(date) = &self.date {
            if date.is_empty() {
                return Err(Failure::usage("--date is empty"));
            }
            check_value("--date", date)?;
        }
        let private_key = self.private_key.read(console)?;
        let date = self.date.clone().unwrap_or_else(|| now(self.date_format));
        Ok(Signer {
            access_key,
            date,
            private_key,
        })
    }

    /// The flag that says where the private key is.
    pub(super) fn flag(&self) -> Option<String> {
        self.private_key.flag()
    }
}

/// Refuses an access key that no header can carry.
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

//! `countersign ankoder passkey`.

use clap::ValueEnum;
use countersign::ankoder;
use serde::Serialize;

use super::sign::{SigningArgs, check_access_key};
use crate::clients::ankoder::sign;
use crate::commands::args::request::LineArgs;
use crate::commands::args::{curl, target};
use crate::request::Body;
use crate::terminal::{Console, Failure, Output, json};

const AFTER_HELP: &str = r#"Formats:
  text     the passkey: 28 characters of Base64
  headers  the three header lines, for curl -H @-; needs --access-key
  json     {"date", "method", "path", "salt", "passkey"}

Examples:
  $ K=ANKODER_PRIVATE_KEY countersign ankoder passkey --private-key-env K \
      --date 'Mon Aug 17 18:24:36 HKT 2009' /video/1
  w32x/4P8s+PopQPLBCBSVVUzWx0=

  $ K=ANKODER_PRIVATE_KEY countersign ankoder passkey --private-key-env K \
      --date 'Fri, 02 Oct 2009 05:58:43 GMT' --access-key A1 \
      --format headers /video.xml
  ankoder_access_key: A1
  ankoder_passkey: mPEChQlmFzGSn751aRUAl25o/P8=
  ankoder_date: Fri, 02 Oct 2009 05:58:43 GMT"#;

/// Sign a request
///
/// The salt is the first 20 hex digits of the SHA-1 of "-DATE-METHOD-PATH-". The passkey is the Base64 of the HMAC-SHA1 of these 20 characters under
/// the private key. Whether a query string belongs to the path is not documented: the target is signed exactly as given.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP, next_help_heading = "Request")]
pub(crate) struct Args {
    #[command(flatten)]
    line: LineArgs,
    #[command(flatten)]
    signing: SigningArgs,
    /// The access key, which names the caller
    #[arg(
        long,
        value_name = "KEY",
        allow_hyphen_values = true,
        required_if_eq("format", "headers")
    )]
    access_key: Option<String>,
    /// Output format
    #[arg(long, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Headers,
    Json,
}

#[derive(Serialize)]
struct Stages<'a> {
    date: &'a str,
    method: &'a str,
    path: &'a str,
    salt: String,
    passkey: String,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let target = target::target(&self.line.target, None)?;
        let request = self.line.request(target, Body::None)?;
        if let Some(access_key) = &self.access_key {
            check_access_key(access_key)?;
        }
        let access_key = self.access_key.unwrap_or_default();
        let signer = self.signing.signer(access_key, console)?;
        let signature = sign(&request, &signer, console);
        match self.format {
            Format::Text => Output::print(signature.passkey.to_string()),
            Format::Headers => {
                let headers =
                    ankoder::headers(&signer.access_key, &signature.passkey, &signer.date);
                Output::print(curl::header_lines(&headers))
            }
            Format::Json => Output::print(json(&Stages {
                date: &signer.date,
                method: &request.method,
                path: request.target.path(),
                salt: signature.salt.to_string(),
                passkey: signature.passkey.to_string(),
            })?),
        }
    }
}

//! `countersign ankoder curl`.

use super::sign::{SigningArgs, check_access_key};
use crate::clients::ankoder::{authorize, sign};
use crate::commands::args::data::DataArgs;
use crate::commands::args::request::RequestArgs;
use crate::commands::args::{curl, target};
use crate::request::curl::Format;
use crate::terminal::{Console, Failure};

const AFTER_HELP: &str = r#"Formats:
  command  a complete curl command, quoted for any POSIX shell
  config   the same as a curl config, for curl -K -, which keeps it out of the
           process list

Examples:
  $ K=ANKODER_PRIVATE_KEY countersign ankoder curl --private-key-env K \
      --access-key A1 --date 'Mon Aug 17 18:24:36 HKT 2009' \
      --format config /video/1
  header = "ankoder_access_key: A1"
  header = "ankoder_passkey: w32x/4P8s+PopQPLBCBSVVUzWx0="
  header = "ankoder_date: Mon Aug 17 18:24:36 HKT 2009"
  header = "Accept: text/xml"
  url = "http://api.ankoder.com/video/1""#;

/// Print a curl command for a signed request
///
/// The command has the access key, the passkey and the date in it, and never the private key. It is good for one request within 15 minutes.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP, next_help_heading = "Request")]
pub(crate) struct Args {
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    signing: SigningArgs,
    /// The access key, which names the caller
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    access_key: String,
    /// The URL of the service, for a TARGET that is only a path
    #[arg(long, value_name = "URL", default_value = super::BASE_URL)]
    base_url: String,
    /// Output format
    #[arg(long, default_value = "command", help_heading = "Output")]
    format: Format,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let target = target::target(&self.request.line.target, Some(&self.base_url))?;
        check_access_key(&self.access_key)?;
        let request = self.request.request(target, &[], DataArgs::read, console)?;
        let signer = self.signing.signer(self.access_key, console)?;
        let signature = sign(&request, &signer, console);
        let request = authorize(request, &signer, &signature);
        curl::print(&request, self.format, Vec::new())
    }
}

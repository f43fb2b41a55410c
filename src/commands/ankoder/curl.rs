//! `countersign ankoder curl`.

use clap::ValueEnum;
use countersign::ankoder;

use super::sign::{SigningArgs, check_access_key};
use crate::commands::args::request::{DataArgs, HeaderArgs, LineArgs};
use crate::commands::args::{curl, target};
use crate::request::{Body, Request, curl::Format as Form};
use crate::terminal::{Console, Failure};

const AFTER_HELP: &str = r#"Formats:
  command  a complete curl command, quoted for any POSIX shell
  config   the same as a curl config, for curl -K -, out of sight of the process list

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
/// The command carries the access key, the passkey and the date, and never the private key. It is good for one request within 15 minutes.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
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
        help_heading = "Request"
    )]
    access_key: String,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    headers: HeaderArgs,
    /// Where the service is, for a target that is only a path
    #[arg(long, value_name = "URL", default_value = super::BASE_URL, help_heading = "Request")]
    base_url: String,
    /// How the request is written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "command",
        help_heading = "Output"
    )]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Command,
    Config,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let target = target::target(&self.line.target, Some(&self.base_url))?;
        check_access_key(&self.access_key)?;
        let more = self.headers.parse()?;
        let body = self.data.read()?;
        let signed = self
            .signing
            .sign(self.line.method(body.is_some())?, &target, console)?;
        let mut request = Request::new(signed.method, target);
        request
            .headers
            .append(ankoder::ACCESS_KEY_HEADER, self.access_key);
        request
            .headers
            .append_sensitive(ankoder::PASSKEY_HEADER, signed.signed.passkey);
        request.headers.append(ankoder::DATE_HEADER, signed.date);
        if !more.contains("accept") {
            request.headers.append("Accept", "text/xml");
        }
        request.headers.extend(more);
        request.body = body.map_or(Body::None, Body::from);
        match self.format {
            Format::Command => curl::print(&request, Form::Command, false),
            Format::Config => curl::print(&request, Form::Config, false),
        }
    }
}

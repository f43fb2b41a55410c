//! `countersign device sign`.

use clap::ValueEnum;
use countersign::device::{self, Challenge};
use serde::Serialize;

use crate::clients::device as client;
use crate::clients::http::Fields;
use crate::commands::args::data::DataArgs;
use crate::commands::args::request::LineArgs;
use crate::commands::args::secret::PasswordArgs;
use crate::commands::args::{challenge, curl, target};
use crate::request::curl::Format as CurlFormat;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure, Output, json};

const USAGE: &str = "\
countersign device sign [OPTIONS] --challenge <CHALLENGE> <TARGET>
       countersign device sign [OPTIONS] --from <FILE> <TARGET>";

const AFTER_HELP: &str = r#"Formats:
  text     the signature: 64 lower-case hex digits
  headers  the two header lines, for curl -H @-
  json     {"challenge", "path", "hmac"}
  curl     a complete curl command, quoted for any POSIX shell
  config   the same as a curl config, for curl -K -, which keeps it out of the
           process list

Examples:
  $ PW=your-password countersign device sign --challenge deadbeef \
      --password-env PW /api/settings/set_show_ip
  7fdbd8254dc5f802472db9959b9c839d34acb644525df0271bc6df51bb8c1f4a

  $ printf '{"challenge": "deadbeef"}' |
      PW=your-password countersign device sign --from - --password-env PW \
      --format headers /api/settings/set_show_ip
  x-auth-challenge: deadbeef
  x-auth-hmac: 7fdbd8254dc5f802472db9959b9c839d34acb644525df0271bc6df51bb8c1f4a

  $ PW=test countersign device sign --challenge c1 --password-env PW \
      --format config -d '{"id":0}' http://board.local/api/player/update
  noproxy = "*"
  header = "x-auth-challenge: c1"
  header = "x-auth-hmac: 7f0f54fbb1d4a3d3020ed674dae55faaf55a3b642a3b0d768fe5d2df96fe7e5c"
  header = "Content-Type: application/json"
  data-raw = "{\"id\":0}"
  url = "http://board.local/api/player/update""#;

/// Sign a request
///
/// The signature is the HMAC-SHA256 of the challenge, the path and the body, one after the other, under the board's password. The method and the
/// query string are not signed. A challenge lasts a minute and is good for one request.
#[derive(clap::Args)]
#[command(override_usage = USAGE, after_long_help = AFTER_HELP, next_help_heading = "Request")]
pub(crate) struct Args {
    #[command(flatten)]
    line: LineArgs,
    /// The challenge, as the board sent it
    #[arg(
        long,
        allow_hyphen_values = true,
        conflicts_with = "from",
        required_unless_present = "from"
    )]
    challenge: Option<String>,
    /// Read the challenge from a file, or - for standard input: the board's JSON response, or the bare challenge
    #[arg(long, value_name = "FILE", value_parser = FileArg::parser())]
    from: Option<FileArg>,
    #[command(flatten)]
    data: DataArgs,
    /// The URL of the board, for a TARGET that is only a path
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[command(flatten)]
    password: PasswordArgs,
    /// Output format
    #[arg(long, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Headers,
    Json,
    Curl,
    Config,
}

#[derive(Serialize)]
struct Signed<'a> {
    challenge: &'a str,
    path: &'a str,
    hmac: String,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let target = target::target(&self.line.target, self.base_url.as_deref())?;
        if matches!(self.format, Format::Curl | Format::Config) {
            target
                .url()
                .map_err(|error| target::failure("TARGET", error))?;
        }
        let challenge = self.challenge(console)?;
        let request = self.line.request(target, self.data.read(console)?)?;
        super::check_body(&request)?;
        let password = super::read_password(&self.password, &request.target, console)?;
        let signature = client::sign(&request, &challenge, &password, console);
        let curl = |format| {
            let request = client::authorize(request.clone(), &challenge, &signature);
            curl::print(&request, format, vec![curl::no_proxy()])
        };
        match self.format {
            Format::Text => Output::print(signature.to_string()),
            Format::Headers => {
                Output::print(curl::header_lines(&device::headers(&challenge, &signature)))
            }
            Format::Json => Output::print(json(&Signed {
                challenge: challenge.as_str(),
                path: device::signed_path(request.target.path()),
                hmac: signature.to_string(),
            })?),
            Format::Curl => curl(CurlFormat::Command),
            Format::Config => curl(CurlFormat::Config),
        }
    }

    fn challenge(&self, console: &Console) -> Result<Challenge, Failure> {
        match &self.from {
            Some(file) => read_challenge(file),
            None => challenge::challenge(self.challenge.as_deref().unwrap_or_default(), console),
        }
    }
}

/// The board's response to a request for a challenge, or what 'device challenge' prints.
fn read_challenge(file: &FileArg) -> Result<Challenge, Failure> {
    let text = file.read_text("--from")?;
    let text = text.trim_ascii();
    if text.starts_with(['{', '[', '"']) {
        return client::challenge(&Fields::new("--from", file.parse_json(text, "--from")?)?);
    }
    Challenge::new(text).map_err(|error| Failure::malformed(format!("--from: {file}"), &error))
}

//! `countersign device sign`.

use clap::ValueEnum;
use countersign::device::{self, Challenge, Signature};
use serde::Serialize;

use crate::clients::device::sign;
use crate::clients::http::Fields;
use crate::commands::args::request::{DataArgs, LineArgs, challenge};
use crate::commands::args::secret::PasswordArgs;
use crate::request::Target;
use crate::request::curl::Curl;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure, Output, json};

const AFTER_HELP: &str = r#"Formats:
  text     the signature: 64 lower-case hex digits
  headers  the two header lines, for curl -H @-
  json     {"challenge", "path", "hmac"}
  curl     a complete curl command, quoted for any POSIX shell
  config   the same as a curl config, for curl -K -, out of sight of the process list

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
/// The signature is the HMAC-SHA256, under the board's password, of challenge, path and body, one after the other. The query string of the target
/// is sent but not signed; neither is the method. A challenge lasts a minute and is good for one request.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    line: LineArgs,
    /// The challenge, as the board sent it
    #[arg(
        long,
        value_name = "CHALLENGE",
        allow_hyphen_values = true,
        conflicts_with = "from",
        help_heading = "Request"
    )]
    challenge: Option<String>,
    /// Read the challenge from a file, or - for standard input: the board's JSON answer, or the bare challenge
    #[arg(long, value_name = "FILE", value_parser = FileArg::parser(), help_heading = "Request")]
    from: Option<FileArg>,
    #[command(flatten)]
    data: DataArgs,
    /// Where the board is, for a target that is only a path
    #[arg(long, value_name = "URL", help_heading = "Request")]
    base_url: Option<String>,
    #[command(flatten)]
    password: PasswordArgs,
    /// How the signed request is written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
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
        let target = Target::new(&self.line.target, self.base_url.as_deref())?;
        if matches!(self.format, Format::Curl | Format::Config) {
            target.url()?;
        }
        let challenge = self.challenge()?;
        let body = self.data.read()?;
        let method = self.line.method(body.is_some())?;
        super::check_body(body.as_deref())?;
        let password = super::read_password(&self.password, console)?;
        let signature = sign(
            &password,
            &challenge,
            &target,
            body.as_deref().unwrap_or_default(),
            console,
        );
        self.render(Request {
            method,
            target,
            challenge,
            body,
            signature,
        })
    }

    fn challenge(&self) -> Result<Challenge, Failure> {
        match (&self.from, &self.challenge) {
            (Some(file), _) => read_challenge(file),
            (None, text) => challenge(text.as_deref()),
        }
    }

    fn render(&self, request: Request) -> Result<(), Failure> {
        match self.format {
            Format::Text => Output::print(request.signature.to_string()),
            Format::Headers => {
                let lines = request
                    .headers()
                    .into_iter()
                    .map(|(name, value)| format!("{name}: {value}"));
                Output::print(lines.collect::<Vec<_>>().join("\n"))
            }
            Format::Json => Output::print(json(&Signed {
                challenge: request.challenge.as_str(),
                path: device::signed_path(request.target.path()),
                hmac: request.signature.to_string(),
            })?),
            Format::Curl => Output::print(request.curl()?.command()?),
            Format::Config => Output::print(request.curl()?.config()?),
        }
    }
}

/// A signed request.
struct Request {
    method: String,
    target: Target,
    challenge: Challenge,
    body: Option<Vec<u8>>,
    signature: Signature,
}

impl Request {
    fn headers(&self) -> [(&'static str, String); 2] {
        device::headers(&self.challenge, self.signature)
    }

    fn curl(self) -> Result<Curl, Failure> {
        let mut headers: Vec<_> = self
            .headers()
            .map(|(name, value)| (name.to_owned(), value))
            .into();
        if self.body.is_some() {
            headers.push(("Content-Type".to_owned(), device::CONTENT_TYPE.to_owned()));
        }
        // a board answers 404 to what a proxy would send it
        Ok(Curl {
            method: self.method,
            url: self.target.url()?,
            headers,
            body: self.body,
            direct: true,
        })
    }
}

/// The board's answer to who asks for a challenge, or what 'device challenge' prints.
fn read_challenge(file: &FileArg) -> Result<Challenge, Failure> {
    let text = file.read_text("--from")?;
    let text = text.trim_ascii();
    if !text.starts_with(['{', '[', '"']) {
        return Challenge::new(text)
            .map_err(|error| Failure::malformed(format!("--from: {file}"), &error));
    }
    let fields = Fields::new("--from", file.parse_json(text, "--from")?)?;
    Challenge::new(fields.text("challenge")?).map_err(|error| fields.malformed("challenge", &error))
}

//! `countersign device call`.

use crate::clients::Stop;
use crate::clients::device::{CHALLENGE_PATH, Call, Device};
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::reply::ReplyArgs;
use crate::commands::args::request::{DataArgs, HeaderArgs, LineArgs};
use crate::commands::args::secret::PasswordArgs;
use crate::request::Target;
use crate::terminal::{Console, Failure};

const AFTER_HELP: &str = r#"Examples:
  Against a board, or countersign-simulator device --password demo:

  countersign device call --password-file password.txt \
      http://board.local/api/auth/password_check

  countersign device call --password-file password.txt \
      --base-url http://board.local -d '{"show_ip": true}' \
      /api/settings/set_show_ip"#;

/// Send a signed request
///
/// Fetches a challenge, signs with it and sends the request on the same connection. When the board says that the challenge is stale, once more with
/// a fresh one; never on bad credentials. No proxy and no redirect is followed. The body of the answer goes to standard output as it comes.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    line: LineArgs,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    headers: HeaderArgs,
    /// Where the board is, for a target that is only a path
    #[arg(long, value_name = "URL", help_heading = "Request")]
    base_url: Option<String>,
    #[command(flatten)]
    connection: ConnectionArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    reply: ReplyArgs,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let target = Target::new(&self.line.target, self.base_url.as_deref())?;
        target.uri()?;
        self.reply.check()?;
        let headers = self
            .headers
            .parse_besides(&["x-auth-challenge", "x-auth-hmac"])?;
        let body = self.data.read()?;
        super::check_body(body.as_deref())?;
        check_type(&headers, body.is_some())?;
        let method = self.line.method(body.is_some())?;
        let challenges = match &self.base_url {
            Some(base_url) if self.line.target.starts_with('/') => {
                Target::new(CHALLENGE_PATH, Some(base_url))?
            }
            _ => target.at(CHALLENGE_PATH),
        };
        let password = super::read_password(&self.password, console)?;
        let device = Device::new(challenges, self.connection.settings(), console)?;
        let call = Call {
            method: &method,
            target: &target,
            headers: &headers,
            body: body.as_deref(),
            password: &password,
        };
        self.reply
            .deliver(Stop::reply(device.call(&call))?, console)
    }
}

/// A board signs a body only under its own type, and hangs on the type without a body.
fn check_type(headers: &[(String, String)], has_body: bool) -> Result<(), Failure> {
    let given = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    match given {
        Some((name, value)) if !has_body || !value.starts_with("application/json") => {
            Err(Failure::usage(format!(
                "--header '{name}' must be application/json, and needs --data"
            ))
            .hint("leave it out: a body is sent with the type that the board wants"))
        }
        _ => Ok(()),
    }
}

//! `countersign device call`.

use crate::clients::device::{CHALLENGE_PATH, Device};
use crate::commands::args::call::{self, Source};
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::data::DataArgs;
use crate::commands::args::output::OutputArgs;
use crate::commands::args::request::RequestArgs;
use crate::commands::args::secret::PasswordArgs;
use crate::commands::args::{curl, target};
use crate::request::Request;
use crate::terminal::{Console, Failure};

const AFTER_HELP: &str = r#"Examples:
  Against a board, or countersign-simulator device --password demo:

  countersign device call --password-file password.txt \
      http://board.local/api/auth/password_check

  countersign device call --password-file password.txt \
      --base-url http://board.local -d '{"show_ip": true}' \
      /api/settings/set_show_ip

  An open route, which needs neither password nor challenge:

  countersign device call --unsigned http://board.local/api/version"#;

/// Send a signed request
///
/// Fetches a challenge, signs the request with it and sends it; a board closes its connection after each response. If the board rejects the
/// challenge as stale, the request is signed and sent once more; a wrong password is never retried. While the board has too many challenges
/// outstanding, the program keeps asking for one until --timeout. Proxies are not used unless --proxy names one, and redirects are not followed.
/// The response body is written to standard output as it arrives.
///
/// An open route, such as /api/version, needs no challenge: use --unsigned. A signed call to it uses up one of the board's eleven challenges for
/// a minute.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP, next_help_heading = "Request")]
pub(crate) struct Args {
    #[command(flatten)]
    request: RequestArgs,
    /// The URL of the board, for a TARGET that is only a path
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Send the request without a challenge and a signature, to an open route
    #[arg(long, conflicts_with = "password source")]
    unsigned: bool,
    #[command(flatten)]
    connection: ConnectionArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let base_url = self.base_url.as_deref();
        let target = target::sendable(&self.request.line.target, base_url)?;
        let challenges = target::base_of(&target, base_url)?.join(CHALLENGE_PATH);
        self.output.check()?;
        let reserved = ["x-auth-challenge", "x-auth-hmac"];
        let request = self
            .request
            .request(target, &reserved, DataArgs::read, console)?;
        super::check_body(&request)?;
        check_type(&request)?;
        let password = if self.unsigned {
            None
        } else {
            Some(super::read_password(&self.password, &challenges, console)?)
        };
        let settings = self.connection.settings()?;
        let mut device = Device::new(challenges, password, settings, console)?;
        let mut options = self.connection.curl_options();
        if !self.connection.has_proxy() {
            options.push(curl::no_proxy());
        }
        if self.unsigned {
            return call::call(&mut device, request, &self.output, options, console);
        }
        let source = Source::new(true, || Ok(()));
        call::call_in_session(&mut device, request, source, &self.output, options, console)
    }
}

/// A board signs a body only under its own type, and hangs on the type without a body.
fn check_type(request: &Request) -> Result<(), Failure> {
    match request.headers.get("content-type") {
        Some(value) if request.body.is_none() || !value.starts_with("application/json") => Err(
            Failure::usage("--header 'Content-Type' must be application/json, and needs --data")
                .hint("leave it out: a body is sent with the type that the board wants"),
        ),
        _ => Ok(()),
    }
}

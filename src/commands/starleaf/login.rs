//! `countersign starleaf login`.

use clap::ValueEnum;

use super::Api;
use super::session::SessionArgs;
use crate::clients::{Client as _, SessionClient as _};
use crate::commands::args::output::OutputArgs;
use crate::commands::args::target;
use crate::terminal::{Console, Failure, Output};

const USAGE: &str = "\
countersign starleaf login [OPTIONS] --base-url <URL>
       countersign starleaf login [OPTIONS] --api cloud --username <NAME>
       countersign starleaf login [OPTIONS] --api cloud --token-file <PATH>";

const AFTER_HELP: &str = "\
Formats:
  text  the session of an endpoint; nothing for the Cloud
  json  the endpoint's whole response, byte for byte; nothing for the Cloud

Examples:
  An endpoint, or countersign-simulator starleaf-endpoint --password demo:

  countersign starleaf login --base-url http://codec:23456 \\
      --password-file password.txt

  The Cloud; its cookies are for curl as well:

  countersign starleaf login --api cloud --username me@example.com \\
      --password-file password.txt --cookie-jar cookies.txt
  curl -b cookies.txt https://api.starleaf.com/v1/users";

/// Log in and keep the session
///
/// Fetches a challenge, responds to it, and writes the session to --cookie-jar, in curl's format. The session of an endpoint is printed too. A token
/// needs no login: it is only tried, with a request to the Cloud's /features.
#[derive(clap::Args)]
#[command(override_usage = USAGE, after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    session: SessionArgs,
    /// Output format
    #[arg(long, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        self.session.check()?;
        let base = target::base_url(self.session.base_url())?;
        match self.session.api {
            Api::Endpoint => {
                let mut client = self.session.endpoint(base, console)?;
                let mut credential = self.session.credential(console)?;
                let reply = client.login(&mut credential)?;
                let saved = client.save();
                match client.session().filter(|_| !reply.is_failure()) {
                    Some(session) if self.format == Format::Text => Output::print(session)?,
                    _ => OutputArgs::default().deliver(reply, console)?,
                }
                saved
            }
            Api::Cloud => {
                let mut client = self.session.cloud(base, console)?;
                let reply = if self.session.token.is_given() {
                    client.try_token()?
                } else {
                    self.session.jar.warn_if_none(console);
                    let mut user = self.session.user(console)?;
                    client.login(&mut user)?
                };
                if reply.is_failure() {
                    return OutputArgs::default().deliver(reply, console);
                }
                client.save()
            }
        }
    }
}

//! `countersign starleaf login`.

use clap::ValueEnum;

use super::Api;
use super::session::{Service, SessionArgs};
use crate::clients::Stop;
use crate::commands::args::reply::ReplyArgs;
use crate::terminal::{Console, Failure, Output};

const AFTER_HELP: &str = "\
Formats:
  text  the session, of an endpoint; nothing, of the Cloud
  json  the endpoint's whole answer, byte for byte; nothing, of the Cloud

Examples:
  An endpoint, or countersign-simulator starleaf-endpoint --password demo:

  countersign starleaf login --base-url http://codec:23456 \\
      --password-file password.txt

  The Cloud; its cookies are for curl as well:

  countersign starleaf login --api cloud --username me@example.com \\
      --password-file password.txt --cookie-jar cookies.txt
  curl -b cookies.txt https://api.starleaf.com/v1/users";

/// Log in, and keep the session
///
/// Fetches a challenge, answers it, and writes the session to --cookie-jar, in the format that curl reads. An endpoint's session is printed too. A
/// token needs no login; it is tried on the Cloud's /features.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    session: SessionArgs,
    /// How an endpoint's session is written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        if self.session.api == Api::Cloud && !self.session.token.is_given() {
            self.session.jar.warn_if_none(console);
        }
        let opened = match self.session.open(console)? {
            Service::Endpoint(mut endpoint) => endpoint.login().map(Some),
            Service::Cloud(mut cloud) => cloud.login().map(|()| None),
        };
        match opened {
            Ok(None) => Ok(()),
            Ok(Some(mut reply)) if self.format == Format::Text => {
                Output::print(reply.answer.fields()?.text("session")?)?;
                reply.unsaved.map_or(Ok(()), Err)
            }
            Ok(Some(reply)) => ReplyArgs::default().deliver(reply, console),
            Err(stop) => ReplyArgs::default().deliver(Stop::reply(Err(stop))?, console),
        }
    }
}

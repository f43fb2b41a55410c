//! `countersign starleaf call`.

use super::Api;
use super::session::SessionArgs;
use crate::commands::args::call;
use crate::commands::args::data::DataArgs;
use crate::commands::args::output::OutputArgs;
use crate::commands::args::request::RequestArgs;
use crate::commands::args::target;
use crate::request::Target;
use crate::terminal::{Console, Failure};

const USAGE: &str = "\
countersign starleaf call [OPTIONS] --base-url <URL> <TARGET>
       countersign starleaf call [OPTIONS] --api cloud
           --username <NAME> <TARGET>
       countersign starleaf call [OPTIONS] --api cloud
           --token-file <PATH> <TARGET>";

const AFTER_HELP: &str = "\
Examples:
  An endpoint, or countersign-simulator starleaf-endpoint --password demo:

  countersign starleaf call --base-url http://codec:23456 \\
      --password-file password.txt --cookie-jar session.txt \\
      '/state?filter=calls'

  The Cloud, as a user and with an integration's token:

  countersign starleaf call --api cloud --username me@example.com \\
      --password-file password.txt --cookie-jar cookies.txt /users

  countersign starleaf call --api cloud --token-file token.txt /features";

/// Make a request in a session
///
/// Uses the session in --cookie-jar; logs in if there is none, and once more if it has ended. An endpoint gets the session in the query string or, if
/// the body is a JSON object, as a field of it. The Cloud gets cookies; if it responds with 449, the request is repeated, at most five times. A body is
/// sent as application/json unless -H says otherwise. The response body is written to standard output as it arrives.
#[derive(clap::Args)]
#[command(override_usage = USAGE, after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    session: SessionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        self.session.check()?;
        let base = target::base_url(self.session.base_url())?;
        let target = self.target(&base)?;
        self.output.check()?;
        // an endpoint's session may go into the body
        let body = match self.session.api {
            Api::Endpoint => DataArgs::read,
            Api::Cloud => DataArgs::open,
        };
        let request =
            self.request
                .request(target, &["cookie", "x-sl-auth-token"], body, console)?;
        let options = self.session.connection.curl_options();
        match self.session.api {
            Api::Endpoint => {
                let mut client = self.session.endpoint(base, console)?;
                let source = self.session.source(|| self.session.credential(console));
                call::call_in_session(&mut client, request, source, &self.output, options, console)
            }
            Api::Cloud => {
                let mut client = self.session.cloud(base, console)?;
                let source = self.session.source(|| self.session.user(console));
                call::call_in_session(&mut client, request, source, &self.output, options, console)
            }
        }
    }

    /// TARGET, which must be at the server of the session.
    fn target(&self, base: &Target) -> Result<Target, Failure> {
        let base_url = self.session.base_url();
        let target = target::sendable(&self.request.line.target, Some(base_url))?;
        if target.server() != base.server() {
            return Err(
                Failure::usage(format!("TARGET is at another server than {base_url}"))
                    .hint("the session is not sent to other servers; give --base-url for that one"),
            );
        }
        Ok(target)
    }
}

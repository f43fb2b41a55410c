//! `countersign starleaf call`.

use super::Api;
use super::session::{Service, SessionArgs};
use crate::clients::Stop;
use crate::clients::starleaf::Call;
use crate::commands::args::reply::ReplyArgs;
use crate::commands::args::request::{DataArgs, HeaderArgs, LineArgs};
use crate::commands::args::target;
use crate::request::{Body, Target};
use crate::terminal::{Console, Failure};

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

/// Make a request within a session
///
/// Uses the session of --cookie-jar, logs in when there is none, and once more when it has ended. To an endpoint the session goes in the query, or as
/// a field of a body that is a JSON object; to the Cloud as cookies, and a request is repeated at most five times when it says 449. A body is sent as
/// application/json unless -H says otherwise. The body of the answer goes to standard output as it comes.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    line: LineArgs,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    headers: HeaderArgs,
    #[command(flatten)]
    session: SessionArgs,
    #[command(flatten)]
    reply: ReplyArgs,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let target = self.target()?;
        self.reply.check()?;
        let headers = self.headers.parse_besides(&["cookie", "x-sl-auth-token"])?;
        let payload = match self.session.api {
            // the session may go into it
            Api::Endpoint => self.data.read()?.map_or(Body::None, Body::from),
            Api::Cloud => self.data.open()?,
        };
        let method = self.line.method(!payload.is_none())?;
        let call = Call {
            method: &method,
            target: &target,
            headers: &headers,
            body: &payload,
        };
        let reply = match self.session.open(console)? {
            Service::Endpoint(mut endpoint) => endpoint.call(&call),
            Service::Cloud(mut cloud) => cloud.call(&call),
        };
        self.reply.deliver(Stop::reply(reply)?, console)
    }

    /// The target, which must be at the server that is logged in to: a session is not for others.
    fn target(&self) -> Result<Target, Failure> {
        let base_url = self.session.base_url()?;
        let target = target::sendable(&self.line.target, Some(base_url))?;
        if target.server() != target::base_url(base_url)?.server() {
            return Err(
                Failure::usage(format!("TARGET is at another server than {base_url}"))
                    .hint("the session is not sent elsewhere; give --base-url for that server"),
            );
        }
        Ok(target)
    }
}

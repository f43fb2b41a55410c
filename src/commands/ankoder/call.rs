//! `countersign ankoder call`.

use clap::ValueEnum;

use super::sign::{SigningArgs, check_access_key};
use super::{BASE_URL, LOGIN_PATH};
use crate::clients::Stop;
use crate::clients::ankoder::{Ankoder, Auth, Call, Login};
use crate::clients::http::Http;
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::jar::JarArgs;
use crate::commands::args::reply::ReplyArgs;
use crate::commands::args::request::{DataArgs, HeaderArgs, LineArgs};
use crate::commands::args::secret::PasswordArgs;
use crate::request::Target;
use crate::terminal::{Console, Failure};

const AFTER_HELP: &str = "\
Examples:
  Against the service, or countersign-simulator ankoder:

  countersign ankoder call --access-key ACCESS_KEY \\
      --private-key-file private-key.txt /video.xml

  countersign ankoder call --auth session --cookie-jar cookies.txt /profile";

/// Make a request
///
/// With a signature of the access key and the private key, with name and password in each request (basic), or with the session of --cookie-jar; with
/// --username and the password, a session is opened when there is none and once more when it has ended. The target is signed exactly as it is sent, its
/// query string included. The body of the answer goes to standard output as it comes.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// How the request is authorised
    #[arg(
        long,
        value_name = "HOW",
        default_value = "signature",
        help_heading = "Request"
    )]
    auth: How,
    #[command(flatten)]
    line: LineArgs,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    headers: HeaderArgs,
    /// Where the service is, for a target that is only a path
    #[arg(long, value_name = "URL", default_value = BASE_URL, help_heading = "Request")]
    base_url: String,
    /// The access key, which names the caller of a signed request
    #[arg(
        long,
        value_name = "KEY",
        allow_hyphen_values = true,
        help_heading = "Request"
    )]
    access_key: Option<String>,
    #[command(flatten)]
    signing: SigningArgs,
    /// The user's name, for basic and session
    #[arg(
        long,
        value_name = "NAME",
        allow_hyphen_values = true,
        help_heading = "Request"
    )]
    username: Option<String>,
    #[command(flatten)]
    jar: JarArgs,
    #[command(flatten)]
    connection: ConnectionArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    reply: ReplyArgs,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum How {
    /// A passkey over date, method and path
    Signature,
    /// Name and password, in each request
    Basic,
    /// The cookies of a login
    Session,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let target = Target::new(&self.line.target, Some(&self.base_url))?;
        target.uri()?;
        self.reply.check()?;
        let headers = self.headers.parse_besides(&[
            "ankoder_access_key",
            "ankoder_passkey",
            "ankoder_date",
            "authorization",
            "cookie",
        ])?;
        let payload = self.data.open()?;
        let method = self.line.method(payload.is_some())?;
        let jar = self.jar.open(console)?;
        self.check()?;
        let logins = self.logins(&target)?;
        let auth = self.auth(console)?;
        let http = Http::new(&target, self.connection.settings(), console)?;
        let call = Call {
            method: &method,
            target: &target,
            headers: &headers,
            body: payload.body(),
        };
        self.reply.deliver(
            Stop::reply(Ankoder::new(http, logins, jar).call(&call, &auth))?,
            console,
        )
    }

    /// Where a session is opened: at the server of the target, and nowhere else.
    fn logins(&self, target: &Target) -> Result<Target, Failure> {
        let logins = Target::new(LOGIN_PATH, Some(&self.base_url))?;
        Ok(if logins.server() == target.server() {
            logins
        } else {
            target.at(LOGIN_PATH)
        })
    }

    /// Refuses what does not go together, before anything secret is read.
    fn check(&self) -> Result<(), Failure> {
        let goes = |flag: &str, with: &str| {
            Err(Failure::usage(format!(
                "--{flag} goes with --auth {with} only"
            )))
        };
        let needs = |flag: &str, with: &str| {
            Err(Failure::usage(format!("--{flag} is missing"))
                .hint(format!("--auth {with} needs it")))
        };
        match self.auth {
            How::Signature if self.access_key.is_none() && self.username.is_some() => Err(Failure::usage("--access-key is missing")
                .hint("--auth signature, the default, needs it; with --username, give --auth basic or --auth session")),
            How::Signature if self.access_key.is_none() => needs("access-key", "signature"),
            How::Signature if self.username.is_some() => goes("username", "basic or session"),
            How::Signature if self.password.is_given() => goes("password", "basic or session"),
            How::Signature => Ok(()),
            _ if self.access_key.is_some() => goes("access-key", "signature"),
            _ if self.signing.is_given() => goes("private-key", "signature"),
            How::Basic if self.username.is_none() => needs("username", "basic"),
            How::Session if self.username.is_none() && !self.password.is_given() && !self.jar.is_given() => {
                Err(Failure::usage("--cookie-jar is missing").hint("--auth session needs it, or --username and the password"))
            }
            How::Session if self.username.is_none() && self.password.is_given() => needs("username", "session with a password"),
            _ => Ok(()),
        }
    }

    fn auth(&self, console: &Console) -> Result<Auth, Failure> {
        let login = |username: &String| {
            Ok::<_, Failure>(Login {
                username: username.clone(),
                password: self.password.read(console)?,
            })
        };
        let username = self.username.clone().unwrap_or_default();
        match self.auth {
            How::Signature => {
                let access_key = self.access_key.clone().unwrap_or_default();
                check_access_key(&access_key)?;
                let (date, private_key) = self.signing.read(console)?;
                Ok(Auth::Signature {
                    access_key,
                    date,
                    private_key,
                })
            }
            How::Basic if username.contains(':') => Err(Failure::usage(
                "--username has a colon, which ends the name in a Basic request",
            )),
            How::Basic => login(&username).map(Auth::Basic),
            How::Session => self
                .username
                .as_ref()
                .map(login)
                .transpose()
                .map(Auth::Session),
        }
    }
}

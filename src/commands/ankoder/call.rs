//! `countersign ankoder call`.

use clap::ValueEnum;

use super::BASE_URL;
use super::sign::{SigningArgs, check_access_key};
use crate::clients::ankoder::{self, Ankoder, LOGIN_PATH, Login};
use crate::commands::args::call::{self, Source};
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::data::DataArgs;
use crate::commands::args::jar::JarArgs;
use crate::commands::args::output::OutputArgs;
use crate::commands::args::request::RequestArgs;
use crate::commands::args::secret::PasswordArgs;
use crate::commands::args::target;
use crate::terminal::{Console, Failure, prompt};

/// Headers that only the program sends.
const RESERVED: [&str; 5] = [
    "ankoder_access_key",
    "ankoder_passkey",
    "ankoder_date",
    "authorization",
    "cookie",
];

const AFTER_HELP: &str = "\
Examples:
  Against the service, or countersign-simulator ankoder:

  countersign ankoder call --access-key ACCESS_KEY \\
      --private-key-file private-key.txt /video.xml

  countersign ankoder call --auth session --cookie-jar cookies.txt /profile";

/// Make a request
///
/// The request is signed with the private key, or carries the user name and the password (basic), or the session in --cookie-jar. With --username and
/// the password, a session is opened if there is none, and once more if it has ended. The target is signed exactly as it is sent, including its query
/// string. The response body is written to standard output as it arrives.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP, next_help_heading = "Request")]
pub(crate) struct Args {
    /// How the request is authorized
    #[arg(long, value_name = "METHOD", default_value = "signature")]
    auth: Auth,
    #[command(flatten)]
    request: RequestArgs,
    /// The URL of the service, for a TARGET that is only a path
    #[arg(long, value_name = "URL", default_value = BASE_URL)]
    base_url: String,
    /// The access key, for --auth signature
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    access_key: Option<String>,
    #[command(flatten)]
    signing: SigningArgs,
    /// The user name, for --auth basic and session
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    username: Option<String>,
    #[command(flatten)]
    jar: JarArgs,
    #[command(flatten)]
    connection: ConnectionArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Auth {
    /// A passkey over date, method and path
    Signature,
    /// User name and password in each request
    Basic,
    /// The cookies of a login
    Session,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let target = target::sendable(&self.request.line.target, Some(&self.base_url))?;
        let logins = target::base_of(&target, Some(&self.base_url))?.join(LOGIN_PATH);
        self.output.check()?;
        let request = self.request.request(target, &RESERVED, DataArgs::open)?;
        let jar = self.jar.open()?;
        self.check()?;
        let server = logins.authority().to_owned();
        let auth = self.auth(&server, console)?;
        match self.auth {
            Auth::Signature => {}
            Auth::Basic => ankoder::warn_in_the_clear("the password", &request.target, console),
            Auth::Session => ankoder::warn_in_the_clear("the session", &request.target, console),
        }
        let url = request.target.to_string();
        let mut client = Ankoder::new(logins, auth, jar, self.connection.settings()?, console)?;
        let is_at_hand =
            self.username.is_some() && (self.password.is_given() || prompt::is_possible());
        let source = Source::new(is_at_hand, || match &self.username {
            Some(username) => self.login(username, &server, console),
            None => Err(
                Failure::input(format!("no session for {url} in the cookie jar"))
                    .hint("log in first with 'ankoder login', or give --username and the password"),
            ),
        });
        let options = self.connection.curl_options();
        call::call_in_session(&mut client, request, source, &self.output, options, console)
    }

    /// Refuses options that exclude each other, before a secret is read.
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
            Auth::Signature if self.access_key.is_none() && self.username.is_some() => Err(Failure::usage("--access-key is missing")
                .hint("--auth signature, the default, needs it; with --username, give --auth basic or --auth session")),
            Auth::Signature if self.access_key.is_none() => needs("access-key", "signature"),
            Auth::Signature if self.username.is_some() => goes("username", "basic or session"),
            Auth::Signature if self.password.is_given() => goes("password", "basic or session"),
            Auth::Signature => Ok(()),
            _ if self.access_key.is_some() => goes("access-key", "signature"),
            _ if self.signing.is_given() => goes("private-key", "signature"),
            Auth::Basic if self.username.is_none() => needs("username", "basic"),
            Auth::Session if self.username.is_none() && !self.password.is_given() && !self.jar.is_given() => {
                Err(Failure::usage("--cookie-jar is missing").hint("--auth session needs it, or --username and the password"))
            }
            Auth::Session if self.username.is_none() && self.password.is_given() => needs("username", "session with a password"),
            _ => Ok(()),
        }
    }

    /// What every request needs. The password of a session is read when a login needs it.
    fn auth(&self, server: &str, console: &Console) -> Result<ankoder::Auth, Failure> {
        let username = self.username.as_deref().unwrap_or_default();
        match self.auth {
            Auth::Signature => {
                let access_key = self.access_key.clone().unwrap_or_default();
                check_access_key(&access_key)?;
                let signer = self.signing.signer(access_key, console)?;
                Ok(ankoder::Auth::Signature(signer))
            }
            Auth::Basic if username.contains(':') => Err(Failure::usage(
                "--username has a colon, which ends the name in a Basic request",
            )),
            Auth::Basic => Ok(ankoder::Auth::Basic(self.login(username, server, console)?)),
            Auth::Session => Ok(ankoder::Auth::Session),
        }
    }

    fn login(&self, username: &str, server: &str, console: &Console) -> Result<Login, Failure> {
        Ok(Login {
            username: username.to_owned(),
            password: self.password.read_for(server, console)?,
        })
    }
}

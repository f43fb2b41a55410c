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

const USAGE: &str = "\
countersign ankoder call [OPTIONS] --access-key <KEY> <TARGET>
       countersign ankoder call [OPTIONS] --auth basic
           --username <NAME> <TARGET>
       countersign ankoder call [OPTIONS] --auth session
           --cookie-jar <FILE> <TARGET>";

const AFTER_HELP: &str = "\
Examples:
  Against the service, or countersign-simulator ankoder:

  countersign ankoder call --access-key ACCESS_KEY \\
      --private-key-file private-key.txt /video.xml

  countersign ankoder call --auth session --cookie-jar cookies.txt /profile";

/// Make a request
///
/// The request is signed with the private key, or carries the user name and the password (basic), or the session in --cookie-jar. With --username and
/// the password, --auth session logs in if there is no session, and once more if it has ended. The target is signed exactly as it is sent, including its query
/// string. The response body is written to standard output as it arrives.
#[derive(clap::Args)]
#[command(override_usage = USAGE, after_long_help = AFTER_HELP, next_help_heading = "Request")]
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
    #[arg(
        long,
        value_name = "KEY",
        allow_hyphen_values = true,
        required_unless_present_any = ["auth", "username", "password source"],
        required_if_eq("auth", "signature")
    )]
    access_key: Option<String>,
    #[command(flatten)]
    signing: SigningArgs,
    /// The user name, for --auth basic and session
    #[arg(
        long,
        value_name = "NAME",
        allow_hyphen_values = true,
        required_if_eq("auth", "basic")
    )]
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
        let request = self
            .request
            .request(target, &RESERVED, DataArgs::open, console)?;
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
        let username = self.username.as_ref().map(|_| "--username".to_owned());
        let access_key = self.access_key.as_ref().map(|_| "--access-key".to_owned());
        let password = self.password.flag();
        match self.auth {
            Auth::Signature => match username.or(password) {
                Some(flag) => Err(Failure::usage(format!(
                    "{flag} goes with --auth basic or session only"
                ))
                .hint("give --auth basic or --auth session; the default is signature, with an access key and a private key")),
                None => Ok(()),
            },
            Auth::Basic | Auth::Session => match access_key.or(self.signing.flag()) {
                Some(flag) => Err(Failure::usage(format!(
                    "{flag} goes with --auth signature only"
                ))),
                None if username.is_some() => Ok(()),
                None if password.is_some() => Err(Failure::missing(&["--username"])),
                None if self.jar.is_given() => Ok(()),
                None => Err(Failure::missing(&["--cookie-jar"])
                    .hint("--auth session needs it, or --username and the password")),
            },
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

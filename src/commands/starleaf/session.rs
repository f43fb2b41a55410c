//! What 'login' and 'call' share: whom to speak to, and as whom.

use countersign::starleaf::Iterations;

use super::answer::iterations;
use super::{Api, read_key};
use crate::clients::http::{Http, Settings};
use crate::clients::starleaf::{Caller, Cloud, Credential, Endpoint, Login};
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::jar::JarArgs;
use crate::commands::args::secret::{KeyArgs, PasswordArgs, TokenArgs};
use crate::request::Target;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure};

const CLOUD: &str = "https://api.starleaf.com/v1";

/// The options of a session.
#[derive(clap::Args)]
pub(super) struct SessionArgs {
    /// Which service it is
    #[arg(
        long,
        value_name = "API",
        default_value = "endpoint",
        help_heading = "Request"
    )]
    pub(super) api: Api,
    /// Where it is: the URL before /auth or /challenge; needed for an endpoint [default: the Cloud's own]
    #[arg(long, value_name = "URL", help_heading = "Request")]
    base_url: Option<String>,
    /// The user's name, on the Cloud
    #[arg(
        long,
        value_name = "NAME",
        allow_hyphen_values = true,
        help_heading = "Request"
    )]
    username: Option<String>,
    /// The most iterations that the server may ask for
    #[arg(long, value_name = "N", default_value = "10000000", value_parser = iterations, help_heading = "Request")]
    max_iterations: Iterations,
    #[command(flatten)]
    pub(super) jar: JarArgs,
    #[command(flatten)]
    connection: ConnectionArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    pub(super) token: TokenArgs,
}

/// Either service.
pub(super) enum Service<'c> {
    /// A codec.
    Endpoint(Endpoint<'c>),
    /// The Cloud.
    Cloud(Cloud<'c>),
}

impl SessionArgs {
    /// The base of all targets.
    pub(super) fn base_url(&self) -> Result<&str, Failure> {
        match (&self.base_url, self.api) {
            (Some(url), _) => Ok(url),
            (None, Api::Cloud) => Ok(CLOUD),
            (None, Api::Endpoint) => Err(Failure::usage("--base-url is missing")
                .hint("where the endpoint is: http://codec:23456, or http://codec/ecapi")),
        }
    }

    /// Prepares to speak to the service. All that can be wrong here is said before anything is sent.
    pub(super) fn open<'c>(&'c self, console: &'c Console) -> Result<Service<'c>, Failure> {
        self.check()?;
        let base = Target::new(self.base_url()?, None)?;
        base.uri()?;
        if base.path().contains('?') {
            return Err(Failure::usage("--base-url has a query string").hint("put it into TARGET"));
        }
        let jar = self.jar.open(console)?;
        match self.api {
            Api::Endpoint => {
                let http = Http::new(
                    &base,
                    Settings {
                        get_acts: true,
                        ..self.connection.settings()
                    },
                    console,
                )?;
                Ok(Service::Endpoint(Endpoint::new(
                    http,
                    base,
                    Login::new(|| self.credential(console)),
                    jar,
                )))
            }
            Api::Cloud => {
                let caller = self.caller(console)?;
                let http = Http::new(&base, self.connection.settings(), console)?;
                Ok(Service::Cloud(Cloud::new(http, base, caller, jar)))
            }
        }
    }

    fn check(&self) -> Result<(), Failure> {
        let given = [
            self.password.is_given(),
            self.key.is_given(),
            self.token.is_given(),
        ];
        if given.into_iter().filter(|given| *given).count() > 1 {
            return Err(
                Failure::usage("more than one of password, key and token is given")
                    .hint("give one of them"),
            );
        }
        match self.api {
            Api::Endpoint if self.token.is_given() => {
                Err(Failure::usage("--token goes with --api cloud only"))
            }
            Api::Endpoint if self.username.is_some() => {
                Err(Failure::usage("--username goes with --api cloud only"))
            }
            _ => Ok(()),
        }
    }

    fn caller<'c>(&'c self, console: &'c Console) -> Result<Caller<'c>, Failure> {
        if self.token.is_given() {
            return self
                .token
                .read(console)
                .and_then(usable)
                .map(Caller::Integration);
        }
        Ok(Caller::User(
            self.username.clone(),
            Login::new(|| self.credential(console)),
        ))
    }

    fn credential(&self, console: &Console) -> Result<Credential, Failure> {
        if self.key.is_given() {
            return read_key(&self.key, console).map(Credential::Key);
        }
        let password = self.password.read(console);
        let password = if self.password.is_given() {
            password?
        } else {
            password.map_err(|failure| {
                failure.hint(
                    "only a session that --cookie-jar has, and that has not ended, needs none",
                )
            })?
        };
        Ok(Credential::Password {
            password,
            max_iterations: self.max_iterations,
            derived: None,
        })
    }
}

/// A token goes into a header, which no control character may.
fn usable(token: Secret) -> Result<Secret, Failure> {
    if token.is_empty() {
        return Err(Failure::input("the token is empty"));
    }
    match token.chars().position(char::is_control) {
        Some(at) => Err(Failure::input(format!(
            "the token has a line break or control character at position {}",
            at + 1
        ))),
        None => Ok(token),
    }
}

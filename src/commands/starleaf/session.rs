//! What 'login' and 'call' share: the server, and who logs in.

use countersign::starleaf::Iterations;

use super::derivation::iterations;
use super::{Api, read_key};
use crate::clients::MAX_TEXT_BYTES;
use crate::clients::starleaf::{Cloud, Credential, Endpoint, User};
use crate::commands::args::call::Source;
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::jar::JarArgs;
use crate::commands::args::secret::{self, KeyArgs, PasswordArgs, TokenArgs};
use crate::commands::args::target;
use crate::request::Target;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, list, prompt};

const CLOUD: &str = "https://api.starleaf.com/v1";

/// The options of a session.
#[derive(clap::Args)]
#[command(next_help_heading = "Request")]
pub(super) struct SessionArgs {
    /// The service
    #[arg(long, value_name = "API", default_value = "endpoint")]
    pub(super) api: Api,
    #[arg(
        long,
        value_name = "URL",
        help = "The URL that /auth or /challenge is under, such as http://codec:23456; required for an endpoint [default: the public Cloud]",
        required_unless_present = "api",
        required_if_eq("api", "endpoint")
    )]
    base_url: Option<String>,
    /// The user name, for the Cloud
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    username: Option<String>,
    /// Maximum number of iterations to accept from the server
    #[arg(long, value_name = "N", default_value = "10000000", value_parser = iterations)]
    max_iterations: Iterations,
    #[command(flatten)]
    pub(super) jar: JarArgs,
    #[command(flatten)]
    pub(super) connection: ConnectionArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    pub(super) token: TokenArgs,
}

impl SessionArgs {
    /// The URL that all targets are under.
    pub(super) fn base_url(&self) -> &str {
        self.base_url.as_deref().unwrap_or(CLOUD)
    }

    /// Refuses options that exclude each other, before anything is read or sent.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let (password, key, token) = (self.password.flag(), self.key.flag(), self.token.flag());
        let given = [&password, &key, &token].into_iter().flatten();
        if let given @ [_, _, ..] = given.map(String::as_str).collect::<Vec<_>>().as_slice() {
            let message = format!("{} exclude each other", list(given));
            return Err(Failure::usage(message).hint("give one of them"));
        }
        let username = self.username.as_ref().map(|_| "--username");
        match (self.api, token.as_deref().or(username)) {
            (Api::Endpoint, Some(flag)) => {
                Err(Failure::usage(format!("{flag} goes with --api cloud only")))
            }
            (Api::Cloud, None) if !self.jar.is_given() => Err(self.missing_user()),
            _ => Ok(()),
        }
    }

    /// Nobody is named who could log in to the Cloud.
    fn missing_user(&self) -> Failure {
        let secret = if self.key.is_given() {
            None
        } else {
            self.password.missing()
        };
        secret::missing(&["--username"], secret.as_slice())
            .hint("the Cloud wants a user name and a password, or the token of an integration")
    }

    pub(super) fn endpoint<'c>(
        &self,
        base: Target,
        console: &'c Console,
    ) -> Result<Endpoint<'c>, Failure> {
        let jar = self.jar.open()?;
        Endpoint::new(base, jar, self.connection.settings()?, console)
    }

    pub(super) fn cloud<'c>(
        &self,
        base: Target,
        console: &'c Console,
    ) -> Result<Cloud<'c>, Failure> {
        let jar = self.jar.open()?;
        let token = if self.token.is_given() {
            Some(usable(self.token.read(console)?)?)
        } else {
            None
        };
        Cloud::new(base, token, jar, self.connection.settings()?, console)
    }

    /// Where the credential comes from if a login is needed.
    pub(super) fn source<C, F>(&self, read: F) -> Source<C, F>
    where
        F: Fn() -> Result<C, Failure>,
    {
        let is_known = self.password.is_given() || self.key.is_given() || prompt::is_possible();
        Source::new(
            is_known && (self.api == Api::Endpoint || self.username.is_some()),
            read,
        )
    }

    /// Who logs in to the Cloud.
    pub(super) fn user(&self, console: &Console) -> Result<User, Failure> {
        let name = self.username.clone().ok_or_else(|| self.missing_user())?;
        let credential = self.credential(console)?;
        Ok(User { name, credential })
    }

    pub(super) fn credential(&self, console: &Console) -> Result<Credential, Failure> {
        if self.key.is_given() {
            return read_key(&self.key, console).map(Credential::Key);
        }
        let base = target::base_url(self.base_url())?;
        let password = self.password.read_for(base.authority(), console);
        let password = password.map_err(|failure| {
            if self.password.is_given() {
                failure
            } else {
                failure
                    .hint("without a password, --cookie-jar must have a session that has not ended")
            }
        })?;
        Ok(Credential::Password {
            password,
            max_iterations: self.max_iterations,
            derived: None,
        })
    }
}

/// A token that a header can carry.
fn usable(token: Secret) -> Result<Secret, Failure> {
    if token.is_empty() {
        return Err(Failure::input("the token is empty"));
    }
    if token.len() > MAX_TEXT_BYTES {
        let message = format!("the token is longer than {MAX_TEXT_BYTES} bytes");
        return Err(Failure::input(message));
    }
    match token.chars().position(char::is_control) {
        Some(at) => Err(Failure::input(format!(
            "the token has a line break or control character at position {}",
            at + 1
        ))),
        None => Ok(token),
    }
}

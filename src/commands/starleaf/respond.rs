//! `countersign starleaf respond`.

use clap::ValueEnum;
use countersign::starleaf::{self, Challenge, Response};
use serde::Serialize;

use super::derivation::{self, DerivationArgs};
use super::{Api, read_key};
use crate::clients::starleaf::{ChallengeFields, derive, message, respond};
use crate::commands::args::challenge;
use crate::commands::args::secret::{KeyArgs, PasswordArgs};
use crate::request::query::percent_encoded;
use crate::terminal::{Console, Failure, Output, json};

const USAGE: &str = "\
countersign starleaf respond [OPTIONS] --from <FILE>
       countersign starleaf respond [OPTIONS] --challenge <CHALLENGE>
           --key-file <PATH>
       countersign starleaf respond [OPTIONS] --challenge <CHALLENGE>
           --salt <HEX> --iterations <N>";

const AFTER_HELP: &str = r#"Formats:
  text   the response: 64 lower-case hex digits
  query  challenge=C&response=R, for the URL of an endpoint's /auth
  json   {"challenge", "response"} for an endpoint, {"response"} for the Cloud,
         {"username", "response"} for the Cloud with --username

Examples:
  $ PW=password countersign starleaf respond --challenge deadbeef \
      --salt 73616c74 --iterations 1 --password-env PW
  329e9e78ddbfc94d7fd39be6853ba68454e2cd811afbdabfee8d52fa8743486c

  $ printf '{"salt":"73616c74","iterations":1,"challenge":"deadbeef"}' |
      PW=password countersign starleaf respond --from - --password-env PW \
      --format query
  challenge=deadbeef&response=329e9e78ddbfc94d7fd39be6853ba68454e2cd811afbdabfee8d52fa8743486c

  $ K=120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b \
      countersign starleaf respond --api cloud --username me@example.com \
      --challenge deadbeef --key-env K --format json
  {
    "username": "me@example.com",
    "response": "6e9f1807d1d67b4d4edac187f04bbcf42ea89dcf76a2bb2d89a8e95759feffec"
  }"#;

/// Respond to a challenge
///
/// The response is the HMAC-SHA256 of the challenge under the derived key. An endpoint hashes the challenge as text, the Cloud decodes it from hex:
/// choose with --api. Give the password together with --salt and --iterations or with --from, or give a key that was derived before.
#[derive(clap::Args)]
#[command(override_usage = USAGE, after_long_help = AFTER_HELP, next_help_heading = "Request")]
pub(crate) struct Args {
    /// The challenge, as the server sent it
    #[arg(long, allow_hyphen_values = true, conflicts_with = "from")]
    challenge: Option<String>,
    #[command(flatten)]
    derivation: DerivationArgs,
    /// The service that sent the challenge
    #[arg(long, value_name = "API", default_value = "endpoint")]
    api: Api,
    /// The user name, for the body of a request to the Cloud's /authenticate
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    username: Option<String>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    password: PasswordArgs,
    /// Output format
    #[arg(long, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Text,
    Query,
    Json,
}

/// The fields in the order in which the vendor's own scripts write them.
#[derive(Serialize)]
struct Fields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<&'a str>,
    response: String,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        self.check()?;
        let fields = self.derivation.fields()?;
        let challenge = match &fields {
            Some(fields) => fields.challenge()?,
            None => challenge::challenge(self.challenge.as_deref().unwrap_or_default(), console)?,
        };
        let message = message(self.api.into(), &challenge, console)?;
        let key = self.key(fields.as_ref(), console)?;
        let response = respond(&key, self.api.into(), &challenge, &message, console);
        Output::print(self.render(&challenge, response)?)
    }

    fn check(&self) -> Result<(), Failure> {
        let (key, password) = (self.key.flag(), self.password.flag());
        if let (Some(key), Some(option)) = (&key, self.derivation.given()) {
            let message = format!("{option} has no effect with {key}");
            return Err(Failure::usage(message)
                .hint("salt and iterations derive a key from a password: give one or the other"));
        }
        if let (Some(key), Some(password)) = (&key, password) {
            return Err(
                Failure::usage(format!("{key} and {password} exclude each other"))
                    .hint("the key is derived from the password: give one of them"),
            );
        }
        if self.username.is_some() && (self.api, self.format) != (Api::Cloud, Format::Json) {
            return Err(Failure::usage(
                "--username goes with --api cloud --format json only",
            ));
        }
        let has_challenge = self.challenge.is_some() || self.derivation.has_response();
        let mut missing: Vec<_> = (!has_challenge)
            .then_some("--challenge")
            .into_iter()
            .collect();
        let mut secrets = Vec::new();
        if key.is_none() {
            missing.extend(self.derivation.missing());
            secrets.extend(self.password.missing());
            secrets.extend(self.key.missing().filter(|_| !secrets.is_empty()));
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(derivation::missing(&missing, &secrets))
        }
    }

    fn key(
        &self,
        fields: Option<&ChallengeFields>,
        console: &Console,
    ) -> Result<starleaf::Key, Failure> {
        if self.key.is_given() {
            return read_key(&self.key, console);
        }
        let (salt, iterations) = self.derivation.parameters(fields)?;
        let password = self.password.read(console).map_err(|failure| {
            if self.password.is_given() {
                failure
            } else {
                failure.hint("or a key that was derived before: --key-file, --key-env, --key-command or --key")
            }
        })?;
        Ok(derive(&password, &salt, iterations, console))
    }

    fn render(&self, challenge: &Challenge, response: Response) -> Result<String, Failure> {
        let response = response.to_string();
        match self.format {
            Format::Text => Ok(response),
            Format::Query => Ok(format!(
                "challenge={}&response={response}",
                percent_encoded(challenge.as_str())
            )),
            Format::Json => {
                let challenge = (self.api == Api::Endpoint).then_some(challenge.as_str());
                json(&Fields {
                    username: self.username.as_deref(),
                    challenge,
                    response,
                })
            }
        }
    }
}

//! `StarLeaf`: log in by responding to a challenge, keep the session, and make requests with it.

mod challenge;
mod cloud;
mod endpoint;

use countersign::starleaf::{Iterations, Key, Salt};

pub(crate) use challenge::{ChallengeFields, derive, message, respond};
pub(crate) use cloud::{Cloud, User};
pub(crate) use endpoint::Endpoint;

use super::http::Response;
use super::reply::words_in;
use crate::request::Request;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, excerpt};

/// What responds to a challenge.
pub(crate) enum Credential {
    Password {
        password: Secret,
        /// A hostile server must not burn an hour of CPU.
        max_iterations: Iterations,
        /// Salt and iterations do not change for a password, so it is derived once.
        derived: Option<(Salt, Iterations, Key)>,
    },
    /// A key that was derived before.
    Key(Key),
}

impl Credential {
    /// The key for a server's salt and iterations.
    fn key(&mut self, fields: &ChallengeFields, console: &Console) -> Result<Key, Failure> {
        let (password, max_iterations, derived) = match self {
            Self::Key(key) => return Ok(key.clone()),
            Self::Password {
                password,
                max_iterations,
                derived,
            } => (password, *max_iterations, derived),
        };
        let (salt, iterations) = (fields.salt()?, fields.iterations()?);
        match derived {
            Some((old_salt, old_iterations, key))
                if *old_salt == salt && *old_iterations == iterations =>
            {
                return Ok(key.clone());
            }
            _ if iterations > max_iterations => {
                return Err(Failure::input(format!(
                    "the server asks for {iterations} iterations, and {max_iterations} are allowed"
                ))
                .hint(
                    "10000 are usual; if you trust the server, allow more with --max-iterations",
                ));
            }
            _ => {}
        }
        let key = derive(password, &salt, iterations, console);
        *derived = Some((salt, iterations, key.clone()));
        Ok(key)
    }
}

/// What a server says about an error. The vendor asks clients to show X-SL-SERVER.
fn words(response: &mut Response) -> String {
    // not a registered status
    let retry = if response.status() == 449 {
        " Retry With"
    } else {
        ""
    };
    let words = words_in(response, &["error_code", "error_message"]);
    match response.header("x-sl-server") {
        Some(server) => format!("{retry}{words} (X-SL-SERVER: {})", excerpt(server)),
        None => format!("{retry}{words}"),
    }
}

/// The type that both services take, unless another is given.
fn append_type(request: &mut Request) {
    if !request.body.is_none() {
        request
            .headers
            .append_default("Content-Type", "application/json");
    }
}

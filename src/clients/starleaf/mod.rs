//! `StarLeaf`: log in by responding to a challenge, keep the session, and send requests with it.

mod challenge;
mod cloud;
mod endpoint;

use countersign::starleaf::{Iterations, Key, Salt};

pub(crate) use challenge::{ChallengeFields, derive, message, respond};
pub(crate) use cloud::{Cloud, User};
pub(crate) use endpoint::Endpoint;

use super::http::Response;
use super::reply::error_fields;
use crate::request::Request;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, excerpt};

pub(crate) enum Credential {
    Password {
        password: Secret,
        /// Keeps a hostile server from using an hour of CPU time.
        max_iterations: Iterations,
        /// The last derivation. Salt and iterations rarely change, so one is usually enough.
        derived: Option<(Salt, Iterations, Key)>,
    },
    /// A key that was derived earlier.
    Key(Key),
}

impl Credential {
    /// Derives the key for a server's salt and iterations.
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
                    "the server requests {iterations} iterations, but only {max_iterations} are allowed"
                ))
                .hint(
                    "10000 is usual; if you trust the server, allow more with --max-iterations",
                ));
            }
            _ => {}
        }
        let key = derive(password, &salt, iterations, console);
        *derived = Some((salt, iterations, key.clone()));
        Ok(key)
    }
}

/// The server's error message. The vendor asks clients to show X-SL-SERVER.
fn error_text(response: &mut Response) -> String {
    // 449 has no standard reason phrase
    let retry = if response.status() == 449 {
        " Retry With"
    } else {
        ""
    };
    let words = error_fields(response, &["error_code", "error_message"]);
    match response.header("x-sl-server") {
        Some(server) => format!("{retry}{words} (X-SL-SERVER: {})", excerpt(server)),
        None => format!("{retry}{words}"),
    }
}

/// Adds the media type that both services expect, unless the user set another.
fn append_type(request: &mut Request) {
    if !request.body.is_none() {
        request
            .headers
            .append_default("Content-Type", "application/json");
    }
}

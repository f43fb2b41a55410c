//! The network clients: one file per scheme, each with the same interface.

pub(crate) mod ankoder;
pub(crate) mod cookies;
pub(crate) mod device;
pub(crate) mod http;
mod reply;
pub(crate) mod starleaf;

pub(crate) use reply::Reply;

use crate::request::{Request, Target};
use crate::terminal::Failure;
use http::Fields;

/// A client of one server.
pub(crate) trait Client {
    /// Adds the credentials to a request.
    fn authorize(&self, request: Request) -> Request;

    /// Authorizes a request and sends it.
    fn call(&mut self, request: &Request) -> Result<Reply, Failure>;

    /// Writes the cookie jar, if there is one.
    fn save(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}

/// A client that has to log in first, for a session or a challenge.
pub(crate) trait SessionClient: Client {
    /// What a login needs.
    type Credential;

    /// Whether a request to the target needs a login first.
    fn needs_login(&self, target: &Target) -> bool;

    /// Logs in. A reply with a failure means that there is no session.
    fn login(&mut self, credential: &mut Self::Credential) -> Result<Reply, Failure>;
}

/// The limit for a challenge, salt, session or token.
pub(crate) const MAX_TEXT_BYTES: usize = 4096;

/// Reads a challenge, salt or session from a server's JSON response.
fn short_text<'f>(fields: &'f Fields, name: &str) -> Result<&'f str, Failure> {
    let text = fields.text(name)?;
    if text.len() > MAX_TEXT_BYTES {
        let message = format!("is longer than {MAX_TEXT_BYTES} bytes");
        return Err(fields.malformed(name, &message));
    }
    Ok(text)
}

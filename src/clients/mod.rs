//! What goes over the network: one file a scheme, all of one shape.

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
    /// Adds what authorises a request.
    fn authorise(&self, request: Request) -> Request;

    /// Authorises a request and sends it.
    fn call(&mut self, request: &Request) -> Result<Reply, Failure>;

    /// Writes the cookie jar, if there is one.
    fn save(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}

/// A client that logs in, for a session or a challenge.
pub(crate) trait SessionClient: Client {
    /// What it logs in with.
    type Credential;

    /// Whether a request to the target must wait for a login.
    fn needs_login(&self, target: &Target) -> bool;

    /// Opens a session. A reply with a failure means that there is none.
    fn login(&mut self, credential: &mut Self::Credential) -> Result<Reply, Failure>;
}

/// How long a challenge, salt, session or token may be.
pub(crate) const MAX_TEXT_BYTES: usize = 4096;

/// A challenge, salt or session in a server's JSON response.
fn short_text<'f>(fields: &'f Fields, name: &str) -> Result<&'f str, Failure> {
    let text = fields.text(name)?;
    if text.len() > MAX_TEXT_BYTES {
        let message = format!("is longer than {MAX_TEXT_BYTES} bytes");
        return Err(fields.malformed(name, &message));
    }
    Ok(text)
}

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
    /// What a login takes.
    type Credential;

    /// Whether there is no session for a request to the target.
    fn needs_login(&self, target: &Target) -> bool;

    /// Opens a session and keeps it; a reply with a failure has opened none.
    fn login(&mut self, credential: &mut Self::Credential) -> Result<Reply, Failure>;

    /// Adds to a request what authorises it.
    fn authorise(&self, request: Request) -> Request;

    /// Authorises a request and sends it. The reply says whether the session has ended.
    fn call(&mut self, request: &Request) -> Result<Reply, Failure>;

    /// Writes the session to where it is kept between runs.
    fn save(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}

/// The longest challenge, salt or session that is taken from a server.
const MAX_TEXT_BYTES: usize = 4096;

/// A challenge, salt or session in a server's JSON.
fn short_text<'f>(fields: &'f Fields, name: &str) -> Result<&'f str, Failure> {
    let text = fields.text(name)?;
    if text.len() > MAX_TEXT_BYTES {
        let message = format!("is longer than {MAX_TEXT_BYTES} bytes");
        return Err(fields.malformed(name, &message));
    }
    Ok(text)
}

//! One request, from the client to the output.

use super::curl;
use super::output::OutputArgs;
use crate::clients::{Client, Reply, SessionClient};
use crate::request::Request;
use crate::request::curl::CurlOption;
use crate::terminal::{Console, Failure};

/// Where the credential of a login comes from. It is read once, when a login is needed.
pub(crate) struct Source<C, F> {
    /// Whether a flag names it, or there is a terminal to ask on.
    is_at_hand: bool,
    read: F,
    credential: Option<C>,
}

impl<C, F: Fn() -> Result<C, Failure>> Source<C, F> {
    pub(crate) fn new(is_at_hand: bool, read: F) -> Self {
        Self {
            is_at_hand,
            read,
            credential: None,
        }
    }

    /// Logs in and keeps the session. The credential is read before the server is asked for a challenge, which does not last.
    fn log_in(
        &mut self,
        client: &mut impl SessionClient<Credential = C>,
    ) -> Result<Reply, Failure> {
        let credential = if let Some(credential) = self.credential.take() {
            credential
        } else {
            (self.read)()?
        };
        let reply = client.login(self.credential.insert(credential))?;
        // a jar that cannot be written is reported at the end of the run, when it is written again
        let _ = client.save();
        Ok(reply)
    }
}

/// Makes a request, or prints it for curl.
pub(crate) fn call<C: Client>(
    client: &mut C,
    request: Request,
    output: &OutputArgs,
    connection: Vec<CurlOption>,
    console: &Console,
) -> Result<(), Failure> {
    finish(client, request, C::call, output, connection, console)
}

/// Makes a request, or prints it for curl. Logs in if there is no session, and once more if the session has ended.
pub(crate) fn call_in_session<C: SessionClient, F: Fn() -> Result<C::Credential, Failure>>(
    client: &mut C,
    request: Request,
    mut source: Source<C::Credential, F>,
    output: &OutputArgs,
    connection: Vec<CurlOption>,
    console: &Console,
) -> Result<(), Failure> {
    if client.needs_login(&request.target) {
        let login = source.log_in(client)?;
        if login.is_failure() {
            return output.deliver(login, console);
        }
    }
    let send = |client: &mut C, request: &Request| call_again(client, request, &mut source);
    finish(client, request, send, output, connection, console)
}

/// Prints an authorized request for curl, or sends it and delivers the response.
fn finish<C: Client>(
    client: &mut C,
    request: Request,
    send: impl FnOnce(&mut C, &Request) -> Result<Reply, Failure>,
    output: &OutputArgs,
    connection: Vec<CurlOption>,
    console: &Console,
) -> Result<(), Failure> {
    if let Some(format) = output.curl {
        curl::print(&client.authorize(request), format, connection)?;
        return client.save();
    }
    let reply = send(client, &request);
    // cookies are worth keeping even if no response follows
    let saved = client.save();
    output.deliver(reply?, console)?;
    saved
}

/// Makes a request, and once more after a login if the session has ended.
fn call_again<C: SessionClient, F: Fn() -> Result<C::Credential, Failure>>(
    client: &mut C,
    request: &Request,
    source: &mut Source<C::Credential, F>,
) -> Result<Reply, Failure> {
    let reply = client.call(request)?;
    if !reply.session_ended || !source.is_at_hand {
        return Ok(reply);
    }
    let login = source.log_in(client)?;
    if login.is_failure() {
        return Ok(login);
    }
    client.call(request)
}

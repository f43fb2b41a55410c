//! The Cloud: `GET /challenge`, `POST /authenticate`, then cookies in each request; or a token in each request, without a login.

use countersign::starleaf::Api;
use serde_json::json;

use super::{ChallengeFields, Credential, append_type, error_text, message, respond};
use crate::clients::cookies::{Cookie, Jar};
use crate::clients::http::{Http, Settings};
use crate::clients::{Client, Reply, SessionClient};
use crate::request::{Body, Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure};

/// How many requests of a run are repeated because of status 449.
const MAX_REPEATS: usize = 5;

pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) credential: Credential,
}

/// A client of the Cloud or a compatible server.
pub(crate) struct Cloud<'c> {
    http: Http<'c>,
    base: Target,
    jar: Jar,
    /// The token of an integration, which needs no login.
    token: Option<Secret>,
    has_logged_in: bool,
    repeats: usize,
}

impl<'c> Cloud<'c> {
    /// Creates a client of the Cloud at a base URL. Nothing is sent.
    pub(crate) fn new(
        base: Target,
        token: Option<Secret>,
        jar: Jar,
        settings: Settings,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        Ok(Self {
            http: Http::new(&base, settings, console)?,
            base,
            jar,
            token,
            has_logged_in: false,
            repeats: 0,
        })
    }

    /// Tries the token on `/features`. A 404 also means that the token is valid.
    pub(crate) fn try_token(&mut self) -> Result<Reply, Failure> {
        let mut reply = self.call(&Request::new("GET", self.base.join("/features")))?;
        if reply.response.status() == 404 {
            reply.failure = None;
        }
        Ok(reply)
    }

    /// Sends a login request, and keeps the cookies of the response.
    fn send_login(&mut self, mut request: Request) -> Result<(Reply, Vec<Cookie>), Failure> {
        request.is_repeatable = true;
        self.exchange(&request)
    }

    /// Sends a request with the cookies. If the status is 449, repeats it with the new cookies.
    fn exchange(&mut self, request: &Request) -> Result<(Reply, Vec<Cookie>), Failure> {
        loop {
            let response = self.http.send(&self.authorize(request.clone()))?;
            let cookies = self
                .jar
                .take(&response, &request.target, self.http.console());
            let mut reply = Reply::new(response, error_text, self.http.console());
            if reply.response.status() != 449 || self.repeats == MAX_REPEATS {
                return Ok((with_hint(reply), cookies));
            }
            self.repeats += 1;
            reply.response.drain();
        }
    }
}

impl SessionClient for Cloud<'_> {
    type Credential = User;

    fn needs_login(&self, target: &Target) -> bool {
        self.token.is_none() && self.jar.header(target).is_none()
    }

    fn login(&mut self, user: &mut User) -> Result<Reply, Failure> {
        self.jar.check()?;
        let mut target = self.base.join("/challenge");
        target.append_parameter("username", &user.name);
        let (mut reply, _) = self.send_login(Request::new("GET", target))?;
        if reply.is_failure() {
            return Ok(match reply.response.status() {
                401 => reply.hint(
                    "no password has been sent yet: is --base-url right? The Cloud's ends in /v1",
                ),
                _ => reply,
            });
        }
        let fields = ChallengeFields::new(reply.response.fields()?);
        let challenge = fields.challenge()?;
        let console = self.http.console();
        let message = message(Api::Cloud, &challenge, console)?;
        let key = user.credential.key(&fields, console)?;
        let response = respond(&key, Api::Cloud, &challenge, &message, console);
        let mut request = Request::new("POST", self.base.join("/authenticate"));
        let body = json!({ "username": user.name, "response": response.to_string() });
        request.body = Body::from(body.to_string());
        let (reply, cookies) = self.send_login(request)?;
        if reply.is_failure() {
            return Ok(match reply.response.status() {
                401 => reply.hint(
                    "is the password right, and is it the Cloud? For an endpoint, use --api endpoint",
                ),
                _ => reply,
            });
        }
        let base = self.base.join("/");
        if !cookies.iter().any(|cookie| cookie.goes_to(&base)) {
            let url = reply.response.url();
            let message = format!("{url}: the login succeeded, but set no usable cookie");
            return Err(Failure::input(message));
        }
        self.has_logged_in = true;
        Ok(reply)
    }
}

impl Client for Cloud<'_> {
    fn authorize(&self, mut request: Request) -> Request {
        append_type(&mut request);
        self.jar.add_to(&mut request);
        if let Some(token) = &self.token {
            request
                .headers
                .append_sensitive("X-SL-AUTH-TOKEN", &**token);
        }
        request
    }

    fn call(&mut self, request: &Request) -> Result<Reply, Failure> {
        let mut request = request.clone();
        request.is_repeatable = request.is_safe();
        let (reply, _) = self.exchange(&request)?;
        if reply.response.status() != 401 {
            return Ok(reply);
        }
        if self.token.is_some() {
            return Ok(reply.hint("the token is not accepted"));
        }
        let hint = if self.has_logged_in {
            "the login was accepted, but the request was not"
        } else {
            "the session has ended: log in again with --username and the password"
        };
        Ok(reply.ended(self.http.console()).hint(hint))
    }

    fn save(&mut self) -> Result<(), Failure> {
        self.jar.save()
    }
}

/// Adds hints for the Cloud's statuses.
fn with_hint(reply: Reply) -> Reply {
    match reply.response.status() {
        403 => reply.hint(
            "the API is not enabled for the user, or the user lacks the privileges for the resource",
        ),
        404 => reply.hint("are --base-url and TARGET right? The Cloud's base URL ends in /v1"),
        449 => reply.hint(format!(
            "the Cloud still responds with 449 after {MAX_REPEATS} repeats with its new cookies"
        )),
        507 => reply.hint("a resource limit has been reached"),
        _ => reply,
    }
}

//! The Cloud: `GET /challenge`, `POST /authenticate`, and cookies in each later request; or a token in each, and no login.

use countersign::starleaf::Api;
use serde_json::json;

use super::{ChallengeFields, Credential, append_type, message, respond, words};
use crate::clients::cookies::{Cookie, Jar};
use crate::clients::http::{Http, Settings};
use crate::clients::{Client, Reply, SessionClient};
use crate::request::{Body, Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure};

/// How many requests of a run are repeated because the Cloud says 449.
const MAX_REPEATS: usize = 5;

/// Who logs in.
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) credential: Credential,
}

/// The Cloud, or a server like it.
pub(crate) struct Cloud<'c> {
    http: Http<'c>,
    base: Target,
    jar: Jar,
    /// An integration's, which takes the place of a login.
    token: Option<Secret>,
    /// Whether this run has logged in.
    has_logged_in: bool,
    repeats: usize,
}

impl<'c> Cloud<'c> {
    /// Prepares to speak to the Cloud under a base URL.
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

    /// Tries the token on `/features`: whatever that says but a refusal, the token is good.
    pub(crate) fn try_token(&mut self) -> Result<Reply, Failure> {
        let mut reply = self.call(&Request::new("GET", self.base.join("/features")))?;
        if reply.response.status() == 404 {
            reply.failure = None;
        }
        Ok(reply)
    }

    /// Sends a request of the login, and takes the cookies of the response.
    fn ask(&mut self, mut request: Request) -> Result<(Reply, Vec<Cookie>), Failure> {
        request.repeatable = true;
        self.exchange(&request)
    }

    /// Sends a request with the cookies, and again with the new ones as long as the Cloud says 449.
    fn exchange(&mut self, request: &Request) -> Result<(Reply, Vec<Cookie>), Failure> {
        loop {
            let response = self.http.send(&self.authorise(request.clone()))?;
            let cookies = self
                .jar
                .take(&response, &request.target, self.http.console());
            let mut reply = Reply::new(response, words, self.http.console());
            if reply.response.status() != 449 || self.repeats == MAX_REPEATS {
                return Ok((explained(reply), cookies));
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
        let (mut reply, _) = self.ask(Request::new("GET", target))?;
        if reply.is_failure() {
            return Ok(match reply.response.status() {
                401 => reply
                    .hint("no password was sent yet: is --base-url right? The Cloud's ends in /v1"),
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
        let (reply, cookies) = self.ask(request)?;
        if reply.is_failure() {
            return Ok(match reply.response.status() {
                401 => reply.hint(
                    "is the password right, and is it the Cloud? For an endpoint, give --api endpoint",
                ),
                _ => reply,
            });
        }
        let base = self.base.join("/");
        if !cookies.iter().any(|cookie| cookie.goes_to(&base)) {
            let url = reply.response.url();
            let message =
                format!("{url}: the login is accepted, but sets no cookie that could be kept");
            return Err(Failure::input(message));
        }
        self.has_logged_in = true;
        Ok(reply)
    }
}

impl Client for Cloud<'_> {
    fn authorise(&self, mut request: Request) -> Request {
        append_type(&mut request);
        if let Some(cookies) = self.jar.header(&request.target) {
            request.headers.append_sensitive("Cookie", cookies);
        }
        if let Some(token) = &self.token {
            request
                .headers
                .append_sensitive("X-SL-AUTH-TOKEN", &**token);
        }
        request
    }

    fn call(&mut self, request: &Request) -> Result<Reply, Failure> {
        let mut request = request.clone();
        request.repeatable = request.is_safe();
        let (reply, _) = self.exchange(&request)?;
        if reply.response.status() != 401 {
            return Ok(reply);
        }
        if self.token.is_some() {
            return Ok(reply.hint("the token is not accepted"));
        }
        let hint = if self.has_logged_in {
            "the login was accepted, and the request was not"
        } else {
            "the session has ended: log in again, with --username and the password"
        };
        Ok(reply.ended(self.http.console()).hint(hint))
    }

    fn save(&mut self) -> Result<(), Failure> {
        self.jar.save()
    }
}

/// What the Cloud's statuses mean.
fn explained(reply: Reply) -> Reply {
    match reply.response.status() {
        403 => reply.hint(
            "the API is not enabled for the user, or the resource is beyond the user's privileges",
        ),
        404 => reply.hint("are --base-url and TARGET right? The Cloud's base URL ends in /v1"),
        449 => reply.hint(format!(
            "the Cloud still says so after {MAX_REPEATS} repeats with its new cookies"
        )),
        507 => reply.hint("a resource limit is reached"),
        _ => reply,
    }
}

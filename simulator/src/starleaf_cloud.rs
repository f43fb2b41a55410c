//! The StarLeaf Cloud.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::challenges::{Challenges, State};
use crate::fault::{Fault, Stage};
use crate::proof::random_hex;
use crate::request::Request;
use crate::response::{Response, Silence};
use crate::server::Scheme;
use crate::shared::Shared;
use crate::starleaf::{Form, Password, PasswordOptions};

/// The cookies of a login: the token, its session, and the route, which 449 changes.
const TOKEN: &str = "sl_auth_token";
const SESSION: &str = "sl_session";
const ROUTE: &str = "sl_route";

/// A fault of the Cloud: 449 Retry, with a new route in its cookie. A request with the old cookie gets 449 again.
///
/// It only happens to authenticated requests, so never to `/challenge` and `/authenticate`.
pub fn retry() -> Fault {
    Fault::scheme_specific()
}

/// The default lifetime of a login.
const LIFETIME_SECONDS: u32 = 3600;

/// The StarLeaf Cloud
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    password: PasswordOptions,
    /// The name of the only user
    #[arg(long, default_value = "demo@example.com")]
    username: String,
    /// An integration token to accept instead of a login
    #[arg(long)]
    token: Option<String>,
    /// The lifetime of a login
    #[arg(long, value_name = "SECONDS", default_value_t = LIFETIME_SECONDS)]
    token_lifetime: u32,
}

impl From<Options> for StarleafCloud {
    fn from(options: Options) -> Self {
        Self {
            password: options.password.into(),
            integration_token: options.token,
            lifetime: TimeDelta::seconds(options.token_lifetime.into()),
            ..Self::new(&options.username, "")
        }
    }
}

/// The Cloud, with one user.
#[must_use]
pub struct StarleafCloud {
    username: String,
    password: Password,
    integration_token: Option<String>,
    lifetime: TimeDelta,
    outstanding: Challenges,
    /// Each token with its session and expiry time.
    logins: HashMap<String, (String, DateTime<Utc>)>,
    /// The number of the route that requests must use.
    route: u32,
}

impl StarleafCloud {
    /// A user with the default salt and iterations. Tokens last an hour; there is no integration token.
    pub fn new(username: &str, password: &str) -> Self {
        Self {
            username: username.to_owned(),
            password: Password::new(password),
            integration_token: None,
            lifetime: TimeDelta::seconds(LIFETIME_SECONDS.into()),
            outstanding: Challenges::default(),
            logins: HashMap::new(),
            route: 0,
        }
    }

    /// Sets the salt.
    pub fn salt(mut self, salt: &[u8]) -> Self {
        self.password.salt = salt.to_vec();
        self
    }

    /// Sets the number of iterations.
    pub fn iterations(mut self, iterations: u32) -> Self {
        self.password.iterations = iterations;
        self
    }

    /// Sets a token that `X-SL-AUTH-TOKEN` may carry instead of a login.
    pub fn token(mut self, token: &str) -> Self {
        self.integration_token = Some(token.to_owned());
        self
    }

    /// Sets the lifetime of a login.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = TimeDelta::from_std(lifetime).unwrap_or(TimeDelta::MAX);
        self
    }
}

impl Scheme for StarleafCloud {
    type Options = Options;

    const NAME: &'static str = "starleaf-cloud";
    const ADDRESS: &'static str = "127.0.0.1:8044";

    fn base_path(&self) -> &'static str {
        "/v1"
    }

    fn respond(&mut self, request: &Request, shared: &Shared) -> Result<Response, Silence> {
        let now = shared.clock.now();
        let response = match request.path() {
            "/v1/challenge" => self.challenge(request, now),
            "/v1/authenticate" => self.authenticate(request, now),
            path => match self.check_login(request, now) {
                Ok(()) => {
                    let is_rerouted = shared.faults.take(path, Stage::During).is_some();
                    self.reroute(request, is_rerouted)
                        .unwrap_or_else(|| self.resource(path))
                }
                Err(reason) => Response::new(401).because(reason),
            },
        };
        Ok(response.header("X-SL-SERVER", "simulator-1"))
    }
}

impl StarleafCloud {
    /// Issues a challenge, even for an unknown user, so that the response does not reveal who the users are.
    fn challenge(&mut self, request: &Request, now: DateTime<Utc>) -> Response {
        let Some(username) = request.parameter("username") else {
            return Response::new(400).because("no username");
        };
        let challenge = random_hex(1);
        self.outstanding.purge(now);
        self.outstanding.add(&challenge, &username, now);
        let response = Response::json(200, &self.password.question(&challenge));
        if username == self.username {
            return response;
        }
        response.because(format!("but there is no user {username}"))
    }

    fn authenticate(&mut self, request: &Request, now: DateTime<Utc>) -> Response {
        if request.method != "POST" {
            return Response::new(405).because("the method is not POST");
        }
        let content_type = request.header("content-type").unwrap_or_default();
        if !content_type.starts_with("application/json") {
            return Response::new(400).because("Content-Type is not application/json");
        }
        let body = request.json();
        match (body["username"].as_str(), body["response"].as_str()) {
            (Some(username), Some(response)) => match self.verify(username, response, now) {
                Ok(()) => self.welcome(now),
                Err(reason) => Response::new(401).because(reason),
            },
            _ => Response::new(400).because("the body is not JSON with username and response"),
        }
    }

    /// A response does not name its challenge, so any outstanding one of the user is valid. A failed attempt uses up all of them.
    fn verify(
        &mut self,
        username: &str,
        response: &str,
        now: DateTime<Utc>,
    ) -> Result<(), &'static str> {
        let given = self.outstanding.for_user(username, now);
        let answered = given
            .iter()
            .find(|(challenge, _)| self.password.verify(Form::Bytes, challenge, response));
        match answered {
            Some((challenge, _)) => self.outstanding.remove(challenge),
            None => self.outstanding.remove_user(username),
        }
        match (answered, given.first()) {
            _ if username != self.username => Err("there is no such user"),
            (Some((_, State::Fresh)), _) => Ok(()),
            (Some(_), _) => Err("the challenge is older than a minute"),
            (None, Some((newest, _))) => Err(self.password.mistake(Form::Bytes, newest, response)),
            (None, None) => Err("the user has no challenge, or it was used"),
        }
    }

    fn welcome(&mut self, now: DateTime<Utc>) -> Response {
        let (token, session) = (random_hex(1), random_hex(1));
        let login = (session.clone(), now + self.lifetime);
        self.logins.insert(token.clone(), login);
        let seconds = self.lifetime.num_seconds();
        let token = format!("{TOKEN}={token}; Path=/v1; Max-Age={seconds}; HttpOnly");
        let session = format!("{SESSION}={session}; Path=/; HttpOnly");
        Response::new(204)
            .header("Set-Cookie", &token)
            .header("Set-Cookie", &session)
            .header("Set-Cookie", &self.route_cookie())
    }

    fn check_login(&self, request: &Request, now: DateTime<Utc>) -> Result<(), &'static str> {
        if let Some(token) = request.header("x-sl-auth-token") {
            let is_right = self.integration_token.as_deref() == Some(&*token);
            let wrong = "X-SL-AUTH-TOKEN is not the integration token";
            return is_right.then_some(()).ok_or(wrong);
        }
        let token = request.cookie(TOKEN);
        let token = token.ok_or("neither X-SL-AUTH-TOKEN nor the token cookie")?;
        let login = self.logins.get(&token);
        let (session, expires) = login.ok_or("the token is unknown")?;
        if now >= *expires {
            return Err("the token has expired");
        }
        match request.cookie(SESSION) {
            Some(own) if own == *session => Ok(()),
            Some(_) => Err("the session cookie belongs to another login"),
            None => Err("the session cookie is missing: all cookies of the login are needed"),
        }
    }

    /// Responds with 449 if the request used an old route, or the route changes now.
    fn reroute(&mut self, request: &Request, is_changed: bool) -> Option<Response> {
        let taken = request.cookie(ROUTE).unwrap_or_else(|| "0".to_owned());
        let reason = if is_changed {
            self.route += 1;
            "the route has just changed"
        } else if taken != self.route.to_string() {
            "the route cookie is outdated"
        } else {
            return None;
        };
        let response = Response::new(449).because(reason);
        Some(response.header("Set-Cookie", &self.route_cookie()))
    }

    fn resource(&self, path: &str) -> Response {
        let body = match path {
            "/v1/features" => json!({ "conferencing": true }),
            "/v1/version" => json!({ "version": "1" }),
            "/v1/users" => json!([{ "email": self.username }]),
            "/v1/conferences" | "/v1/myconferences" => json!([]),
            "/v1/myprofile" => json!({ "email": self.username }),
            _ => return Response::new(404).because("no such resource"),
        };
        Response::json(200, &body)
    }

    fn route_cookie(&self) -> String {
        format!("{ROUTE}={}; Path=/", self.route)
    }
}

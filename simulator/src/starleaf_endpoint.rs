//! A StarLeaf endpoint: a meeting-room codec.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::challenges::{Challenges, State};
use crate::proof::random_hex;
use crate::request::Request;
use crate::response::{Response, Silence};
use crate::server::Scheme;
use crate::shared::Shared;
use crate::starleaf::{Form, Password, PasswordOptions};

const LARGEST: usize = 64 * 1024;
const COOKIE: &str = "starleaf_endpoint_session";
/// The lifetime of a session after its last request.
const SESSION: TimeDelta = TimeDelta::hours(1);

/// How an endpoint rejects an unauthenticated request, which the vendor does not document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Status 200 and `{"authenticated": false}`.
    Field,
    /// Status 401 with `error_code` and `error_message`.
    Status,
}

impl Refusal {
    fn response(self, reason: &str) -> Response {
        match self {
            Self::Field => Response::json(200, &json!({ "authenticated": false }))
                .because(format!("not authenticated: {reason}")),
            Self::Status => refuse(401, "not authenticated").because(reason),
        }
    }
}

/// A StarLeaf endpoint
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    password: PasswordOptions,
    /// Serve /ecapi/auth etc. like a GTm, instead of /auth
    #[arg(long)]
    gtm: bool,
}

impl From<Options> for StarleafEndpoint {
    fn from(options: Options) -> Self {
        let endpoint = Self {
            password: options.password.into(),
            ..Self::new("")
        };
        if options.gtm {
            endpoint.gtm()
        } else {
            endpoint
        }
    }
}

/// An endpoint.
#[must_use]
pub struct StarleafEndpoint {
    password: Password,
    base_path: &'static str,
    wrong_response: Refusal,
    no_session: Refusal,
    outstanding: Challenges,
    /// Each session with the time of its last request.
    sessions: HashMap<String, DateTime<Utc>>,
    /// The dialed numbers.
    calls: Vec<String>,
}

impl StarleafEndpoint {
    /// A GT Mini or GT 3351 (`/auth`, `/action`, `/state`) with the default salt and iterations. It rejects a wrong response with
    /// [`Refusal::Field`] and a request without a session with [`Refusal::Status`].
    pub fn new(password: &str) -> Self {
        Self {
            password: Password::new(password),
            base_path: "",
            wrong_response: Refusal::Field,
            no_session: Refusal::Status,
            outstanding: Challenges::default(),
            sessions: HashMap::new(),
            calls: Vec::new(),
        }
    }

    /// Makes it a GTm, with the paths `/ecapi/auth` etc.
    pub fn gtm(mut self) -> Self {
        self.base_path = "/ecapi";
        self
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

    /// Sets how a wrong response is rejected.
    pub fn wrong_response(mut self, refusal: Refusal) -> Self {
        self.wrong_response = refusal;
        self
    }

    /// Sets how a request without a session is rejected.
    pub fn no_session(mut self, refusal: Refusal) -> Self {
        self.no_session = refusal;
        self
    }
}

impl Scheme for StarleafEndpoint {
    type Options = Options;

    const NAME: &'static str = "starleaf-endpoint";
    const ADDRESS: &'static str = "127.0.0.1:8043";

    fn base_path(&self) -> &'static str {
        self.base_path
    }

    fn respond(&mut self, request: &Request, shared: &Shared) -> Result<Response, Silence> {
        if let Some(refusal) = check(request) {
            return Ok(refusal);
        }
        let now = shared.clock.now();
        let name = request.path().strip_prefix(self.base_path);
        let handler = match name.unwrap_or_default() {
            "/auth" => return Ok(self.auth(request, now)),
            "/action" => Self::action,
            "/state" => Self::state,
            _ => return Ok(refuse(404, "no such resource")),
        };
        Ok(match self.check_session(request, now) {
            Ok(()) => handler(self, request),
            Err(reason) => self.no_session.response(reason),
        })
    }
}

/// Checks the method and the sizes of a request.
fn check(request: &Request) -> Option<Response> {
    let is_post = request.method == "POST";
    if request.target.len() > LARGEST {
        Some(refuse(414, "the target is over 64 kB"))
    } else if request.body.len() > LARGEST {
        Some(refuse(413, "the body is over 64 kB"))
    } else if !is_post && request.method != "GET" {
        Some(refuse(405, "the method is neither GET nor POST"))
    } else if is_post && !request.json().is_object() {
        Some(refuse(400, "the body is not a JSON object"))
    } else {
        None
    }
}

impl StarleafEndpoint {
    fn auth(&mut self, request: &Request, now: DateTime<Utc>) -> Response {
        match (field(request, "challenge"), field(request, "response")) {
            (Some(challenge), Some(response)) => self.authenticate(&challenge, &response, now),
            (None, None) if request.method == "GET" => self.challenge(request, now),
            _ => refuse(400, "challenge and response belong together"),
        }
    }

    fn challenge(&mut self, request: &Request, now: DateTime<Utc>) -> Response {
        let challenge = random_hex(1);
        self.outstanding.purge(now);
        self.outstanding.add(&challenge, "", now);
        let mut body = self.password.question(&challenge);
        body["authenticated"] = self.check_session(request, now).is_ok().into();
        body["version"] = "1.0".into();
        Response::json(200, &body)
    }

    fn authenticate(&mut self, challenge: &str, response: &str, now: DateTime<Utc>) -> Response {
        let state = self.outstanding.state(challenge, now);
        // a failed attempt uses it up too
        self.outstanding.remove(challenge);
        let reason = match state {
            State::Unknown => "the challenge was never issued, or was used",
            State::Expired => "the challenge is older than a minute",
            State::Fresh if self.password.verify(Form::Text, challenge, response) => {
                return self.welcome(now);
            }
            State::Fresh => self.password.mistake(Form::Text, challenge, response),
        };
        self.wrong_response.response(reason)
    }

    fn welcome(&mut self, now: DateTime<Utc>) -> Response {
        let session = random_hex(1);
        self.sessions.insert(session.clone(), now);
        let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly");
        let body = json!({ "authenticated": true, "session": session });
        Response::json(200, &body).header("Set-Cookie", &cookie)
    }

    /// Extends the request's session, or says why there is none.
    fn check_session(&mut self, request: &Request, now: DateTime<Utc>) -> Result<(), &'static str> {
        let session = field(request, "session").or_else(|| request.cookie(COOKIE));
        let session = session.ok_or("neither a session nor its cookie")?;
        let last = self.sessions.get_mut(&session);
        let last = last.ok_or("the session is unknown")?;
        if now - *last > SESSION {
            return Err("the session's last request was over an hour ago");
        }
        *last = now;
        Ok(())
    }

    fn action(&mut self, request: &Request) -> Response {
        let number = field(request, "number");
        match (field(request, "action").as_deref(), number) {
            (Some("dial"), Some(number)) => self.calls.push(number),
            (Some("hangup"), _) if self.calls.is_empty() => {
                return refuse(409, "there is no call to end");
            }
            (Some("hangup"), _) => self.calls.clear(),
            _ => return refuse(400, "the action is unknown or lacks a number"),
        }
        Response::json(200, &json!({ "authenticated": true }))
    }

    fn state(&mut self, _: &Request) -> Response {
        let calls = self.calls.iter().map(|number| json!({ "number": number }));
        let calls: Vec<_> = calls.collect();
        Response::json(200, &json!({ "authenticated": true, "calls": calls }))
    }
}

fn refuse(status: u16, message: &str) -> Response {
    let body = json!({ "error_code": status, "error_message": message });
    Response::json(status, &body).because(message)
}

/// A query parameter of a GET request, or a field of the JSON body.
fn field(request: &Request, name: &str) -> Option<String> {
    if request.method == "GET" {
        return request.parameter(name);
    }
    request.json()[name].as_str().map(str::to_owned)
}

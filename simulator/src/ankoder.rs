//! Ankoder, with its three ways to authenticate.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE, WWW_AUTHENTICATE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;

use crate::answer::because;
use crate::clock::Clock;
use crate::dates;
use crate::lock;
use crate::proof::{ankoder_digest, ankoder_passkey, random_hex};
use crate::record::Request;
use crate::server::Scheme;

mod mistake;

const COOKIE: &str = "_ankoderapi_session";
/// How far a date may be from the time of the server.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// Ankoder with one customer.
#[must_use]
pub struct Ankoder {
    access_key: String,
    private_key: String,
    username: String,
    password: String,
    signs_query: bool,
}

impl Ankoder {
    /// A customer with these keys, called `demo` with the password `demo`. The query belongs to the path that is signed.
    pub fn new(access_key: &str, private_key: &str) -> Self {
        Self {
            access_key: access_key.to_owned(),
            private_key: private_key.to_owned(),
            username: "demo".to_owned(),
            password: "demo".to_owned(),
            signs_query: true,
        }
    }

    /// The username and password for Basic and session.
    pub fn user(mut self, username: &str, password: &str) -> Self {
        (self.username, self.password) = (username.to_owned(), password.to_owned());
        self
    }

    /// Whether the query belongs to the path that is signed, which the vendor does not document.
    pub fn signs_query(mut self, signs: bool) -> Self {
        self.signs_query = signs;
        self
    }
}

impl Ankoder {
    fn passkey(&self, date: &str, method: &str, path: &str) -> String {
        ankoder_passkey(&self.private_key, &ankoder_digest(date, method, path)[..20])
    }

    /// The part of the target that is signed.
    fn signed_part<'a>(&self, request: &'a Request) -> &'a str {
        if self.signs_query {
            &request.target
        } else {
            request.path()
        }
    }
}

impl Scheme for Ankoder {
    const NAME: &'static str = "ankoder";

    fn router(self, clock: Clock) -> Router {
        let service = Arc::new(Service {
            customer: self,
            clock,
            used: Mutex::default(),
            sessions: Mutex::default(),
        });
        Router::new()
            .route("/auth/login", any(login))
            .fallback(resource)
            .with_state(service)
    }
}

struct Service {
    customer: Ankoder,
    clock: Clock,
    /// The dates and passkeys that have been seen.
    used: Mutex<HashSet<(String, String)>>,
    /// Each session, and whether someone is logged in.
    sessions: Mutex<HashMap<String, bool>>,
}

type Sent = Extension<Arc<Request>>;

async fn login(State(service): State<Arc<Service>>, Extension(request): Sent) -> Response {
    if request.method != "POST" {
        return because(not_found(), "the method is not POST");
    }
    let customer = &service.customer;
    let kind = request.header("content-type").unwrap_or_default();
    let form = kind.starts_with("application/x-www-form-urlencoded");
    let refusal = match (request.form_field("login"), request.form_field("password")) {
        _ if !form => Some("Content-Type is not application/x-www-form-urlencoded"),
        (None, _) | (_, None) => Some("the form has not both login and password"),
        (Some(login), _) if login != customer.username => Some("there is no such user"),
        (_, Some(password)) if password != customer.password => Some("the password is another"),
        _ => None,
    };
    let session = random_hex(1);
    let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly");
    lock(&service.sessions).insert(session, refusal.is_none());
    // A refused login sets a cookie all the same, as the real one did.
    let response = match refusal {
        None => xml(StatusCode::OK, "<login>ok</login>"),
        Some(reason) => because(unauthorized(), reason),
    };
    ([(SET_COOKIE, cookie)], response).into_response()
}

async fn resource(State(service): State<Arc<Service>>, Extension(request): Sent) -> Response {
    if let Err(reason) = service.authenticated(&request) {
        return because(unauthorized(), reason);
    }
    let path = request.path();
    let words: Vec<_> = path
        .strip_suffix(".xml")
        .unwrap_or(path)
        .split('/')
        .collect();
    let body = match words[..] {
        ["", "profile"] => format!(
            "<profile><login>{}</login></profile>",
            service.customer.username
        ),
        ["", kind @ ("video" | "job" | "download")] => format!("<{kind}s></{kind}s>"),
        ["", kind @ ("video" | "job" | "download"), id] => {
            format!("<{kind}><id>{id}</id></{kind}>")
        }
        _ => return because(not_found(), "no such resource"),
    };
    xml(StatusCode::OK, &body)
}

impl Service {
    fn authenticated(&self, request: &Request) -> Result<(), String> {
        if request
            .headers
            .iter()
            .any(|(name, _)| name.to_ascii_lowercase().starts_with("ankoder_"))
        {
            return self.signature(request);
        }
        if let Some(authorization) = request.header("authorization") {
            return self.basic(&authorization).map_err(str::to_owned);
        }
        let session = request.cookie(COOKIE);
        let session = session
            .ok_or("neither the ankoder_ headers nor Authorization nor a session's cookie")?;
        match lock(&self.sessions).get(&session) {
            Some(true) => Ok(()),
            Some(false) => Err("the session is of a login that was refused".to_owned()),
            None => Err("the session was never given out".to_owned()),
        }
    }

    fn basic(&self, authorization: &str) -> Result<(), &'static str> {
        let encoded = authorization
            .strip_prefix("Basic ")
            .ok_or("Authorization is not Basic")?;
        let decoded = STANDARD
            .decode(encoded)
            .map_err(|_| "Authorization is not base64")?;
        let Ankoder {
            username, password, ..
        } = &self.customer;
        if decoded == format!("{username}:{password}").into_bytes() {
            return Ok(());
        }
        Err("the username or the password is another")
    }

    fn signature(&self, request: &Request) -> Result<(), String> {
        let header = |name| request.header(name).ok_or_else(|| format!("no {name}"));
        let (access_key, passkey, date) = (
            header("ankoder_access_key")?,
            header("ankoder_passkey")?,
            header("ankoder_date")?,
        );
        if access_key != self.customer.access_key {
            return Err("there is no such access key".to_owned());
        }
        let now = self.clock.now();
        let time = dates::parse(&date).ok_or("ankoder_date is in no known format or zone")?;
        if (now - time).abs() > WINDOW {
            return Err(format!(
                "ankoder_date is over 15 minutes away from {}",
                now.format("%a %b %e %T UTC %Y")
            ));
        }
        let path = self.customer.signed_part(request);
        if passkey != self.customer.passkey(&date, &request.method, path) {
            return Err(format!(
                "ankoder_passkey {}",
                self.customer.mistake(request, &date, &passkey)
            ));
        }
        if !lock(&self.used).insert((date.into_owned(), passkey.into_owned())) {
            return Err(
                "the same date and passkey were used before: one request a second".to_owned(),
            );
        }
        Ok(())
    }
}

fn not_found() -> Response {
    xml(StatusCode::NOT_FOUND, "<error>Not Found</error>")
}

fn unauthorized() -> Response {
    let response = xml(StatusCode::UNAUTHORIZED, "<error>Unauthorized</error>");
    ([(WWW_AUTHENTICATE, r#"Basic realm="Ankoder""#)], response).into_response()
}

fn xml(status: StatusCode, element: &str) -> Response {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{element}\n");
    (status, [(CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}

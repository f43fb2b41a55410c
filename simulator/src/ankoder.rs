//! Ankoder, with its three authentication methods.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::PASSWORD;
use crate::basic;
use crate::dates;
use crate::proof::{ankoder_digest, ankoder_passkey, random_hex};
use crate::request::Request;
use crate::response::{Response, Silence};
use crate::server::Scheme;
use crate::shared::Shared;

mod mistake;

const COOKIE: &str = "_ankoderapi_session";
/// The largest accepted difference between a date and the server's time.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// The customer's name unless another is given.
const USERNAME: &str = "demo";

/// Ankoder
#[derive(clap::Args)]
pub struct Options {
    /// The only customer's access key
    #[arg(long, default_value = "demo-access-key")]
    access_key: String,
    /// The private key that belongs to it
    #[arg(long, default_value = "demo-private-key")]
    private_key: String,
    /// The customer's name
    #[arg(long, default_value = USERNAME)]
    username: String,
    /// The customer's password
    #[arg(long, default_value = PASSWORD)]
    password: String,
}

impl From<Options> for Ankoder {
    fn from(options: Options) -> Self {
        Self::new(&options.access_key, &options.private_key)
            .user(&options.username, &options.password)
    }
}

/// Ankoder with one customer.
#[must_use]
pub struct Ankoder {
    access_key: String,
    private_key: String,
    username: String,
    password: String,
    signs_query: bool,
    /// The dates and passkeys that were used.
    used: HashSet<(String, String)>,
    /// Each session, and whether its login succeeded.
    sessions: HashMap<String, bool>,
}

impl Ankoder {
    /// A customer with these keys, user name `demo` and password `demo`. The signed path includes the query.
    pub fn new(access_key: &str, private_key: &str) -> Self {
        Self {
            access_key: access_key.to_owned(),
            private_key: private_key.to_owned(),
            username: USERNAME.to_owned(),
            password: PASSWORD.to_owned(),
            signs_query: true,
            used: HashSet::new(),
            sessions: HashMap::new(),
        }
    }

    /// Sets the user name and password for Basic and session authentication.
    pub fn user(mut self, username: &str, password: &str) -> Self {
        (self.username, self.password) = (username.to_owned(), password.to_owned());
        self
    }

    /// Sets whether the signed path includes the query, which the vendor does not document.
    pub fn signs_query(mut self, signs: bool) -> Self {
        self.signs_query = signs;
        self
    }
}

impl Scheme for Ankoder {
    type Options = Options;

    const NAME: &'static str = "ankoder";
    const ADDRESS: &'static str = "127.0.0.1:8045";

    fn respond(&mut self, request: &Request, shared: &Shared) -> Result<Response, Silence> {
        Ok(if request.path() == "/auth/login" {
            self.login(request)
        } else if let Err(reason) = self.authenticate(request, shared.clock.now()) {
            unauthorized().because(reason)
        } else {
            self.resource(request.path())
        })
    }
}

impl Ankoder {
    fn login(&mut self, request: &Request) -> Response {
        if request.method != "POST" {
            return not_found().because("the method is not POST");
        }
        let content_type = request.header("content-type").unwrap_or_default();
        let is_form = content_type.starts_with("application/x-www-form-urlencoded");
        let refusal = match (request.form_field("login"), request.form_field("password")) {
            _ if !is_form => Some("Content-Type is not application/x-www-form-urlencoded"),
            (None, _) | (_, None) => Some("the form lacks login or password"),
            (Some(login), _) if login != self.username => Some("there is no such user"),
            (_, Some(password)) if password != self.password => Some("the password is wrong"),
            _ => None,
        };
        let response = match refusal {
            None => xml(200, "<login>ok</login>"),
            Some(reason) => unauthorized().because(reason),
        };
        // like the real service, set a cookie even if the login is rejected
        let session = random_hex(1);
        let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly");
        self.sessions.insert(session, refusal.is_none());
        response.header("Set-Cookie", &cookie)
    }

    fn resource(&self, path: &str) -> Response {
        let bare = path.strip_suffix(".xml").unwrap_or(path);
        let words: Vec<_> = bare.split('/').collect();
        match words[..] {
            ["", "profile"] => {
                let username = &self.username;
                xml(
                    200,
                    &format!("<profile><login>{username}</login></profile>"),
                )
            }
            ["", name @ ("video" | "job" | "download")] => {
                xml(200, &format!("<{name}s></{name}s>"))
            }
            ["", name @ ("video" | "job" | "download"), id] => {
                xml(200, &format!("<{name}><id>{id}</id></{name}>"))
            }
            _ => not_found().because("no such resource"),
        }
    }

    fn authenticate(&mut self, request: &Request, now: DateTime<Utc>) -> Result<(), String> {
        let mut names = request
            .headers
            .iter()
            .map(|(name, _)| name.to_ascii_lowercase());
        if names.any(|name| name.starts_with("ankoder_")) {
            return self.check_signature(request, now);
        }
        if let Some(authorization) = request.header("authorization") {
            return Ok(basic::check(
                &authorization,
                &self.username,
                &self.password,
            )?);
        }
        let session = request.cookie(COOKIE).ok_or(
            "there is neither an ankoder_ header, nor Authorization, nor a session cookie",
        )?;
        Ok(match self.sessions.get(&session) {
            Some(true) => Ok(()),
            Some(false) => Err("the session belongs to a login that was rejected"),
            None => Err("the session is unknown"),
        }?)
    }

    fn check_signature(&mut self, request: &Request, now: DateTime<Utc>) -> Result<(), String> {
        let header = |name| request.header(name).ok_or_else(|| format!("no {name}"));
        let access_key = header("ankoder_access_key")?;
        let passkey = header("ankoder_passkey")?;
        let date = header("ankoder_date")?;
        if access_key != self.access_key {
            return Err("there is no such access key".to_owned());
        }
        let time = dates::parse(&date).ok_or("ankoder_date is in no known format or zone")?;
        if (now - time).abs() > WINDOW {
            let now = now.format("%a %b %e %T UTC %Y");
            return Err(format!("ankoder_date is over 15 minutes away from {now}"));
        }
        if passkey != self.passkey(&date, &request.method, self.signed_part(request)) {
            let mistake = self.mistake(request, &date, &passkey);
            return Err(format!("ankoder_passkey {mistake}"));
        }
        if !self.used.insert((date.into_owned(), passkey.into_owned())) {
            return Err("the same date and passkey were used before: one request a second".into());
        }
        Ok(())
    }

    fn passkey(&self, date: &str, method: &str, path: &str) -> String {
        ankoder_passkey(&self.private_key, &ankoder_digest(date, method, path)[..20])
    }

    /// The signed part of the target.
    fn signed_part<'a>(&self, request: &'a Request) -> &'a str {
        if self.signs_query {
            &request.target
        } else {
            request.path()
        }
    }
}

fn not_found() -> Response {
    xml(404, "<error>Not Found</error>")
}

fn unauthorized() -> Response {
    xml(401, "<error>Unauthorized</error>").header("WWW-Authenticate", r#"Basic realm="Ankoder""#)
}

fn xml(status: u16, element: &str) -> Response {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{element}\n");
    Response::text(status, "text/xml; charset=utf-8", body)
}

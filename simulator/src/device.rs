//! The Warped Pinball Vector board, and any device with the same authentication.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;

use crate::PASSWORD;
use crate::challenges::{Challenges, State};
use crate::proof::{hmac_sha256, random_hex};
use crate::request::Request;
use crate::response::{Response, Silence, Style};
use crate::server::Scheme;
use crate::shared::Shared;

mod mistake;
mod routes;

use routes::{failure, json, not_found};

/// The number of password bytes that a board stores.
const STORED: usize = 16;
const MAX_OUTSTANDING: usize = 11;

/// A device like the Warped Pinball Vector board
#[derive(clap::Args)]
pub struct Options {
    /// The board's password; only its first 16 bytes are stored
    #[arg(long, default_value = PASSWORD)]
    password: String,
}

impl From<Options> for Device {
    fn from(options: Options) -> Self {
        Self::new(&options.password)
    }
}

/// A board.
#[must_use]
pub struct Device {
    password: Vec<u8>,
    update_pause: Duration,
    outstanding: Challenges,
    /// When each rate-limited route was last called.
    called: HashMap<String, DateTime<Utc>>,
}

impl Device {
    /// A board with this password, which may be empty. Only its first 16 bytes are stored.
    pub fn new(password: &str) -> Self {
        Self {
            password: password.into(),
            update_pause: Duration::from_millis(20),
            outstanding: Challenges::default(),
            called: HashMap::new(),
        }
    }

    /// Sets the pause after each record of an update; the default is 20 ms.
    pub fn update_pause(mut self, pause: Duration) -> Self {
        self.update_pause = pause;
        self
    }
}

impl Scheme for Device {
    type Options = Options;

    const NAME: &'static str = "device";
    const ADDRESS: &'static str = "127.0.0.1:8042";
    const STYLE: Style = Style::Bare;

    fn respond(&mut self, request: &Request, shared: &Shared) -> Result<Response, Silence> {
        if let Some(reason) = unreadable(request) {
            return Err(Silence(reason));
        }
        let now = shared.clock.now();
        if request.path() == "/api/auth/challenge" {
            return Ok(self.challenge(now));
        }
        let body = signed_body(request).unwrap_or(b"{}");
        let body = serde_json::from_slice(body).unwrap_or_default();
        let Some(route) = self.route(request.path(), &body) else {
            let is_url = !request.target.starts_with('/');
            return Ok(not_found().because(if is_url {
                "the request line has a whole URL, as for a proxy"
            } else {
                "no such route"
            }));
        };
        if route.is_signed
            && let Some(refusal) = self.refusal(request, now)
        {
            return Ok(refusal);
        }
        if self.is_cooling_down(request.path(), route.cool_down, now) {
            return Ok(
                json(429, r#"{"msg": "cooling down"}"#).because("too soon after the last call")
            );
        }
        route.reply
    }
}

impl Device {
    fn challenge(&mut self, now: DateTime<Utc>) -> Response {
        if self.outstanding.purge(now) >= MAX_OUTSTANDING {
            return json(429, r#"{"error": "Too many challenges"}"#)
                .because(format!("{MAX_OUTSTANDING} challenges are outstanding"));
        }
        let challenge = random_hex(2);
        self.outstanding.add(&challenge, "", now);
        json(200, &format!(r#"{{"challenge": "{challenge}"}}"#))
    }

    /// The response to a request without a valid signature. A valid signature uses up its challenge; an expired challenge is forgotten.
    fn refusal(&mut self, request: &Request, now: DateTime<Utc>) -> Option<Response> {
        let unauthorized = |error, reason: &str| {
            Some(json(401, &format!(r#"{{"error": "{error}"}}"#)).because(reason))
        };
        let Some(hmac) = request.header("x-auth-hmac") else {
            return unauthorized("Missing authentication HMAC", "no x-auth-hmac");
        };
        let Some(challenge) = request.header("x-auth-challenge") else {
            return unauthorized("Missing authentication challenge", "no x-auth-challenge");
        };
        match self.outstanding.state(&challenge, now) {
            State::Unknown => {
                let reason = "the challenge was never issued, was used, or expired";
                return unauthorized("Invalid challenge", reason);
            }
            State::Expired => {
                self.outstanding.remove(&challenge);
                let reason = "the challenge is older than 60 seconds";
                return unauthorized("Challenge expired", reason);
            }
            State::Fresh => {}
        }
        if str::from_utf8(self.stored()).is_err() {
            return Some(failure("").because("the stored 16 bytes end inside a character"));
        }
        let body = signed_body(request).unwrap_or_default();
        let message = [challenge.as_bytes(), request.path().as_bytes(), body];
        if *hmac == hmac_sha256(self.stored(), &message) {
            self.outstanding.remove(&challenge);
            return None;
        }
        let mistake = self.mistake(request, &challenge, &hmac);
        unauthorized("Bad Credentials", &format!("x-auth-hmac {mistake}"))
    }

    fn is_cooling_down(&mut self, path: &str, seconds: i64, now: DateTime<Utc>) -> bool {
        let last = self.called.get(path);
        let is_cooling = last.is_some_and(|last| now - last < TimeDelta::seconds(seconds));
        if !is_cooling {
            self.called.insert(path.to_owned(), now);
        }
        is_cooling
    }

    /// The part of the password that the board stores.
    fn stored(&self) -> &[u8] {
        &self.password[..self.password.len().min(STORED)]
    }
}

/// Why the board fails on a request before it finds a route. It never responds to such a request.
fn unreadable(request: &Request) -> Option<String> {
    let lines = request.head.split_inclusive(|&byte| byte == b'\n').skip(1);
    for line in lines.take_while(|line| *line != b"\r\n") {
        let Ok(text) = str::from_utf8(line) else {
            return Some("a header line is not UTF-8".to_owned());
        };
        match text.trim().split_once(':') {
            _ if text.trim().contains(": ") => {}
            Some((name, "")) => return Some(format!("the header {name} has no value")),
            Some((name, _)) => {
                return Some(format!("the header {name} has no space after its colon"));
            }
            None => return Some("a line ends in only a line feed".to_owned()),
        }
    }
    if signed_body(request).is_none_or(is_json) {
        return None;
    }
    Some(if request.body.is_empty() {
        "the content type is JSON, but the length is 0".to_owned()
    } else {
        "the content type is JSON, but the body is not".to_owned()
    })
}

/// The body, if the board signs and parses it.
fn signed_body(request: &Request) -> Option<&[u8]> {
    let content_type = request.header("content-type")?;
    let is_announced = request.header("content-length").is_some();
    (is_announced && content_type.starts_with("application/json")).then_some(&request.body)
}

/// Whether a body is JSON in UTF-8. Numbers may have any size.
fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<&RawValue>(body).is_ok()
}

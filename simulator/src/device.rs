//! The Warped Pinball Vector board, and any device with the same authentication.

use std::sync::{Arc, Mutex};

use axum::extract::{Extension, Request as Routed, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::{Router, http::StatusCode};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::answer::{because, json_text, silence};
use crate::challenges::{Challenges, State as Challenge};
use crate::clock::Clock;
use crate::lock;
use crate::proof::{hmac_sha256, random_hex};
use crate::record::Request;
use crate::server::Scheme;

mod mistake;

/// A board stores no more of a password than this.
const STORED: usize = 16;
const MOST_OUTSTANDING: usize = 11;

/// A board with its password.
#[must_use]
pub struct Device {
    password: Vec<u8>,
}

impl Device {
    /// A board whose owner set this password, of which it stores the first 16 bytes. It may be empty.
    pub fn new(password: &str) -> Self {
        Self {
            password: password.into(),
        }
    }
}

impl Scheme for Device {
    const NAME: &'static str = "device";

    fn router(self, clock: Clock) -> Router {
        let board = Arc::new(Board {
            password: self.password,
            outstanding: Mutex::default(),
            clock,
        });
        Router::new()
            .route("/api/auth/challenge", any(challenge))
            .route(
                "/api/version",
                any(async || json_text(StatusCode::OK, r#"{"version": "1.0.0"}"#)),
            )
            .route(
                "/api/game/status",
                any(async || json_text(StatusCode::OK, r#"{"GameActive": false}"#)),
            )
            .route(
                "/api/leaders",
                any(async || json_text(StatusCode::OK, "[]")),
            )
            .route("/api/auth/password_check", any(password_check))
            .route("/api/player/update", any(update_player))
            .route("/api/settings/set_show_ip", any(set_show_ip))
            .route("/api/logs", any(logs))
            .fallback(async || because(not_found(), "no such route"))
            .layer(from_fn(read))
            .with_state(board)
    }
}

struct Board {
    password: Vec<u8>,
    outstanding: Mutex<Challenges>,
    clock: Clock,
}

type Sent = Extension<Arc<Request>>;

/// What the board does with every request before it looks for a route.
async fn read(Extension(request): Sent, routed: Routed, next: Next) -> Response {
    if let Some((name, _)) = request.headers.iter().find(|(_, value)| value.is_empty()) {
        return silence(format!("the header {name} has no value"));
    }
    if signed_body(&request).is_some_and(|body| !is_json(body)) {
        return silence(if request.body.is_empty() {
            "the JSON type is announced with a length of 0"
        } else {
            "the body is announced as JSON, and is not"
        });
    }
    if !request.target.starts_with('/') {
        return because(
            not_found(),
            "the request line holds a whole URL, as for a proxy",
        );
    }
    next.run(routed).await
}

async fn challenge(State(board): State<Arc<Board>>) -> Response {
    let now = board.clock.now();
    let mut outstanding = lock(&board.outstanding);
    if outstanding.purge(now) >= MOST_OUTSTANDING {
        let response = json_text(
            StatusCode::TOO_MANY_REQUESTS,
            r#"{"error": "Too many challenges"}"#,
        );
        return because(
            response,
            format!("{MOST_OUTSTANDING} challenges are outstanding"),
        );
    }
    let challenge = random_hex(2);
    outstanding.add(&challenge, "", now);
    json_text(StatusCode::OK, format!(r#"{{"challenge": "{challenge}"}}"#))
}

async fn password_check(State(board): State<Arc<Board>>, Extension(request): Sent) -> Response {
    board.authenticated(&request, || json_text(StatusCode::OK, "ok"))
}

async fn logs(State(board): State<Arc<Board>>, Extension(request): Sent) -> Response {
    board.authenticated(&request, || "started\n".into_response())
}

async fn update_player(State(board): State<Arc<Board>>, Extension(request): Sent) -> Response {
    board.authenticated(&request, || {
        if data(&request).is_object() {
            return json_text(StatusCode::OK, "ok");
        }
        because(failure(), "the handler wants a JSON object as its body")
    })
}

async fn set_show_ip(State(board): State<Arc<Board>>, Extension(request): Sent) -> Response {
    board.authenticated(&request, || {
        if data(&request)["show_ip"].is_boolean() {
            return json_text(StatusCode::OK, "ok");
        }
        because(failure(), r#"the handler wants {"show_ip": true} or false"#)
    })
}

impl Board {
    /// Runs the handler if the request is signed; its challenge is spent then, whatever the handler answers.
    fn authenticated(&self, request: &Request, handler: impl FnOnce() -> Response) -> Response {
        match self.refusal(request) {
            Some((error, reason)) => because(
                json_text(
                    StatusCode::UNAUTHORIZED,
                    json!({ "error": error }).to_string(),
                ),
                reason,
            ),
            None => handler(),
        }
    }

    fn refusal(&self, request: &Request) -> Option<(&'static str, String)> {
        let Some(hmac) = request.header("x-auth-hmac") else {
            return Some(("Missing authentication HMAC", "no x-auth-hmac".into()));
        };
        let Some(challenge) = request.header("x-auth-challenge") else {
            return Some((
                "Missing authentication challenge",
                "no x-auth-challenge".into(),
            ));
        };
        let mut outstanding = lock(&self.outstanding);
        match outstanding.state(&challenge, self.clock.now()) {
            Challenge::Unknown => {
                let reason =
                    "the challenge was never given out, is used, or expired and is forgotten";
                return Some(("Invalid challenge", reason.into()));
            }
            Challenge::Expired => {
                return Some((
                    "Challenge expired",
                    "the challenge is older than 60 seconds".into(),
                ));
            }
            Challenge::Fresh => {}
        }
        let body = signed_body(request).unwrap_or_default();
        let message = [challenge.as_bytes(), request.path().as_bytes(), body];
        if *hmac == hmac_sha256(stored(&self.password), &message) {
            outstanding.remove(&challenge);
            return None;
        }
        let mistake = mistake::name(&self.password, request, &challenge, &hmac);
        Some(("Bad Credentials", mistake))
    }
}

/// What the board has of its password.
fn stored(password: &[u8]) -> &[u8] {
    &password[..password.len().min(STORED)]
}

/// The body, if the board signs and parses it.
fn signed_body(request: &Request) -> Option<&[u8]> {
    let kind = request.header("content-type")?;
    let announced =
        request.header("content-length").is_some() && kind.starts_with("application/json");
    announced.then_some(&request.body)
}

/// Whether it is JSON in UTF-8. Numbers may be of any size.
fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<&RawValue>(body).is_ok()
}

fn data(request: &Request) -> Value {
    let body = signed_body(request).unwrap_or_default();
    serde_json::from_slice(body).unwrap_or_default()
}

fn failure() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response()
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "Not found").into_response()
}

//! A StarLeaf endpoint: a codec of a meeting room.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Extension, Request as Routed, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::any;
use serde_json::{Value, json};

use crate::answer::{because, json as answer};
use crate::clock::Clock;
use crate::lock;
use crate::record::Request;
use crate::server::Scheme;
use crate::starleaf::Password;

mod codec;

use codec::Codec;

const LARGEST: usize = 64 * 1024;

/// How an endpoint says that someone is not authenticated, which the vendor does not document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Status 200 and `{"authenticated": false}`.
    Field,
    /// Status 401 with `error_code` and `error_message`.
    Status,
}

/// An endpoint with its password.
#[must_use]
pub struct StarleafEndpoint {
    password: Password,
    base_path: &'static str,
    wrong_response: Refusal,
    no_session: Refusal,
}

impl StarleafEndpoint {
    /// A GT Mini or GT 3351 (`/auth`, `/action`, `/state`) with 10000 iterations and the salt 00112233445566778899aabbccddeeff. It
    /// answers a wrong response with [`Refusal::Field`] and a request without a session with [`Refusal::Status`].
    pub fn new(password: &str) -> Self {
        Self {
            password: Password::new(password),
            base_path: "",
            wrong_response: Refusal::Field,
            no_session: Refusal::Status,
        }
    }

    /// A GTm: the paths are `/ecapi/auth` and so on.
    pub fn gtm(mut self) -> Self {
        self.base_path = "/ecapi";
        self
    }

    /// Other salt bytes.
    pub fn salt(mut self, salt: &[u8]) -> Self {
        self.password.salt = salt.to_vec();
        self
    }

    /// Another number of iterations.
    pub fn iterations(mut self, iterations: u32) -> Self {
        self.password.iterations = iterations;
        self
    }

    /// How a wrong response is refused.
    pub fn wrong_response(mut self, refusal: Refusal) -> Self {
        self.wrong_response = refusal;
        self
    }

    /// How a request without a session is refused.
    pub fn no_session(mut self, refusal: Refusal) -> Self {
        self.no_session = refusal;
        self
    }
}

impl Scheme for StarleafEndpoint {
    const NAME: &'static str = "starleaf-endpoint";

    fn base_path(&self) -> &'static str {
        self.base_path
    }

    fn router(self, clock: Clock) -> Router {
        let path = |name: &str| format!("{}/{name}", self.base_path);
        let (auth_path, action_path, state_path) = (path("auth"), path("action"), path("state"));
        let codec = Arc::new(Codec {
            settings: self,
            clock,
            outstanding: Mutex::default(),
            sessions: Mutex::default(),
            calls: Mutex::default(),
        });
        Router::new()
            .route(&auth_path, any(auth))
            .route(&action_path, any(action))
            .route(&state_path, any(state))
            .fallback(async || refuse(StatusCode::NOT_FOUND, "no such resource"))
            .layer(from_fn(check))
            .with_state(codec)
    }
}

type Sent = Extension<Arc<Request>>;

/// What holds for every request: methods and sizes.
async fn check(Extension(request): Sent, routed: Routed, next: Next) -> Response {
    if request.target.len() > LARGEST {
        refuse(StatusCode::URI_TOO_LONG, "the target is over 64 kB")
    } else if request.body.len() > LARGEST {
        refuse(StatusCode::PAYLOAD_TOO_LARGE, "the body is over 64 kB")
    } else if request.method != "GET" && request.method != "POST" {
        refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "the method is neither GET nor POST",
        )
    } else if request.method == "POST" && !fields(&request).is_object() {
        refuse(StatusCode::BAD_REQUEST, "the body is not a JSON object")
    } else {
        next.run(routed).await
    }
}

async fn auth(State(codec): State<Arc<Codec>>, Extension(request): Sent) -> Response {
    match (field(&request, "challenge"), field(&request, "response")) {
        (Some(challenge), Some(response)) => codec.authenticate(&challenge, &response),
        (None, None) if request.method == "GET" => codec.challenge(&request),
        _ => refuse(
            StatusCode::BAD_REQUEST,
            "challenge and response belong together",
        ),
    }
}

async fn action(State(codec): State<Arc<Codec>>, Extension(request): Sent) -> Response {
    if let Err(reason) = codec.session(&request) {
        return codec.settings.no_session.answer(reason);
    }
    let mut calls = lock(&codec.calls);
    match (
        field(&request, "action").as_deref(),
        field(&request, "number"),
    ) {
        (Some("dial"), Some(number)) => calls.push(number),
        (Some("hangup"), _) if calls.is_empty() => {
            return refuse(StatusCode::CONFLICT, "there is no call to end");
        }
        (Some("hangup"), _) => calls.clear(),
        _ => {
            return refuse(
                StatusCode::BAD_REQUEST,
                "the action is not known, or lacks its number",
            );
        }
    }
    answer(StatusCode::OK, &json!({ "authenticated": true }))
}

async fn state(State(codec): State<Arc<Codec>>, Extension(request): Sent) -> Response {
    if let Err(reason) = codec.session(&request) {
        return codec.settings.no_session.answer(reason);
    }
    let calls: Vec<_> = lock(&codec.calls)
        .iter()
        .map(|number| json!({ "number": number }))
        .collect();
    answer(
        StatusCode::OK,
        &json!({ "authenticated": true, "calls": calls }),
    )
}

impl Refusal {
    fn answer(self, reason: &str) -> Response {
        match self {
            Self::Field => {
                let body = json!({ "authenticated": false });
                because(
                    answer(StatusCode::OK, &body),
                    format!("not authenticated: {reason}"),
                )
            }
            Self::Status => {
                let body = json!({ "error_code": 401, "error_message": "not authenticated" });
                because(answer(StatusCode::UNAUTHORIZED, &body), reason)
            }
        }
    }
}

fn refuse(status: StatusCode, message: &str) -> Response {
    let body = json!({ "error_code": status.as_u16(), "error_message": message });
    because(answer(status, &body), message)
}

/// A field of the JSON body or, of a GET, a query parameter.
fn field(request: &Request, name: &str) -> Option<String> {
    match request.method.as_str() {
        "GET" => request.parameter(name),
        _ => fields(request)[name].as_str().map(str::to_owned),
    }
}

fn fields(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap_or_default()
}

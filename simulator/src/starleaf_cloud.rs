//! The StarLeaf Cloud.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Extension, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::any;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::answer::{because, json as answer};
use crate::clock::Clock;
use crate::fault::{Fault, Own};
use crate::record::Request;
use crate::server::Scheme;
use crate::starleaf::Password;

mod service;

use service::Cloud;

const SERVER: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-sl-server"),
    HeaderValue::from_static("simulator-1"),
);
/// The Cloud's own fault: 449 Retry, and another route in its cookie. A request with the old cookie is answered with 449 again.
///
/// It waits for a request that is authenticated, so it never happens to `/challenge` and `/authenticate`.
pub fn retry() -> Fault {
    Fault::own()
}

/// The Cloud with one user.
#[must_use]
pub struct StarleafCloud {
    username: String,
    password: Password,
    integration_token: Option<String>,
    lifetime: TimeDelta,
}

impl StarleafCloud {
    /// A user with 10000 iterations and the salt 00112233445566778899aabbccddeeff. Tokens last an hour; there is no integration
    /// token.
    pub fn new(username: &str, password: &str) -> Self {
        Self {
            username: username.to_owned(),
            password: Password::new(password),
            integration_token: None,
            lifetime: TimeDelta::hours(1),
        }
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

    /// The token that `X-SL-AUTH-TOKEN` may carry instead of a login.
    pub fn token(mut self, token: &str) -> Self {
        self.integration_token = Some(token.to_owned());
        self
    }

    /// How long a login lasts.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = TimeDelta::from_std(lifetime).unwrap_or(TimeDelta::MAX);
        self
    }
}

impl Scheme for StarleafCloud {
    const NAME: &'static str = "starleaf-cloud";

    fn base_path(&self) -> &'static str {
        "/v1"
    }

    fn router(self, clock: Clock) -> Router {
        let cloud = Arc::new(Cloud {
            settings: self,
            clock,
            outstanding: Mutex::default(),
            logins: Mutex::default(),
            route: Mutex::new(0),
        });
        Router::new()
            .route("/v1/challenge", any(challenge))
            .route("/v1/authenticate", any(authenticate))
            .fallback(resource)
            .layer(map_response(async |response: Response| {
                ([SERVER], response)
            }))
            .with_state(cloud)
    }
}

type Sent = Extension<Arc<Request>>;

async fn challenge(State(cloud): State<Arc<Cloud>>, Extension(request): Sent) -> Response {
    let Some(username) = request.parameter("username") else {
        return because(StatusCode::BAD_REQUEST, "no username");
    };
    let response = cloud.question(&username);
    if username == cloud.settings.username {
        return response;
    }
    because(response, format!("though there is no user {username}"))
}

async fn authenticate(State(cloud): State<Arc<Cloud>>, Extension(request): Sent) -> Response {
    if request.method != "POST" {
        return because(StatusCode::METHOD_NOT_ALLOWED, "the method is not POST");
    }
    let kind = request.header("content-type").unwrap_or_default();
    if !kind.starts_with("application/json") {
        return because(
            StatusCode::BAD_REQUEST,
            "Content-Type is not application/json",
        );
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let (Some(username), Some(response)) = (body["username"].as_str(), body["response"].as_str())
    else {
        return because(
            StatusCode::BAD_REQUEST,
            "the body is not JSON with username and response",
        );
    };
    match cloud.verify(username, response) {
        Ok(()) => cloud.welcome(),
        Err(reason) => because(StatusCode::UNAUTHORIZED, reason),
    }
}

async fn resource(
    State(cloud): State<Arc<Cloud>>,
    Extension(own_faults): Extension<Own>,
    Extension(request): Sent,
) -> Response {
    if let Err(reason) = cloud.authenticated(&request) {
        return because(StatusCode::UNAUTHORIZED, reason);
    }
    if let Some(retry) = cloud.reroute(&request, own_faults.take(request.path())) {
        return retry;
    }
    let username = &cloud.settings.username;
    let body = match request.path() {
        "/v1/features" => json!({ "conferencing": true }),
        "/v1/version" => json!({ "version": "1" }),
        "/v1/users" => json!([{ "email": username }]),
        "/v1/conferences" | "/v1/myconferences" => json!([]),
        "/v1/myprofile" => json!({ "email": username }),
        _ => return because(StatusCode::NOT_FOUND, "no such resource"),
    };
    answer(StatusCode::OK, &body)
}

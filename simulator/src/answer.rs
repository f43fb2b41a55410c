//! Answers, with the reason for them.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// Put on a response: the reason that a real server keeps to itself, for the log.
#[derive(Clone, Debug)]
pub(crate) struct Reason(pub String);

/// Put on a response that is never sent: the server stays silent instead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Silent;

/// A response with the reason for it.
pub(crate) fn because(response: impl IntoResponse, reason: impl Into<String>) -> Response {
    let mut response = response.into_response();
    response.extensions_mut().insert(Reason(reason.into()));
    response
}

/// No response, ever.
pub(crate) fn silence(reason: impl Into<String>) -> Response {
    let mut response = because(StatusCode::OK, reason);
    response.extensions_mut().insert(Silent);
    response
}

/// A response that says it is JSON, whether it is or not.
pub(crate) fn json_text(status: StatusCode, body: impl Into<String>) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body.into()).into_response()
}

/// A response in JSON.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    json_text(status, body.to_string())
}

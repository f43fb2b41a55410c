//! A request: its method, target, headers and body, and its curl command. This module does no I/O.

mod body;
pub(crate) mod curl;
mod headers;
pub(crate) mod query;
mod target;

pub(crate) use body::Body;
pub(crate) use headers::Headers;
pub(crate) use target::{Target, TargetError};

/// Replaces sensitive values in messages.
const REDACTED: &str = "[redacted]";

/// A request to be printed or sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// A token as in RFC 9110.
    pub(crate) method: String,
    pub(crate) target: Target,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
    /// Whether it may be sent again if the connection breaks before the response, although the server may already have acted on it.
    pub(crate) is_repeatable: bool,
    /// Whether the server acts on the first copy only: sending it again is harmless, but the first copy may have had an effect.
    pub(crate) acts_once: bool,
}

impl Request {
    /// A request without headers or body that is not repeatable.
    pub(crate) fn new(method: impl Into<String>, target: Target) -> Self {
        Self {
            method: method.into(),
            target,
            headers: Headers::default(),
            body: Body::None,
            is_repeatable: false,
            acts_once: false,
        }
    }

    /// Whether the method is safe (RFC 9110): it only retrieves.
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }
}

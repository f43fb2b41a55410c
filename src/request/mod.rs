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
    pub(crate) repeatable: bool,
    /// Whether the server carries out only the first copy that arrives: sending it again does no harm, but it may have been carried out.
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
            repeatable: false,
            acts_once: false,
        }
    }

    /// Whether the method is safe (RFC 9110): it only retrieves.
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }
}

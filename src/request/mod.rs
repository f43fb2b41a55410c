//! A request: method, target, headers and body, and how it is printed for curl. Nothing here does any I/O.

mod body;
pub(crate) mod curl;
mod headers;
pub(crate) mod query;
mod target;

pub(crate) use body::Body;
pub(crate) use headers::Headers;
pub(crate) use target::{Target, TargetError};

/// What is shown in place of a value that authorises.
const REDACTED: &str = "[redacted]";

/// A request to be printed or sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// A token of RFC 9110.
    pub(crate) method: String,
    pub(crate) target: Target,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
    /// Whether it may be sent again if the connection breaks before the response, although the server may have carried it out.
    pub(crate) repeatable: bool,
    /// Whether the server carries out only the first copy that arrives: sending it again does no harm, but it may have been carried out.
    pub(crate) acts_once: bool,
}

impl Request {
    /// A request without headers or a body, which is sent once.
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

    /// Whether the method is safe in the sense of RFC 9110: it asks, and does nothing.
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }
}

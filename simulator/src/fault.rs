//! Faults: what a server does when it does not behave.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};

use crate::connection::Shared;
use crate::lock;

mod seizure;

pub use seizure::Framing;
pub(crate) use seizure::Seizure;
use seizure::head;

/// Replaces the answer to one request, to several, or to all, on every path or on one.
///
/// The request is read and recorded in full before the fault happens. Faults are taken in the order of their injection.
#[derive(Clone, Debug)]
#[must_use]
pub struct Fault {
    action: Action,
    path: Option<String>,
    skip: usize,
    times: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Instead of handling the request.
    Answer(Answer),
    Seize(Seizure),
    /// While it is handled.
    Own,
    /// After it was handled with success.
    Instead(Answer),
}

/// When the server asks for a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Before,
    During,
    After,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Put on a request, so that a scheme can ask for the faults that are its own.
#[derive(Clone, Debug)]
pub(crate) struct Own(pub Arc<Shared>);

impl Own {
    /// Whether the scheme's own fault is to happen to this request for `path`.
    pub(crate) fn take(&self, path: &str) -> bool {
        take(&mut lock(&self.0.faults), path, Stage::During).is_some()
    }
}

impl Fault {
    fn new(action: Action) -> Self {
        Self {
            action,
            path: None,
            skip: 0,
            times: Some(1),
        }
    }

    /// Closes the connection without an answer.
    pub fn close() -> Self {
        Self::new(Action::Seize(Seizure::Close))
    }

    /// Never answers; holds the connection open until the client leaves (at most 2 minutes).
    pub fn silence() -> Self {
        Self::new(Action::Seize(Seizure::Silence))
    }

    /// Answers with `status` (100 to 999), headers and body, and keeps the connection. Nothing is verified or spent.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        Self::new(Action::Answer(Answer::new(status, headers, body)))
    }

    /// Answers 200 with a JSON body.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::answer(200, &[("Content-Type", "application/json")], body)
    }

    /// Lets the server handle the request, and replaces the answer if it was a success (a status of 200 to 299): the request has
    /// been authenticated, and its challenge is spent. It waits for a success. Headers that are not given stay as they were.
    pub fn instead(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        Self::new(Action::Instead(Answer::new(status, headers, body)))
    }

    /// Writes these bytes, status line and all, and closes the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        let (bytes, pause) = (bytes.into(), None);
        Self::new(Action::Seize(Seizure::Raw { bytes, pause }))
    }

    /// As [`Fault::raw`], one byte at a time with a pause after each (at most 2 minutes in all).
    pub fn trickle(bytes: impl Into<Vec<u8>>, pause: Duration) -> Self {
        let (bytes, pause) = (bytes.into(), Some(pause));
        Self::new(Action::Seize(Seizure::Raw { bytes, pause }))
    }

    /// Answers 200 with the JSON type, a `Content-Length` of `declared`, only `body`, and closes: a body cut in the middle.
    pub fn cut(declared: u64, body: impl AsRef<[u8]>) -> Self {
        let head = head(Framing::Length(declared));
        Self::raw([head.as_bytes(), body.as_ref()].concat())
    }

    /// Answers 200 with the JSON type and `0123456789abcdef` over and over: without end (2 minutes), or a large body of a known length.
    pub fn flood(framing: Framing) -> Self {
        Self::new(Action::Seize(Seizure::Flood(framing)))
    }

    /// The scheme's own fault; the schemes give it its name.
    pub(crate) fn own() -> Self {
        Self::new(Action::Own)
    }

    /// Only on this path (the target up to `?`).
    pub fn on(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// Lets the first `requests` that it would apply to pass.
    pub fn after(mut self, requests: usize) -> Self {
        self.skip = requests;
        self
    }

    /// So many times, instead of once.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// Every time from now on.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }
}

/// Takes the fault that applies to a request for `path` at this stage, if there is one.
pub(crate) fn take(faults: &mut [Fault], path: &str, stage: Stage) -> Option<Action> {
    let index = faults.iter_mut().position(|fault| {
        let applies = fault.action.stage() == stage
            && fault.times != Some(0)
            && fault.path.as_deref().is_none_or(|own| own == path);
        let passes = applies && fault.skip > 0;
        fault.skip -= usize::from(passes);
        applies && !passes
    })?;
    let fault = &mut faults[index];
    fault.times = fault.times.map(|times| times - 1);
    Some(fault.action.clone())
}

impl Action {
    fn stage(&self) -> Stage {
        match self {
            Self::Answer(_) | Self::Seize(_) => Stage::Before,
            Self::Own => Stage::During,
            Self::Instead(_) => Stage::After,
        }
    }
}

impl Answer {
    fn new(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            status,
            headers: headers.collect(),
            body: body.into(),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        self.replace(Response::new(Body::empty()))
    }

    /// Puts this answer in the place of `response`, whose other headers stay.
    pub(crate) fn replace(self, response: Response) -> Response {
        let (mut parts, _) = response.into_parts();
        parts.headers.remove(CONTENT_TYPE);
        parts.headers.remove(CONTENT_LENGTH);
        match hyper::StatusCode::from_u16(self.status) {
            Ok(status) => parts.status = status,
            Err(error) => return format!("fault: {error}").into_response(),
        }
        for (name, value) in &self.headers {
            match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => parts.headers.append(name, value),
                _ => return format!("fault: header {name} needs Fault::raw").into_response(),
            };
        }
        Response::from_parts(parts, Body::from(self.body))
    }
}

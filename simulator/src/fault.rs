//! Faults: the ways in which a server can misbehave.

use std::sync::Mutex;
use std::time::Duration;

use crate::lock;
use crate::response::Response;

/// Misbehaves on one request, several or all, on every path or a single one.
///
/// The request is read and recorded in full before the fault happens. Faults are used in the order of their injection.
#[derive(Clone, Debug)]
#[must_use]
pub struct Fault {
    action: Action,
    path: Option<String>,
    skip: usize,
    times: Option<usize>,
}

/// How a body is framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Chunks, without a last one.
    Chunked,
    /// No framing: the body ends with the connection.
    Unannounced,
    /// `Content-Length`, with a complete body.
    Length(u64),
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    // instead of handling the request
    Respond(Response),
    Close,
    Silence,
    Raw(Vec<u8>, Duration),
    Flood(Framing),
    // while handling the request
    SchemeSpecific,
    // after handling the request with success
    Instead(Response),
    BreakOff(usize),
}

/// When a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Before,
    During,
    After,
}

impl Action {
    fn stage(&self) -> Stage {
        match self {
            Self::SchemeSpecific => Stage::During,
            Self::Instead(_) | Self::BreakOff(_) => Stage::After,
            _ => Stage::Before,
        }
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

    /// Closes the connection without a response.
    pub fn close() -> Self {
        Self::new(Action::Close)
    }

    /// Never responds, and keeps the connection open until the client leaves (at most 2 minutes).
    pub fn silence() -> Self {
        Self::new(Action::Silence)
    }

    /// Responds with `status` (100 to 999), headers and body. Nothing is verified, and no challenge is used up.
    pub fn respond(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        Self::new(Action::Respond(response(status, headers, body)))
    }

    /// Responds with status 200 and a JSON body.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::respond(200, &[("Content-Type", "application/json")], body)
    }

    /// Lets the server handle the request, and replaces the first successful response (status 200 to 299): the request was authenticated, and
    /// its challenge was used up. Headers that are not given are kept.
    pub fn replace_success(
        status: u16,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Self {
        Self::new(Action::Instead(response(status, headers, body)))
    }

    /// Lets the server handle the request, and closes the connection after this many bytes of the first successful response's body.
    pub fn close_after(bytes: usize) -> Self {
        Self::new(Action::BreakOff(bytes))
    }

    /// Writes these bytes, including the status line, and closes the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::trickle(bytes, Duration::ZERO)
    }

    /// Like [`Fault::raw`], but one byte at a time with a pause after each (at most 2 minutes in total).
    pub fn trickle(bytes: impl Into<Vec<u8>>, pause: Duration) -> Self {
        Self::new(Action::Raw(bytes.into(), pause))
    }

    /// Responds with status 200, the JSON content type, a `Content-Length` of `declared` and a shorter `body`, and closes the connection.
    pub fn truncated(declared: u64, body: impl AsRef<[u8]>) -> Self {
        let head = Framing::Length(declared).head();
        Self::raw([head.as_bytes(), body.as_ref()].concat())
    }

    /// Responds with status 200, the JSON content type and `0123456789abcdef` repeated: without end (2 minutes), or up to a known length.
    pub fn flood(framing: Framing) -> Self {
        Self::new(Action::Flood(framing))
    }

    /// A fault that is specific to a scheme, which gives it a name.
    pub(crate) fn scheme_specific() -> Self {
        Self::new(Action::SchemeSpecific)
    }

    /// Only on this path (the target up to `?`).
    pub fn on(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// Skips the first `requests` that it would apply to.
    pub fn after(mut self, requests: usize) -> Self {
        self.skip = requests;
        self
    }

    /// Happens this many times instead of once.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// Happens every time.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Whether it applies to this request. Skipped requests are counted.
    fn applies(&mut self, path: &str, stage: Stage) -> bool {
        let fits = self.action.stage() == stage
            && self.times != Some(0)
            && self.path.as_deref().is_none_or(|own| own == path);
        let passes = fits && self.skip > 0;
        self.skip -= usize::from(passes);
        fits && !passes
    }
}

fn response(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Response {
    let response = Response::new(status).because("injected").body(body);
    headers.iter().fold(response, |response, (name, value)| {
        response.header(name, value)
    })
}

impl Framing {
    /// The head of a response with status 200 and the JSON content type.
    pub(crate) fn head(self) -> String {
        let end = match self {
            Self::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
            Self::Unannounced => String::new(),
            Self::Length(length) => format!("Content-Length: {length}\r\n"),
        };
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{end}Connection: close\r\n\r\n"
        )
    }
}

/// The pending faults of a server.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn inject(&self, fault: Fault) {
        lock(&self.0).push(fault);
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }

    /// Takes the fault that applies to a request for `path` at this stage, if any.
    pub(crate) fn take(&self, path: &str, stage: Stage) -> Option<Action> {
        let mut faults = lock(&self.0);
        let fault = faults
            .iter_mut()
            .find_map(|fault| fault.applies(path, stage).then_some(fault))?;
        fault.times = fault.times.map(|times| times - 1);
        Some(fault.action.clone())
    }
}

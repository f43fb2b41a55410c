//! Faults: what a server does when it does not behave.

use std::sync::Mutex;
use std::time::Duration;

use crate::lock;
use crate::response::Response;

/// Replaces the response to one request, to several, or to all, on every path or on one.
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

/// How the end of a body is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Chunks, and never the last one.
    Chunked,
    /// Nothing: it would end with the connection.
    Unannounced,
    /// `Content-Length`; the body is complete after so many bytes.
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
    // while it is handled
    Own,
    // after it was handled with success
    Instead(Response),
    BreakOff(usize),
}

/// When the server asks for a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Before,
    During,
    After,
}

impl Action {
    fn stage(&self) -> Stage {
        match self {
            Self::Own => Stage::During,
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

    /// Never responds; holds the connection open until the client leaves (at most 2 minutes).
    pub fn silence() -> Self {
        Self::new(Action::Silence)
    }

    /// Responds with `status` (100 to 999), headers and body. Nothing is verified or spent.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        Self::new(Action::Respond(response(status, headers, body)))
    }

    /// Responds with status 200 and a JSON body.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::answer(200, &[("Content-Type", "application/json")], body)
    }

    /// Lets the server handle the request, and replaces the response if it was a success (a status of 200 to 299): the request has
    /// been authenticated, and its challenge is spent. It waits for a success. Headers that are not given stay as they were.
    pub fn instead(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        Self::new(Action::Instead(response(status, headers, body)))
    }

    /// Lets the server handle the request, and closes the connection after so many bytes of the body if it was a success.
    pub fn break_off_after(bytes: usize) -> Self {
        Self::new(Action::BreakOff(bytes))
    }

    /// Writes these bytes, status line and all, and closes the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::trickle(bytes, Duration::ZERO)
    }

    /// As [`Fault::raw`], one byte at a time with a pause after each (at most 2 minutes in all).
    pub fn trickle(bytes: impl Into<Vec<u8>>, pause: Duration) -> Self {
        Self::new(Action::Raw(bytes.into(), pause))
    }

    /// Responds with status 200, the JSON type, a `Content-Length` of `declared` and only `body`, and closes: a body cut in the middle.
    pub fn cut(declared: u64, body: impl AsRef<[u8]>) -> Self {
        let head = Framing::Length(declared).head();
        Self::raw([head.as_bytes(), body.as_ref()].concat())
    }

    /// Responds with status 200, the JSON type and `0123456789abcdef` over and over: without end (2 minutes), or a large body of a
    /// known length.
    pub fn flood(framing: Framing) -> Self {
        Self::new(Action::Flood(framing))
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

    /// Whether it applies now; a request that it lets pass is counted.
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
    /// The head of a response with status 200 and the JSON type.
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

/// The faults that are still to happen to one server.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn inject(&self, fault: Fault) {
        lock(&self.0).push(fault);
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }

    /// Takes the fault that applies to a request for `path` at this stage, if there is one.
    pub(crate) fn take(&self, path: &str, stage: Stage) -> Option<Action> {
        let mut faults = lock(&self.0);
        let fault = faults
            .iter_mut()
            .find_map(|fault| fault.applies(path, stage).then_some(fault))?;
        fault.times = fault.times.map(|times| times - 1);
        Some(fault.action.clone())
    }
}

//! What a client hands to its caller.

use super::http::Response;
use crate::request::query::redacted;
use crate::terminal::{Console, Failure, Status, excerpt};

/// A response for the user, and the failure that the run ends with after it, if any.
pub(crate) struct Reply {
    pub(crate) response: Response,
    pub(crate) failure: Option<Failure>,
    /// Whether the server no longer accepts the session, so that another login may help.
    pub(crate) session_ended: bool,
}

impl Reply {
    /// Shows a response and judges it by its status; `words` reads what the scheme's servers say about an error.
    pub(crate) fn new(
        mut response: Response,
        words: fn(&mut Response) -> String,
        console: &Console,
    ) -> Self {
        response.explain(console);
        let failure = refusal(&mut response, words);
        Self {
            response,
            failure,
            session_ended: false,
        }
    }

    /// Whether the run fails with this response.
    pub(crate) fn is_failure(&self) -> bool {
        self.failure.is_some()
    }

    /// The server no longer accepts the session.
    pub(crate) fn ended(mut self, console: &Console) -> Self {
        console.step("session", "no longer accepted");
        self.response.drain();
        self.session_ended = true;
        self
    }

    /// Adds what to do about the failure, if there is one.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            failure: self.failure.map(|failure| failure.hint(hint)),
            ..self
        }
    }
}

/// The texts and numbers in some fields of a JSON response, each after a colon.
pub(crate) fn words_in(response: &mut Response, names: &[&str]) -> String {
    let Some(fields) = response.peek_fields() else {
        return String::new();
    };
    let word = |name: &&str| match fields.get(name).ok()? {
        serde_json::Value::String(text) => Some(format!(": {}", excerpt(text))),
        serde_json::Value::Number(number) => Some(format!(": {number}")),
        _ => None,
    };
    names.iter().filter_map(word).collect()
}

/// What a status means: no failure for a success and for 304, else a failure in the server's words. A redirect is a failure: what authorises a
/// request must not be sent to another server.
fn refusal(response: &mut Response, words: fn(&mut Response) -> String) -> Option<Failure> {
    let status = match response.status() {
        200..=299 | 304 => return None,
        300..=399 => return Some(redirect(response)),
        401 | 403 => Status::Refused,
        400.. => Status::Http,
        _ => Status::Other,
    };
    let words = words(response);
    let message = format!("{}: {}{words}", response.url(), response.status_text());
    Some(Failure::expected(status, message))
}

fn redirect(response: &Response) -> Failure {
    let (url, status) = (response.url(), response.status_text());
    let Some(location) = response.header("location") else {
        let message = format!("{url}: {status}, without a Location");
        return Failure::expected(Status::Other, message);
    };
    let location = excerpt(&redacted(location));
    let message = format!("{url}: {status} to {location}, which is not followed");
    Failure::expected(Status::Other, message)
        .hint("credentials are sent to no other address; if the new URL is right, give it instead")
}

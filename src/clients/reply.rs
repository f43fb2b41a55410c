//! What a client returns: a response and what it means.

use super::http::Response;
use crate::request::query::redacted;
use crate::terminal::{Console, Failure, Status, excerpt};

/// A response for the user, and the failure to report after it, if any.
pub(crate) struct Reply {
    pub(crate) response: Response,
    pub(crate) failure: Option<Failure>,
    /// Whether the server no longer accepts the session, so that a new login may help.
    pub(crate) session_ended: bool,
}

impl Reply {
    /// Shows the response with `-v`, and turns an error status into a failure; `error_text` reads the server's error message.
    pub(crate) fn new(
        mut response: Response,
        error_text: fn(&mut Response) -> String,
        console: &Console,
    ) -> Self {
        response.explain(console);
        let failure = refusal(&mut response, error_text);
        Self {
            response,
            failure,
            session_ended: false,
        }
    }

    pub(crate) fn is_failure(&self) -> bool {
        self.failure.is_some()
    }

    /// Records that the server no longer accepts the session.
    pub(crate) fn ended(mut self, console: &Console) -> Self {
        console.step("session", "no longer accepted");
        self.response.drain();
        self.session_ended = true;
        self
    }

    /// Adds a hint to the failure, if there is one.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            failure: self.failure.map(|failure| failure.hint(hint)),
            ..self
        }
    }
}

/// The strings and numbers in these fields of a JSON response, each after a colon.
pub(crate) fn error_fields(response: &mut Response, names: &[&str]) -> String {
    let Some(fields) = response.peek_fields() else {
        return String::new();
    };
    let text = |name: &&str| match fields.get(name).ok()? {
        serde_json::Value::String(text) => Some(format!(": {}", excerpt(text))),
        serde_json::Value::Number(number) => Some(format!(": {number}")),
        _ => None,
    };
    names.iter().filter_map(text).collect()
}

/// The failure that a status means, with the server's error message; none for a success or 304. A redirect is a failure, because credentials must not
/// be sent to another server.
fn refusal(response: &mut Response, error_text: fn(&mut Response) -> String) -> Option<Failure> {
    let status = match response.status() {
        200..=299 | 304 => return None,
        300..=399 => return Some(redirect(response)),
        401 | 403 => Status::Refused,
        400.. => Status::Http,
        _ => Status::Other,
    };
    let text = error_text(response);
    let message = format!("{}: {}{text}", response.url(), response.status_text());
    Some(Failure::expected(status, message))
}

fn redirect(response: &Response) -> Failure {
    let (url, status) = (response.url(), response.status_text());
    let Some(location) = response.header("location") else {
        let message = format!("{url}: {status}, without a Location");
        return Failure::expected(Status::Other, message);
    };
    let location = excerpt(&redacted(location));
    let message = format!("{url}: {status} to {location}; redirects are not followed");
    Failure::expected(Status::Other, message).hint(
        "credentials are not sent to another address; if the new URL is right, use it instead",
    )
}

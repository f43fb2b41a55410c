//! An endpoint, a codec on the local network: `GET /auth` for a challenge, `POST /auth` with the response, then a session in each request.

use countersign::starleaf::Api;
use serde_json::json;

use super::{ChallengeFields, Credential, append_type, error_text, message, respond};
use crate::clients::cookies::Jar;
use crate::clients::http::{Http, Response, Settings};
use crate::clients::{Client, Reply, SessionClient, short_text};
use crate::request::{Body, Request, Target};
use crate::terminal::{Console, Failure, Status};

const LOGIN_HINT: &str =
    "is the password right, and is it an endpoint? For the Cloud, use --api cloud";

/// A client of one endpoint. An endpoint may also set undocumented cookies, which are kept and sent.
pub(crate) struct Endpoint<'c> {
    http: Http<'c>,
    base: Target,
    jar: Jar,
    has_logged_in: bool,
}

impl<'c> Endpoint<'c> {
    /// Creates a client of the endpoint at a base URL such as `http://codec:23456` or `http://gtm/ecapi`. Nothing is sent.
    pub(crate) fn new(
        base: Target,
        jar: Jar,
        settings: Settings,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        Ok(Self {
            http: Http::new(&base, settings, console)?,
            base,
            jar,
            has_logged_in: false,
        })
    }

    /// The session of this login or an earlier one.
    pub(crate) fn session(&self) -> Option<&str> {
        self.jar.session(&self.base)
    }

    /// Sends a login request. A session in the response is hidden before the headers are shown, because they may repeat it.
    fn send_login(&mut self, mut request: Request) -> Result<Reply, Failure> {
        append_type(&mut request);
        self.jar.add_to(&mut request);
        request.is_repeatable = true;
        let mut response = self.http.send(&request)?;
        let console = self.http.console();
        response.hide("session");
        self.jar.take(&response, &request.target, console);
        let reply = Reply::new(response, error_text, console);
        Ok(match reply.response.status() {
            401 | 403 => reply.hint(LOGIN_HINT),
            404 => reply.hint(
                "an endpoint has /auth under --base-url: http://codec:23456, or http://codec/ecapi",
            ),
            _ => reply,
        })
    }
}

impl SessionClient for Endpoint<'_> {
    type Credential = Credential;

    fn needs_login(&self, _: &Target) -> bool {
        self.session().is_none()
    }

    fn login(&mut self, credential: &mut Credential) -> Result<Reply, Failure> {
        self.jar.check()?;
        let auth = self.base.join("/auth");
        let mut reply = self.send_login(Request::new("GET", auth.clone()))?;
        if reply.is_failure() {
            return Ok(reply);
        }
        let fields = ChallengeFields::new(reply.response.fields()?);
        let challenge = fields.challenge()?;
        let console = self.http.console();
        let message = message(Api::Endpoint, &challenge, console)?;
        let key = credential.key(&fields, console)?;
        let response = respond(&key, Api::Endpoint, &challenge, &message, console);
        let mut request = Request::new("POST", auth);
        let body = json!({ "challenge": challenge.as_str(), "response": response.to_string() });
        request.body = Body::from(body.to_string());
        let mut reply = self.send_login(request)?;
        if reply.is_failure() {
            return Ok(reply);
        }
        let fields = reply.response.fields()?;
        fields.get("authenticated")?;
        if !fields.is_true("authenticated") {
            return Ok(unauthenticated(reply).hint(LOGIN_HINT));
        }
        let session = short_text(&fields, "session")?;
        if session.is_empty() || session.contains(char::is_control) {
            return Err(fields.malformed("session", &"is empty or has a control character"));
        }
        self.jar.keep_session(&self.base, session);
        self.has_logged_in = true;
        Ok(reply)
    }
}

impl Client for Endpoint<'_> {
    /// Adds the session to the query, or to a body that is a JSON object, unless the user set one.
    fn authorize(&self, mut request: Request) -> Request {
        self.jar.add_to(&mut request);
        let session = self.session().unwrap_or_default();
        let body = match &request.body {
            Body::Bytes(bytes) => with_session(bytes, session),
            Body::None if request.method == "POST" => with_session(b"{}", session),
            _ => None,
        };
        if let Some(body) = body {
            request.body = Body::from(body);
        } else if !request.target.has_parameter("session") {
            request
                .target
                .append_sensitive_parameter("session", session);
        }
        append_type(&mut request);
        request
    }

    /// Sends a request once: even a GET may have an effect, as in `/action?action=dial`.
    fn call(&mut self, request: &Request) -> Result<Reply, Failure> {
        let is_stored = !self.has_logged_in && !request.target.has_parameter("session");
        let request = self.authorize(request.clone());
        let response = self.http.send(&request)?;
        let console = self.http.console();
        self.jar.take(&response, &request.target, console);
        let mut reply = Reply::new(response, error_text, console);
        let is_unauthenticated = says_unauthenticated(&mut reply.response);
        let is_forbidden = reply.response.status() == 403;
        let has_ended = match reply.response.status() {
            401 => true,
            // the endpoint may have forgotten a stored session; a new one is rejected for another reason
            403 => is_unauthenticated || is_stored,
            // the endpoint may have acted before the error, so the request must not be sent again
            409 | 500.. => false,
            _ => is_unauthenticated,
        };
        if is_unauthenticated {
            reply = unauthenticated(reply);
        }
        if has_ended {
            reply = reply.ended(console);
        }
        Ok(match reply.response.status() {
            _ if self.has_logged_in && (has_ended || is_forbidden) => {
                reply.hint("the login was accepted, but the request was not")
            }
            403 if has_ended => {
                reply.hint("the session may have ended: log in again with the password")
            }
            _ if has_ended => reply.hint("the session has ended: log in again with the password"),
            _ => reply,
        })
    }

    fn save(&mut self) -> Result<(), Failure> {
        self.jar.save()
    }
}

fn says_unauthenticated(response: &mut Response) -> bool {
    response
        .peek_fields()
        .is_some_and(|fields| fields.is_false("authenticated"))
}

/// Turns any status into an authentication failure: an endpoint may reject a request with any of them.
fn unauthenticated(reply: Reply) -> Reply {
    let (url, status) = (reply.response.url(), reply.response.status_text());
    let message = format!("{url}: {status}, but the response lacks authenticated: true");
    Reply {
        failure: Some(Failure::expected(Status::Refused, message)),
        ..reply
    }
}

/// Appends the session to a JSON object and leaves the rest unchanged. Returns `None` if it is not an object or has a session.
fn with_session(body: &[u8], session: &str) -> Option<Vec<u8>> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body).ok()?;
    if fields.contains_key("session") {
        return None;
    }
    let end = body.iter().rposition(|byte| *byte == b'}')?;
    let comma = if fields.is_empty() { "" } else { "," };
    let field = format!("{comma}\"session\":{}", json!(session));
    Some([&body[..end], field.as_bytes(), &body[end..]].concat())
}

#[cfg(test)]
mod tests {
    use super::with_session;

    #[test]
    fn a_session_is_added_and_the_rest_is_unchanged() {
        let with = |body: &str| {
            with_session(body.as_bytes(), "s\"1")
                .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
        };
        assert_eq!(with("{}").as_deref(), Some(r#"{"session":"s\"1"}"#));
        assert_eq!(
            with("{ \"a\" : {\"b\":1} }\n").as_deref(),
            Some("{ \"a\" : {\"b\":1} ,\"session\":\"s\\\"1\"}\n")
        );
        for body in ["[]", "", "x", r#"{"session":"own"}"#] {
            assert_eq!(with(body), None, "{body}");
        }
    }
}

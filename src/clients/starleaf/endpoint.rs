//! An endpoint, a codec on the local network: `GET /auth` for a challenge, `POST /auth` with the response, and a session in each later request.

use std::time::Instant;

use countersign::starleaf::Api;
use serde_json::json;

use super::{Call, Login, Question, append_type, message, respond};
use crate::clients::cookies::Jar;
use crate::clients::http::{Answer, Http};
use crate::clients::{Reply, Stop};
use crate::request::{Body, Request, Target};
use crate::terminal::{Failure, Status};

/// One endpoint. What cookies it sets besides the session is not documented; they are kept too.
pub(crate) struct Endpoint<'c> {
    http: Http<'c>,
    base: Target,
    login: Login<'c>,
    jar: Jar,
}

impl<'c> Endpoint<'c> {
    /// An endpoint under a base URL: `http://codec:23456`, `http://gtm/ecapi`.
    pub(crate) fn new(http: Http<'c>, base: Target, login: Login<'c>, jar: Jar) -> Self {
        Self {
            http,
            base,
            login,
            jar,
        }
    }

    /// Opens a session and keeps it. The answer holds it in its field `session`.
    ///
    /// # Errors
    /// [`Stop`] if the endpoint does not open one.
    pub(crate) fn login(&mut self) -> Result<Reply, Stop> {
        self.jar.check()?;
        let asked = Instant::now();
        self.login.credential()?;
        self.http.exclude(asked.elapsed());
        let auth = self.base.join("/auth");
        let question = Question::new(self.ask("GET", &auth, Body::None)?.fields()?);
        let challenge = question.challenge()?;
        let message = message(Api::Endpoint, &challenge)?;
        let key = self
            .login
            .credential()?
            .key(&question, self.http.console())?;
        let response = respond(
            &key,
            Api::Endpoint,
            &challenge,
            &message,
            self.http.console(),
        );
        let body = json!({ "challenge": challenge.as_str(), "response": response.to_string() })
            .to_string();
        let mut answer = self.ask("POST", &auth, Body::from(body))?;
        let fields = answer.fields()?;
        fields.get("authenticated")?;
        if !fields.is_true("authenticated") {
            return Err(refused(answer).hint(WRONG).into());
        }
        let session = fields.text("session")?.to_owned();
        if session.is_empty() || session.contains(char::is_control) {
            return Err(fields
                .malformed("session", &"is empty or has a control character")
                .into());
        }
        self.http.console().hide(&session);
        self.jar.keep_session(&self.base, &session);
        Ok(Reply {
            answer,
            failure: None,
            unsaved: self.jar.save().err(),
        })
    }

    /// A small request without a session, which must succeed.
    fn ask(&mut self, method: &str, target: &Target, body: Body) -> Result<Answer, Stop> {
        let mut request = Request::new(method, target.clone());
        request.body = body;
        append_type(&mut request);
        if let Some(cookies) = self.jar.header(target) {
            request.headers.append_sensitive("Cookie", cookies);
        }
        request.repeatable = true;
        let reply = Reply::new(self.http.send_for_secret(&request, "session")?);
        self.jar.take(&reply.answer, target, self.http.console());
        match reply.failure {
            Some(_) if matches!(reply.answer.status(), 401 | 403) => Err(reply.hint(WRONG).into()),
            Some(_) if reply.answer.status() == 404 => {
                Err(reply.hint("an endpoint has /auth under --base-url: http://codec:23456, or http://codec/ecapi").into())
            }
            Some(_) => Err(reply.into()),
            None => Ok(reply.answer),
        }
    }

    /// Makes a request with the session that the jar has, or a new one; when it has ended, with another new one.
    ///
    /// # Errors
    /// [`Stop`] if there is no session or no answer.
    pub(crate) fn call(&mut self, call: &Call) -> Result<Reply, Stop> {
        if self.jar.session(&self.base).is_none() {
            self.login()?;
        }
        let mut answer = self.send(call)?;
        if has_ended(&mut answer) {
            self.http.console().step(
                "session",
                "ended, says the endpoint; once more with a new one",
            );
            self.login()?;
            answer = self.send(call)?;
        }
        self.jar.take(&answer, call.target, self.http.console());
        let unsaved = self.jar.save().err();
        let reply = if says_unauthenticated(&mut answer) {
            refused(answer)
        } else {
            Reply::new(answer)
        };
        Ok(Reply { unsaved, ..reply })
    }

    /// Sends a request with the session in the query, or in a body that is a JSON object, and with the endpoint's own cookies.
    fn send(&self, call: &Call) -> Result<Answer, Failure> {
        let session = self.jar.session(&self.base).unwrap_or_default();
        let mut request = call.request();
        let with_session = match call.body {
            Body::Bytes(bytes) => with_field(bytes, session),
            Body::None if call.method == "POST" => with_field(b"{}", session),
            _ => None,
        };
        match with_session {
            Some(body) => {
                request.body = Body::from(body);
                append_type(&mut request);
            }
            None if !call.target.has_parameter("session") => {
                request
                    .target
                    .append_sensitive_parameter("session", session);
            }
            None => {}
        }
        if let Some(cookies) = self.jar.header(call.target) {
            request.headers.append_sensitive("Cookie", cookies);
        }
        self.http.send(&request)
    }
}

const WRONG: &str =
    "is the password right, and is it an endpoint? The Cloud answers in another way: --api cloud";

/// Only what a server says before it does anything: a request that it may have carried out must not go out again.
fn has_ended(answer: &mut Answer) -> bool {
    answer.status() == 401 || (!may_have_acted(answer) && says_unauthenticated(answer))
}

/// A conflict and an error of the server tell nothing about what was done before it.
fn may_have_acted(answer: &Answer) -> bool {
    matches!(answer.status(), 409 | 500..)
}

fn says_unauthenticated(answer: &mut Answer) -> bool {
    answer
        .peek_fields()
        .is_some_and(|fields| fields.is_false("authenticated"))
}

/// The reply of an endpoint that refuses, whatever the status.
fn refused(answer: Answer) -> Reply {
    let message = format!(
        "{}: {}, but the endpoint does not say authenticated: true",
        answer.url(),
        answer.status_text()
    );
    let mut reply = Reply::new(answer);
    reply.failure = Some(Failure::expected(Status::Refused, message));
    reply
}

/// A JSON object with the session as one more field, all else byte for byte. None if it is no object, or has a session of its own.
fn with_field(body: &[u8], session: &str) -> Option<Vec<u8>> {
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
    use super::with_field;

    #[test]
    fn a_session_is_added_and_the_rest_stays() {
        let with = |body: &str| {
            with_field(body.as_bytes(), "s\"1")
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

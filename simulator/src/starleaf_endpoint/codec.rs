//! What an endpoint remembers: challenges, sessions and calls.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{StarleafEndpoint, field};
use crate::answer::json as answer;
use crate::challenges::{Challenges, State as Challenge};
use crate::clock::Clock;
use crate::lock;
use crate::proof::random_hex;
use crate::record::Request;
use crate::starleaf::Form;

const COOKIE: &str = "starleaf_endpoint_session";
/// How long a session lasts after its last request.
const SESSION: TimeDelta = TimeDelta::hours(1);

pub(super) struct Codec {
    pub settings: StarleafEndpoint,
    pub clock: Clock,
    pub outstanding: Mutex<Challenges>,
    /// Each session with the time of its last request.
    pub sessions: Mutex<HashMap<String, DateTime<Utc>>>,
    /// The numbers that have been dialled.
    pub calls: Mutex<Vec<String>>,
}

impl Codec {
    pub(super) fn challenge(&self, request: &Request) -> Response {
        let challenge = random_hex(1);
        let now = self.clock.now();
        let mut outstanding = lock(&self.outstanding);
        outstanding.purge(now);
        outstanding.add(&challenge, "", now);
        let mut body = self.settings.password.question(&challenge);
        body["authenticated"] = self.session(request).is_ok().into();
        body["version"] = "1.0".into();
        answer(StatusCode::OK, &body)
    }

    pub(super) fn authenticate(&self, challenge: &str, response: &str) -> Response {
        let known = {
            let mut outstanding = lock(&self.outstanding);
            let known = outstanding.state(challenge, self.clock.now());
            // A failed try uses it up, too.
            outstanding.remove(challenge);
            known
        };
        let password = &self.settings.password;
        let reason = match known {
            Challenge::Unknown => "the challenge was never given out, or is used",
            Challenge::Expired => "the challenge is older than a minute",
            Challenge::Fresh if password.verify(Form::Text, challenge, response) => {
                return self.welcome();
            }
            Challenge::Fresh => password.mistake(Form::Text, challenge, response),
        };
        self.settings.wrong_response.answer(reason)
    }

    fn welcome(&self) -> Response {
        let session = random_hex(1);
        lock(&self.sessions).insert(session.clone(), self.clock.now());
        let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly");
        let body = json!({ "authenticated": true, "session": session });
        ([(SET_COOKIE, cookie)], answer(StatusCode::OK, &body)).into_response()
    }

    /// Prolongs the session that the request carries, or says why there is none.
    pub(super) fn session(&self, request: &Request) -> Result<(), &'static str> {
        let session = field(request, "session").or_else(|| request.cookie(COOKIE));
        let session = session.ok_or("neither a session nor its cookie")?;
        let now = self.clock.now();
        let mut sessions = lock(&self.sessions);
        let last = sessions
            .get_mut(&session)
            .ok_or("the session was never given out")?;
        if now - *last > SESSION {
            return Err("the session's last request is over an hour ago");
        }
        *last = now;
        Ok(())
    }
}

//! What the Cloud remembers: challenges, logins and the route that requests take.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use hyper::ext::ReasonPhrase;

use super::StarleafCloud;
use crate::answer::{because, json as answer};
use crate::challenges::{Challenges, State as Challenge};
use crate::clock::Clock;
use crate::lock;
use crate::proof::random_hex;
use crate::record::Request;
use crate::starleaf::Form;

/// The cookies of a login: the token, the session it belongs to, and the route, which 449 changes.
const TOKEN: &str = "sl_auth_token";
const SESSION: &str = "sl_session";
const ROUTE: &str = "sl_route";

pub(super) struct Cloud {
    pub settings: StarleafCloud,
    pub clock: Clock,
    pub outstanding: Mutex<Challenges>,
    /// Each token with its session and the time when it expires.
    pub logins: Mutex<HashMap<String, (String, DateTime<Utc>)>>,
    /// The number of the route that requests have to take.
    pub route: Mutex<u32>,
}

impl Cloud {
    /// A challenge for a user; for a stranger too, who would learn otherwise who the users are.
    pub(super) fn question(&self, username: &str) -> Response {
        let challenge = random_hex(1);
        let now = self.clock.now();
        let mut outstanding = lock(&self.outstanding);
        outstanding.purge(now);
        outstanding.add(&challenge, username, now);
        answer(StatusCode::OK, &self.settings.password.question(&challenge))
    }

    /// A response does not say which challenge it is to: any outstanding one of the user will do. A failed try uses them up.
    pub(super) fn verify(&self, username: &str, response: &str) -> Result<(), &'static str> {
        let mut outstanding = lock(&self.outstanding);
        let given = outstanding.of(username, self.clock.now());
        let password = &self.settings.password;
        let answered = given
            .iter()
            .find(|(challenge, _)| password.verify(Form::Bytes, challenge, response));
        if let Some((challenge, _)) = answered {
            outstanding.remove(challenge);
        } else {
            outstanding.remove_of(username);
        }
        match (answered, given.first()) {
            _ if username != self.settings.username => Err("there is no such user"),
            (Some((_, Challenge::Fresh)), _) => Ok(()),
            (Some(_), _) => Err("the challenge is older than a minute"),
            (None, Some((newest, _))) => Err(password.mistake(Form::Bytes, newest, response)),
            (None, None) => Err("the user has no challenge, or it is used"),
        }
    }

    pub(super) fn welcome(&self) -> Response {
        let (token, session) = (random_hex(1), random_hex(1));
        let lifetime = self.settings.lifetime;
        let expires = self.clock.now() + lifetime;
        lock(&self.logins).insert(token.clone(), (session.clone(), expires));
        let seconds = lifetime.num_seconds();
        let cookies = [
            format!("{TOKEN}={token}; Path=/v1; Max-Age={seconds}; HttpOnly"),
            format!("{SESSION}={session}; Path=/; HttpOnly"),
            route_cookie(*lock(&self.route)),
        ];
        let headers = AppendHeaders(cookies.map(|cookie| (SET_COOKIE, cookie)));
        (StatusCode::NO_CONTENT, headers).into_response()
    }

    pub(super) fn authenticated(&self, request: &Request) -> Result<(), &'static str> {
        if let Some(token) = request.header("x-sl-auth-token") {
            let right = self.settings.integration_token.as_deref() == Some(&*token);
            return right
                .then_some(())
                .ok_or("X-SL-AUTH-TOKEN is not the integration token");
        }
        let token = request
            .cookie(TOKEN)
            .ok_or("neither X-SL-AUTH-TOKEN nor the token's cookie")?;
        let logins = lock(&self.logins);
        let (session, expires) = logins.get(&token).ok_or("the token was never given out")?;
        if self.clock.now() >= *expires {
            return Err("the token has expired");
        }
        match request.cookie(SESSION) {
            Some(own) if own == *session => Ok(()),
            Some(_) => Err("the session's cookie is another login's"),
            None => Err("the session's cookie is missing: all the cookies of the login are needed"),
        }
    }

    /// Answers 449 if the request came by another route than it should, or the route is to change now.
    pub(super) fn reroute(&self, request: &Request, change: bool) -> Option<Response> {
        let mut route = lock(&self.route);
        let taken = request.cookie(ROUTE).unwrap_or_else(|| "0".to_owned());
        let reason = if change {
            *route += 1;
            "the route has just changed"
        } else if taken != route.to_string() {
            "the route's cookie is an old one"
        } else {
            return None;
        };
        let status = StatusCode::from_u16(449).unwrap_or_default();
        let mut response = because(status, reason);
        response
            .extensions_mut()
            .insert(ReasonPhrase::from_static(b"Retry"));
        Some(([(SET_COOKIE, route_cookie(*route))], response).into_response())
    }
}

fn route_cookie(route: u32) -> String {
    format!("{ROUTE}={route}; Path=/")
}

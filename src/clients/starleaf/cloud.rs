//! The Cloud: `GET /challenge`, `POST /authenticate`, and cookies in each later request; or a token in each, and no login.

use countersign::starleaf::{Api, Key};
use serde_json::json;

use super::{Call, Login, Question, message, respond, with_json_type};
use crate::clients::cookies::Jar;
use crate::clients::http::{Answer, Body, Headers, Http, Pace, Request};
use crate::clients::{Reply, Stop};
use crate::request::Target;
use crate::terminal::Failure;
use crate::terminal::secret::Secret;

/// How often a request is repeated when the Cloud says 449.
const REPEATS: usize = 5;

/// Who asks.
pub(crate) enum Caller<'c> {
    /// A user, who logs in; without a name, only a session that is kept is of use.
    User(Option<String>, Login<'c>),
    /// An integration, whose token is sent with each request.
    Integration(Secret),
}

/// The Cloud, or a server like it.
pub(crate) struct Cloud<'c> {
    http: Http<'c>,
    base: Target,
    caller: Caller<'c>,
    jar: Jar,
    /// How many cookies were kept since the last login began.
    kept: usize,
}

impl<'c> Cloud<'c> {
    /// The Cloud under a base URL.
    pub(crate) fn new(http: Http<'c>, base: Target, caller: Caller<'c>, jar: Jar) -> Self {
        Self {
            http,
            base,
            caller,
            jar,
            kept: 0,
        }
    }

    /// Opens a session and keeps its cookies. With a token there is none to open: the token is tried on `/features`, whatever that has to say.
    ///
    /// # Errors
    /// [`Stop`] if the Cloud refuses.
    pub(crate) fn login(&mut self) -> Result<(), Stop> {
        let Caller::User(username, login) = &mut self.caller else {
            return self.try_token();
        };
        let missing = || {
            Failure::usage("--username is missing")
                .hint("the Cloud wants a user's name, or an integration's token")
        };
        let username = username.clone().ok_or_else(missing)?;
        self.jar.check()?;
        login.credential()?;
        self.http.restart();
        let challenge = self
            .path("/challenge")
            .with_parameter("username", &username);
        let question = Question::new(self.ask("GET", &challenge, Body::None)?.fields()?);
        let challenge = question.challenge()?;
        let message = message(Api::Cloud, &challenge)?;
        let key = self.key(&question)?;
        let response = respond(&key, Api::Cloud, &challenge, &message, self.http.console());
        let body = json!({ "username": username, "response": response.to_string() }).to_string();
        self.kept = 0;
        let answer = self.ask(
            "POST",
            &self.path("/authenticate"),
            Body::Bytes(body.as_bytes()),
        )?;
        if self.kept == 0 || self.jar.header(&self.path("/")).is_none() {
            let message = format!(
                "{}: the login is accepted, but sets no cookie that could be kept",
                answer.url()
            );
            return Err(Failure::input(message).into());
        }
        Ok(self.jar.save()?)
    }

    fn key(&mut self, question: &Question) -> Result<Key, Failure> {
        match &mut self.caller {
            Caller::User(_, login) => login.credential()?.key(question, self.http.console()),
            Caller::Integration(_) => Err(Failure::usage("a token answers no challenge")),
        }
    }

    fn try_token(&mut self) -> Result<(), Stop> {
        let features = self.path("/features");
        let call = Call {
            method: "GET",
            target: &features,
            headers: &Headers::new(),
            body: Body::None,
        };
        let reply = self.call(&call)?;
        if reply.failure.is_some() && reply.answer.status() != 404 {
            Err(reply.into())
        } else {
            Ok(())
        }
    }

    /// A small request of the login, which must succeed.
    fn ask(&mut self, method: &str, target: &Target, body: Body) -> Result<Answer, Stop> {
        let call = Call {
            method,
            target,
            headers: &Headers::new(),
            body,
        };
        let reply = Reply::new(self.exchange(&call, Pace::Brief)?);
        match reply.failure {
            Some(_) if reply.answer.status() == 401 && method == "POST" => Err(reply
                .hint(
                    "is it the user's password? An endpoint answers in another way: --api endpoint",
                )
                .into()),
            Some(_) if reply.answer.status() == 401 => Err(reply
                .hint("no password was sent yet: is --base-url right? The Cloud's ends in /v1")
                .into()),
            Some(_) => Err(explained(reply).into()),
            None => Ok(reply.answer),
        }
    }

    /// Makes a request with the cookies that the jar has, or after a login; when they are refused, once more after another.
    ///
    /// # Errors
    /// [`Stop`] if there is no session or no answer.
    pub(crate) fn call(&mut self, call: &Call) -> Result<Reply, Stop> {
        let is_user = matches!(self.caller, Caller::User(..));
        if is_user && self.jar.header(call.target).is_none() {
            self.login()?;
        }
        let mut answer = self.exchange(call, Pace::Flowing)?;
        if is_user && answer.status() == 401 {
            // what is not read to its end takes the connection with it
            answer.peek();
            self.http
                .console()
                .step("session", "ended, says the Cloud; once more after a login");
            self.login()?;
            answer = self.exchange(call, Pace::Flowing)?;
        }
        let reply = Reply {
            unsaved: self.jar.save().err(),
            ..Reply::new(answer)
        };
        Ok(match (reply.answer.status(), is_user) {
            (401, false) => reply.hint("the token is not taken"),
            (401, true) => reply.hint("the login was accepted, and the request was not"),
            _ => explained(reply),
        })
    }

    /// Sends a request with the cookies, and again with the new ones as long as the Cloud says 449.
    fn exchange(&mut self, call: &Call, pace: Pace) -> Result<Answer, Failure> {
        let mut answer = self.send(call, pace)?;
        for _ in 0..REPEATS {
            if answer.status() != 449 {
                break;
            }
            answer.peek();
            answer = self.send(call, pace).inspect_err(|_| {
                // the new cookies are worth keeping; that there is no answer is the worse failure
                let _ = self.jar.save();
            })?;
        }
        Ok(answer)
    }

    fn send(&mut self, call: &Call, pace: Pace) -> Result<Answer, Failure> {
        let mut headers = with_json_type(call.headers, &call.body);
        headers.extend(
            self.jar
                .header(call.target)
                .map(|cookies| ("cookie".to_owned(), cookies)),
        );
        if let Caller::Integration(token) = &self.caller {
            headers.push(("x-sl-auth-token".to_owned(), token.to_string()));
        }
        let answer = self.http.send(
            &Request {
                method: call.method,
                target: call.target.clone(),
                headers,
                body: call.body,
            },
            pace,
        )?;
        self.kept += self.jar.take(&answer, call.target, self.http.console());
        Ok(answer)
    }

    fn path(&self, path: &str) -> Target {
        self.base
            .at(&format!("{}{path}", self.base.path().trim_end_matches('/')))
    }
}

/// What the Cloud's statuses mean.
fn explained(reply: Reply) -> Reply {
    match reply.answer.status() {
        403 => reply.hint("the API is not enabled for the user, or the resource is beyond the user's rights"),
        404 => reply.hint("are --base-url and TARGET right? The Cloud's base ends in /v1, and TARGET comes behind it"),
        449 => reply.hint(format!("the Cloud still says so after {REPEATS} repeats with its new cookies")),
        507 => reply.hint("a limit of resources is reached"),
        _ => reply,
    }
}

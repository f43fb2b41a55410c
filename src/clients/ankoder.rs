//! Ankoder: a signature in each request, or the password in each, or a session that the password opened.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::ankoder::{self, Salt};
use zeroize::Zeroizing;

use super::cookies::Jar;
use super::http::{Body, Headers, Http, Pace, Request};
use super::{Reply, Stop};
use crate::request::Target;
use crate::request::query::percent_encoded;
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, REDACTED, Status};

/// A user's name and password.
pub(crate) struct Login {
    /// The name.
    pub(crate) username: String,
    /// The password.
    pub(crate) password: Secret,
}

/// How a request proves whose it is.
pub(crate) enum Auth {
    /// With a signature: the access key, the date's text and the private key.
    Signature {
        /// Names the caller.
        access_key: String,
        /// The text that is signed and sent.
        date: String,
        /// What it is signed with.
        private_key: Secret,
    },
    /// With the password itself.
    Basic(Login),
    /// With a session's cookies; with the login that opens one when there is none.
    Session(Option<Login>),
}

/// A request.
pub(crate) struct Call<'a> {
    /// The method.
    pub(crate) method: &'a str,
    /// Where it goes.
    pub(crate) target: &'a Target,
    /// What is sent besides.
    pub(crate) headers: &'a Headers,
    /// What is sent.
    pub(crate) body: Body<'a>,
}

/// A signed request line.
pub(crate) struct Signed {
    /// The salt that date, method and path give.
    pub(crate) salt: Salt,
    /// The signature.
    pub(crate) passkey: String,
}

/// Signs, step by step.
pub(crate) fn sign(
    private_key: &Secret,
    date: &str,
    method: &str,
    target: &Target,
    console: &Console,
) -> Signed {
    console.step("private key", REDACTED);
    console.step("date", date);
    let string = ankoder::string_to_sign(date, method, target.path());
    console.step("string to sign", &string);
    let salt = Salt::of(&string);
    console.step(
        "salt",
        format_args!("first 20 hex digits of SHA-1(string to sign) = {salt}"),
    );
    let passkey = ankoder::passkey(private_key, &salt);
    console.hide(&passkey);
    console.step(
        "passkey",
        format_args!("Base64(HMAC-SHA1(private key, salt)) = {REDACTED}"),
    );
    Signed { salt, passkey }
}

/// The service.
pub(crate) struct Ankoder<'c> {
    http: Http<'c>,
    logins: Target,
    jar: Jar,
}

impl<'c> Ankoder<'c> {
    /// The service, whose logins go to a target.
    pub(crate) fn new(http: Http<'c>, logins: Target, jar: Jar) -> Self {
        Self { http, logins, jar }
    }

    /// Opens a session and keeps its cookies; those of a refusal are not kept.
    ///
    /// # Errors
    /// [`Stop`] if the service refuses, or sets no cookie.
    pub(crate) fn login(&mut self, login: &Login) -> Result<(), Stop> {
        self.jar.check()?;
        self.warn_in_the_clear("the password", &self.logins);
        let form = format!(
            "login={}&password={}",
            percent_encoded(&login.username),
            percent_encoded(&login.password)
        );
        let form = Zeroizing::new(form);
        let headers = with_defaults(&Headers::new(), true);
        let request = Request {
            method: "POST",
            target: self.logins.clone(),
            headers,
            body: Body::Bytes(form.as_bytes()),
        };
        let mut reply = Reply::new(self.http.send(&request, Pace::Brief)?);
        if reply.failure.is_none() && reply.answer.status() != 200 {
            let message = format!(
                "{}: {}, where a login answers 200",
                reply.answer.url(),
                reply.answer.status_text()
            );
            reply.failure = Some(Failure::expected(Status::Other, message));
        }
        if reply.failure.is_some() {
            let is_refused = matches!(reply.answer.status(), 401 | 403);
            return Err(if is_refused {
                reply.hint("are name and password right?")
            } else {
                reply
            }
            .into());
        }
        // the body, a page for people, is read to its end so that the connection can serve once more
        reply.answer.peek();
        let count = self
            .jar
            .take(&reply.answer, &self.logins, self.http.console());
        if count == 0
            || (self.jar.header(&self.logins.at("/")).is_none()
                && self.jar.header(&self.logins).is_none())
        {
            let message = format!(
                "{}: the login is accepted, but sets no cookie that could be kept",
                reply.answer.url()
            );
            return Err(Failure::input(message).into());
        }
        Ok(self.jar.save()?)
    }

    /// Makes a request.
    ///
    /// # Errors
    /// [`Stop`] if there is no answer, or no session where one is needed.
    pub(crate) fn call(&mut self, call: &Call, auth: &Auth) -> Result<Reply, Stop> {
        match auth {
            Auth::Signature {
                access_key,
                date,
                private_key,
            } => {
                let signed = sign(
                    private_key,
                    date,
                    call.method,
                    call.target,
                    self.http.console(),
                );
                let headers = ankoder::headers(access_key, &signed.passkey, date)
                    .map(|(name, value)| (name.to_owned(), value));
                let reply = self.send(call, headers.into())?;
                Ok(refused(
                    reply,
                    "are access key and private key right, and the clock? A date is good for 15 minutes, and for one request; two equal requests within one \
                     second collide: wait a second and repeat",
                ))
            }
            Auth::Basic(Login { username, password }) => {
                self.warn_in_the_clear("the password", call.target);
                let both = Zeroizing::new(format!("{username}:{}", &**password));
                let encoded = Zeroizing::new(STANDARD.encode(&*both));
                self.http.console().hide(&encoded);
                let reply = self.send(
                    call,
                    vec![("authorization".to_owned(), format!("Basic {}", &*encoded))],
                )?;
                Ok(refused(reply, "are name and password right?"))
            }
            Auth::Session(login) => self.call_in_session(call, login.as_ref()),
        }
    }

    fn call_in_session(&mut self, call: &Call, login: Option<&Login>) -> Result<Reply, Stop> {
        match (self.jar.header(call.target), login) {
            (Some(_), _) => {}
            (None, Some(login)) => self.login(login)?,
            (None, None) => {
                let message = format!("no session for {} in the cookie jar", call.target.shown());
                return Err(Failure::input(message)
                    .hint("log in first with 'ankoder login', or give --username and the password")
                    .into());
            }
        }
        self.warn_in_the_clear("the session", call.target);
        let mut reply = self.send_in_session(call)?;
        if let Some(login) = login.filter(|_| reply.answer.status() == 401) {
            self.http.console().step(
                "session",
                "ended, says the service; once more after a login",
            );
            self.login(login)?;
            reply = self.send_in_session(call)?;
        }
        Ok(refused(
            reply,
            "the session may have ended: log in again with 'ankoder login'",
        ))
    }

    /// A refusal's cookies are kept no more here than at the login.
    fn send_in_session(&mut self, call: &Call) -> Result<Reply, Stop> {
        let cookies = self
            .jar
            .header(call.target)
            .map(|cookies| ("cookie".to_owned(), cookies));
        let mut reply = self.send(call, cookies.into_iter().collect())?;
        if reply.failure.is_none() {
            self.jar
                .take(&reply.answer, call.target, self.http.console());
            reply.unsaved = self.jar.save().err();
        }
        Ok(reply)
    }

    fn send(&self, call: &Call, mut headers: Headers) -> Result<Reply, Failure> {
        headers.extend(with_defaults(
            call.headers,
            !matches!(call.body, Body::None),
        ));
        let request = Request {
            method: call.method,
            target: call.target.clone(),
            headers,
            body: call.body,
        };
        Ok(Reply::new(self.http.send(&request, Pace::Flowing)?))
    }

    fn warn_in_the_clear(&self, what: &str, target: &Target) {
        if !target.is_https() {
            self.http.console().warn(format_args!(
                "{what} is sent in the clear: {} is not encrypted",
                target.server()
            ));
        }
    }
}

/// Headers with the types that curl would send too, and that the service's documents show, unless others are given.
fn with_defaults(headers: &Headers, has_body: bool) -> Headers {
    let mut all = headers.clone();
    let defaults = [
        ("accept", "text/xml", true),
        (
            "content-type",
            "application/x-www-form-urlencoded",
            has_body,
        ),
    ];
    for (name, value, is_wanted) in defaults {
        if is_wanted
            && !headers
                .iter()
                .any(|(given, _)| given.eq_ignore_ascii_case(name))
        {
            all.push((name.to_owned(), value.to_owned()));
        }
    }
    all
}

fn refused(reply: Reply, hint: &str) -> Reply {
    if reply.answer.status() == 401 {
        reply.hint(hint)
    } else {
        reply
    }
}

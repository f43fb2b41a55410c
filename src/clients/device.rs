//! Boards that sign requests under a one-time challenge. A board closes the connection after each response.

use std::time::Duration;

use countersign::device::{self, Challenge, Signature};

use super::http::{Fields, Http, Response, Settings};
use super::reply::words_in;
use super::{Client, Reply, SessionClient, short_text};
use crate::request::{Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, REDACTED, hide, redact};

/// Where a board hands out its challenges.
pub(crate) const CHALLENGE_PATH: &str = "/api/auth/challenge";

/// The pauses between attempts while a board has too many challenges outstanding: the first, which doubles each time, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// One board. To log in is to fetch a challenge, which is good for one request.
pub(crate) struct Device<'c> {
    http: Http<'c>,
    challenges: Target,
    /// Without one, requests are not signed.
    password: Option<Secret>,
    challenge: Option<Challenge>,
}

impl<'c> Device<'c> {
    /// Prepares to speak to the board that hands out challenges at a target. No proxy is used: a board responds to its requests with 404.
    pub(crate) fn new(
        challenges: Target,
        password: Option<Secret>,
        settings: Settings,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        let settings = Settings {
            no_proxy: true,
            ..settings
        };
        Ok(Self {
            http: Http::new(&challenges, settings, console)?,
            challenges,
            password,
            challenge: None,
        })
    }

    /// The challenge of the last login.
    pub(crate) fn challenge(&self) -> Option<&Challenge> {
        self.challenge.as_ref()
    }

    fn fetch_challenge(&self) -> Result<Reply, Failure> {
        let mut request = Request::new("GET", self.challenges.clone());
        request.headers.append("Accept", "application/json");
        request.repeatable = true;
        self.send(&request)
    }

    fn send(&self, request: &Request) -> Result<Reply, Failure> {
        let response = self.http.send(request)?;
        Ok(Reply::new(response, words, self.http.console()))
    }
}

impl SessionClient for Device<'_> {
    type Credential = ();

    fn needs_login(&self, _: &Target) -> bool {
        self.challenge.is_none()
    }

    /// Fetches a challenge. While the board has too many outstanding, it asks again until the time is up.
    fn login(&mut self, (): &mut ()) -> Result<Reply, Failure> {
        let mut reply = self.fetch_challenge()?;
        let mut pause = FIRST_PAUSE;
        while reply.response.status() == 429 {
            // the last attempt needs time too
            pause = pause.min(self.http.remaining().saturating_sub(FIRST_PAUSE));
            if pause.is_zero() {
                break;
            }
            self.http.console().warn(format_args!(
                "the board has too many challenges outstanding; trying again in {} s",
                pause.as_secs_f32().ceil()
            ));
            self.http.pause(pause);
            pause = LONGEST_PAUSE.min(2 * pause);
            reply = self.fetch_challenge()?;
        }
        if reply.is_failure() {
            return Ok(match reply.response.status() {
                404 => reply.hint(format!(
                    "a board hands out challenges at {CHALLENGE_PATH}; is the URL right?"
                )),
                429 => reply.hint(
                    "a challenge lasts a minute: try again then, or allow more with --timeout",
                ),
                _ => reply,
            });
        }
        self.challenge = Some(challenge(&reply.response.fields()?)?);
        Ok(reply)
    }
}

impl Client for Device<'_> {
    fn authorise(&self, request: Request) -> Request {
        let (Some(password), Some(challenge)) = (&self.password, &self.challenge) else {
            return unsigned(request);
        };
        let signature = sign(&request, challenge, password, self.http.console());
        authorise(request, challenge, &signature)
    }

    fn call(&mut self, request: &Request) -> Result<Reply, Failure> {
        let mut reply = self.send(&self.authorise(request.clone()))?;
        match reply.response.status() {
            401 if self.password.is_none() => {
                return Ok(reply.hint("this route needs a signature: leave --unsigned out"));
            }
            401 => {}
            429 if says_cooling_down(&mut reply.response) => {
                return Ok(reply.hint("the route was called a moment ago: /api/logs and /api/update/check cool down for 10 s, /api/adjustments/restore for 5 s"));
            }
            _ => return Ok(reply),
        }
        // a response to HEAD has no body that could say why
        let is_head = request.method == "HEAD";
        if !is_head && !says_stale(&mut reply.response) {
            return Ok(reply.hint("is the password right? Challenge, path and body are signed: nothing on the way may change them"));
        }
        if reply.response.was_sent_twice() {
            return Ok(reply.hint("the board closed the connection on the first attempt, which may have used the challenge: look before you repeat"));
        }
        let reply = reply.ended(self.http.console());
        Ok(if is_head {
            reply.hint(
                "is the password right? The response to a HEAD request does not say what is wrong",
            )
        } else {
            reply.hint("a fresh challenge was refused too; a board forgets its challenges when it restarts")
        })
    }
}

/// What a board says about an error.
fn words(response: &mut Response) -> String {
    words_in(response, &["error", "msg"])
}

/// Whether a board refuses a challenge that it does not know, or no longer.
fn says_stale(response: &mut Response) -> bool {
    says(
        response,
        "error",
        &["Invalid challenge", "Challenge expired"],
    )
}

/// Whether a board refuses a request because the last one of its kind was a moment ago.
fn says_cooling_down(response: &mut Response) -> bool {
    says(response, "msg", &["cooling down"])
}

fn says(response: &mut Response, field: &str, texts: &[&str]) -> bool {
    let fields = response.peek_fields();
    let text = fields.as_ref().and_then(|fields| fields.text(field).ok());
    text.is_some_and(|text| texts.contains(&text))
}

/// The challenge in a board's JSON.
pub(crate) fn challenge(fields: &Fields) -> Result<Challenge, Failure> {
    Challenge::new(short_text(fields, "challenge")?)
        .map_err(|error| fields.malformed("challenge", &error))
}

/// Signs a request, step by step.
pub(crate) fn sign(
    request: &Request,
    challenge: &Challenge,
    password: &Secret,
    console: &Console,
) -> Signature {
    let path = device::signed_path(request.target.path());
    let body = request.body.bytes().unwrap_or_default();
    console.step("password", REDACTED);
    console.step("challenge", redact(challenge.as_str()));
    console.step("path", redact(path));
    if request.target.has_query() {
        console.step("query", "sent, but not signed");
    }
    console.step("body", format_args!("{} bytes", body.len()));
    let message = device::message(challenge, path, body);
    console.step("message", redact(&String::from_utf8_lossy(&message)));
    let signature = Signature::new(password, &message);
    hide(&signature.to_string());
    console.step(
        "signature",
        format_args!("HMAC-SHA256(password, message) = {REDACTED}"),
    );
    signature
}

/// Adds a signature to the request that was signed.
pub(crate) fn authorise(
    mut request: Request,
    challenge: &Challenge,
    signature: &Signature,
) -> Request {
    request
        .headers
        .prepend(device::headers(challenge, signature));
    append_type(&mut request);
    // the challenge is used up by the first attempt that arrives
    request.repeatable = true;
    request.acts_once = true;
    request
}

/// Prepares a request to an open route.
fn unsigned(mut request: Request) -> Request {
    append_type(&mut request);
    request.repeatable = request.is_safe();
    request
}

fn append_type(request: &mut Request) {
    if !request.body.is_none() {
        request
            .headers
            .append_default("Content-Type", device::CONTENT_TYPE);
    }
}

//! Boards whose requests are signed with a one-time challenge. A board closes the connection after each response.

use std::time::Duration;

use countersign::device::{self, Challenge, Signature};

use super::http::{Fields, Http, Response, Settings};
use super::reply::error_fields;
use super::{Client, Reply, SessionClient, short_text};
use crate::request::{Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, REDACTED, hide, redact};

/// The path for challenges.
pub(crate) const CHALLENGE_PATH: &str = "/api/auth/challenge";

/// The pauses between attempts while a board has too many challenges outstanding: they double from the first to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// A client of one board. A login fetches a challenge, which is valid for one request.
pub(crate) struct Device<'c> {
    http: Http<'c>,
    challenges: Target,
    /// Without a password, requests are not signed.
    password: Option<Secret>,
    challenge: Option<Challenge>,
}

impl<'c> Device<'c> {
    /// Creates a client of the board whose challenge URL is `challenges`. Nothing is sent. No proxy is used: a board responds to proxy requests with 404.
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

    pub(crate) fn challenge(&self) -> Option<&Challenge> {
        self.challenge.as_ref()
    }

    fn fetch_challenge(&self) -> Result<Reply, Failure> {
        let mut request = Request::new("GET", self.challenges.clone());
        request.headers.append("Accept", "application/json");
        request.is_repeatable = true;
        self.send(&request)
    }

    fn send(&self, request: &Request) -> Result<Reply, Failure> {
        let response = self.http.send(request)?;
        Ok(Reply::new(response, error_text, self.http.console()))
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
                    "the path for challenges is {CHALLENGE_PATH}; is the URL right?"
                )),
                401 | 403 => reply.hint(
                    "no password has been sent yet, and a board asks for none here: is the URL right?",
                ),
                429 => reply.hint(
                    "a challenge expires after a minute: try again then, or wait longer with --timeout",
                ),
                _ => reply,
            });
        }
        self.challenge = Some(challenge(&reply.response.fields()?)?);
        Ok(reply)
    }
}

impl Client for Device<'_> {
    fn authorize(&self, request: Request) -> Request {
        let (Some(password), Some(challenge)) = (&self.password, &self.challenge) else {
            return unsigned(request);
        };
        let signature = sign(&request, challenge, password, self.http.console());
        authorize(request, challenge, &signature)
    }

    fn call(&mut self, request: &Request) -> Result<Reply, Failure> {
        let mut reply = self.send(&self.authorize(request.clone()))?;
        match reply.response.status() {
            401 if self.password.is_none() => {
                return Ok(reply.hint("this route needs a signature: omit --unsigned"));
            }
            401 => {}
            429 if says_cooling_down(&mut reply.response) => {
                return Ok(reply.hint("the route was called a moment ago: /api/logs and /api/update/check cool down for 10 s, /api/adjustments/restore for 5 s"));
            }
            _ => return Ok(reply),
        }
        // a response to HEAD has no body with a reason
        let is_head = request.method == "HEAD";
        if !is_head && !says_stale(&mut reply.response) {
            return Ok(reply.hint("is the password right? Challenge, path and body are signed and must arrive unchanged"));
        }
        if reply.response.was_sent_twice() {
            return Ok(reply.hint("the board closed the connection on the first attempt, which may have used the challenge: check the board before you repeat"));
        }
        let reply = reply.ended(self.http.console());
        Ok(if is_head {
            reply.hint("is the password right? The response to a HEAD request gives no reason")
        } else {
            reply.hint(
                "a new challenge was rejected too; a board forgets its challenges when it restarts",
            )
        })
    }
}

/// The board's error message.
fn error_text(response: &mut Response) -> String {
    error_fields(response, &["error", "msg"])
}

/// Whether the board rejected the challenge as unknown or expired.
fn says_stale(response: &mut Response) -> bool {
    says(
        response,
        "error",
        &["Invalid challenge", "Challenge expired"],
    )
}

/// Whether the board rejected a request because its route is cooling down.
fn says_cooling_down(response: &mut Response) -> bool {
    says(response, "msg", &["cooling down"])
}

fn says(response: &mut Response, field: &str, texts: &[&str]) -> bool {
    let fields = response.peek_fields();
    let text = fields.as_ref().and_then(|fields| fields.text(field).ok());
    text.is_some_and(|text| texts.contains(&text))
}

/// Reads the challenge from a board's JSON response.
pub(crate) fn challenge(fields: &Fields) -> Result<Challenge, Failure> {
    Challenge::new(short_text(fields, "challenge")?)
        .map_err(|error| fields.malformed("challenge", &error))
}

/// Signs a request, and shows each step with `-v`.
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

/// Adds the headers of a signature to its request.
pub(crate) fn authorize(
    mut request: Request,
    challenge: &Challenge,
    signature: &Signature,
) -> Request {
    request
        .headers
        .prepend(device::headers(challenge, signature));
    append_type(&mut request);
    // only the first attempt that arrives can use the challenge
    request.is_repeatable = true;
    request.acts_once = true;
    request
}

/// Prepares a request to an open route.
fn unsigned(mut request: Request) -> Request {
    append_type(&mut request);
    request.is_repeatable = request.is_safe();
    request
}

fn append_type(request: &mut Request) {
    if !request.body.is_none() {
        request
            .headers
            .append_default("Content-Type", device::CONTENT_TYPE);
    }
}

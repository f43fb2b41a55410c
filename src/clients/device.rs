//! Boards that sign requests under a one-time challenge: fetch one, sign with it, and try once more where it was stale.

use std::thread::sleep;
use std::time::Duration;

use countersign::device::{self, Challenge, Signature};

use super::http::{Answer, Http, Settings};
use super::{Reply, Stop};
use crate::request::{Body, Headers, Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, REDACTED};

/// Where a board hands out its challenges.
pub(crate) const CHALLENGE_PATH: &str = "/api/auth/challenge";

/// How long to wait while a board has too many challenges outstanding. They last a minute.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// A request that is to be signed.
pub(crate) struct Call<'a> {
    /// The method.
    pub(crate) method: &'a str,
    /// Where it goes.
    pub(crate) target: &'a Target,
    /// What is sent besides.
    pub(crate) headers: &'a Headers,
    /// The body, checked to be JSON.
    pub(crate) body: Option<&'a [u8]>,
    /// The board's password.
    pub(crate) password: &'a Secret,
}

/// One board.
pub(crate) struct Device<'c> {
    http: Http<'c>,
    challenges: Target,
}

impl<'c> Device<'c> {
    /// Prepares to speak to the board that hands out challenges at a target. A proxy would send it a request that it answers with 404: none is used.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub(crate) fn new(
        challenges: Target,
        settings: Settings,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        let http = Http::new(
            &challenges,
            Settings {
                no_proxy: true,
                ..settings
            },
            console,
        )?;
        Ok(Self { http, challenges })
    }

    /// Fetches a challenge, with patience while the board has too many outstanding.
    ///
    /// # Errors
    /// [`Stop`] if the board has none to give.
    pub(crate) fn challenge(&self) -> Result<Challenge, Stop> {
        let mut answer = self.fetch()?;
        for pause in PAUSES {
            if answer.status() != 429 || pause >= self.http.remaining() {
                break;
            }
            // what is not read to its end takes the connection with it
            answer.drain();
            self.http.console().warn(format_args!(
                "the board has too many challenges outstanding; once more in {pause:?}"
            ));
            sleep(pause);
            answer = self.fetch()?;
        }
        let mut reply = Reply::new(answer);
        if reply.failure.is_some() {
            return Err(match reply.answer.status() {
                404 => reply.hint(format!(
                    "a board hands out challenges at {CHALLENGE_PATH}; is the URL right?"
                )),
                429 => reply.hint("challenges last a minute; try again then"),
                _ => reply,
            }
            .into());
        }
        let fields = reply.answer.fields()?;
        let challenge = fields.text("challenge")?;
        Ok(Challenge::new(challenge).map_err(|error| fields.malformed("challenge", &error))?)
    }

    fn fetch(&self) -> Result<Answer, Failure> {
        let mut request = Request::new("GET", self.challenges.clone());
        request.headers.append("accept", "application/json");
        request.repeatable = true;
        self.http.send(&request)
    }

    /// Signs and sends a request, on the connection that brought the challenge. A stale challenge is replaced once.
    ///
    /// # Errors
    /// [`Stop`] if there is no challenge or no answer.
    pub(crate) fn call(&self, call: &Call) -> Result<Reply, Stop> {
        let mut answer = self.send(call)?;
        if is_stale(&mut answer) && !answer.was_sent_twice() {
            self.http.console().step(
                "challenge",
                "stale, says the board; once more with a fresh one",
            );
            answer = self.send(call)?;
        }
        let stale = is_stale(&mut answer);
        let twice = answer.was_sent_twice();
        let reply = Reply::new(answer);
        Ok(match reply.answer.status() {
            401 if stale && twice => reply
                .hint("the board closed the connection on the first attempt, which may have used the challenge: look before you repeat"),
            401 if stale => reply.hint("a fresh challenge was refused too; a board forgets its challenges when it restarts"),
            401 => reply.hint("is the password right? Signed are challenge, path and body: nothing between may change them"),
            _ => reply,
        })
    }

    fn send(&self, call: &Call) -> Result<Answer, Stop> {
        let challenge = self.challenge()?;
        let signature = sign(
            call.password,
            &challenge,
            call.target,
            call.body.unwrap_or_default(),
            self.http.console(),
        );
        let mut request = Request::new(call.method, call.target.clone());
        request.headers = call.headers.clone();
        request
            .headers
            .append(device::CHALLENGE_HEADER, challenge.as_str());
        request
            .headers
            .append_sensitive(device::HMAC_HEADER, signature.to_string());
        if let Some(body) = call.body {
            request
                .headers
                .append_default("Content-Type", device::CONTENT_TYPE);
            request.body = Body::from(body.to_vec());
        }
        // a challenge is good for one request, so a second attempt does no harm
        request.repeatable = true;
        Ok(self.http.send(&request)?)
    }
}

/// Whether a board refuses a challenge that it does not know, or no longer.
fn is_stale(answer: &mut Answer) -> bool {
    if answer.status() != 401 {
        return false;
    }
    let fields = answer.peek_fields();
    let error = fields.as_ref().and_then(|fields| fields.text("error").ok());
    matches!(error, Some("Invalid challenge" | "Challenge expired"))
}

/// Signs, step by step.
pub(crate) fn sign(
    password: &Secret,
    challenge: &Challenge,
    target: &Target,
    body: &[u8],
    console: &Console,
) -> Signature {
    let path = device::signed_path(target.path());
    console.step("password", REDACTED);
    console.step("challenge", challenge.as_str());
    console.step("path", path);
    if path.len() < target.path().len() {
        console.step("query", "sent, but not signed");
    }
    console.step("body", format_args!("{} bytes", body.len()));
    let message = device::message(challenge, path, body);
    console.step("message", String::from_utf8_lossy(&message));
    let signature = Signature::new(password, &message);
    console.hide(&signature.to_string());
    console.step(
        "signature",
        format_args!("HMAC-SHA256(password, message) = {REDACTED}"),
    );
    signature
}

//! Ankoder: each request carries a signature, the password, or the session of an earlier login.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::ankoder::{self, Passkey, Salt};
use zeroize::Zeroizing;

use super::cookies::Jar;
use super::http::{Http, Response, Settings};
use super::reply::error_fields;
use super::{Client, Reply, SessionClient};
use crate::request::query::percent_encoded;
use crate::request::{Body, Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, REDACTED, Status, hide, redact};

/// The path for logins.
pub(crate) const LOGIN_PATH: &str = "/auth/login";

pub(crate) struct Login {
    pub(crate) username: String,
    pub(crate) password: Secret,
}

/// Signs requests.
pub(crate) struct Signer {
    pub(crate) access_key: String,
    /// Signed and sent exactly as given.
    pub(crate) date: String,
    pub(crate) private_key: Secret,
}

/// The stages of one signature.
pub(crate) struct Signature {
    pub(crate) salt: Salt,
    pub(crate) passkey: Passkey,
}

/// How a request is authenticated.
pub(crate) enum Auth {
    Signature(Signer),
    /// The user name and password in each request.
    Basic(Login),
    /// The cookies of a login.
    Session,
}

/// A client of the service.
pub(crate) struct Ankoder<'c> {
    http: Http<'c>,
    logins: Target,
    jar: Jar,
    auth: Auth,
    has_logged_in: bool,
}

impl<'c> Ankoder<'c> {
    /// Creates a client of the service whose login URL is `logins`. Nothing is sent.
    pub(crate) fn new(
        logins: Target,
        auth: Auth,
        jar: Jar,
        settings: Settings,
        console: &'c Console,
    ) -> Result<Self, Failure> {
        Ok(Self {
            http: Http::new(&logins, settings, console)?,
            logins,
            jar,
            auth,
            has_logged_in: false,
        })
    }

    fn send(&self, request: &Request) -> Result<Reply, Failure> {
        let response = self.http.send(request)?;
        Ok(Reply::new(response, error_text, self.http.console()))
    }
}

impl SessionClient for Ankoder<'_> {
    type Credential = Login;

    fn needs_login(&self, target: &Target) -> bool {
        matches!(self.auth, Auth::Session) && self.jar.header(target).is_none()
    }

    /// A rejected login sets a cookie too; it is not kept.
    fn login(&mut self, login: &mut Login) -> Result<Reply, Failure> {
        self.jar.check()?;
        warn_in_the_clear("the password", &self.logins, self.http.console());
        let mut request = Request::new("POST", self.logins.clone());
        request.body = Body::from(format!(
            "login={}&password={}",
            percent_encoded(&login.username),
            percent_encoded(&login.password)
        ));
        append_types(&mut request);
        request.is_repeatable = true;
        let mut reply = self.send(&request)?;
        let (url, status) = (reply.response.url(), reply.response.status_text());
        if reply.is_failure() {
            return Ok(match reply.response.status() {
                401 | 403 => reply.hint("are the user name and the password right?"),
                _ => reply,
            });
        }
        if reply.response.status() != 200 {
            let message = format!("{url}: {status}, but a successful login returns 200");
            reply.failure = Some(Failure::expected(Status::Other, message));
            return Ok(reply);
        }
        let cookies = self
            .jar
            .take(&reply.response, &self.logins, self.http.console());
        let root = self.logins.at("/");
        if !cookies
            .iter()
            .any(|cookie| cookie.goes_to(&root) || cookie.goes_to(&self.logins))
        {
            let message = format!("{url}: the login succeeded, but set no usable cookie");
            return Err(Failure::input(message));
        }
        self.has_logged_in = true;
        reply.response.drain();
        Ok(reply)
    }
}

impl Client for Ankoder<'_> {
    fn authorize(&self, mut request: Request) -> Request {
        let console = self.http.console();
        match &self.auth {
            Auth::Signature(signer) => {
                let signature = sign(&request, signer, console);
                return authorize(request, signer, &signature);
            }
            Auth::Basic(login) => {
                let user_pass = Zeroizing::new(format!("{}:{}", login.username, &*login.password));
                let encoded = Zeroizing::new(STANDARD.encode(&*user_pass));
                hide(&encoded);
                let value = format!("Basic {}", &*encoded);
                request.headers.append_sensitive("Authorization", value);
            }
            Auth::Session => self.jar.add_to(&mut request),
        }
        append_types(&mut request);
        request.is_repeatable = request.is_safe();
        request
    }

    fn call(&mut self, request: &Request) -> Result<Reply, Failure> {
        let reply = self.send(&self.authorize(request.clone()))?;
        let console = self.http.console();
        let is_session = matches!(self.auth, Auth::Session);
        if is_session && !reply.is_failure() {
            self.jar.take(&reply.response, &request.target, console);
        }
        if reply.response.status() != 401 {
            return Ok(reply);
        }
        Ok(match self.auth {
            Auth::Signature(_) => reply.hint(
                "are the access key, the private key and the clock right? A date is valid for 15 minutes and one request; identical requests within \
                 one second collide, so wait a second and try again",
            ),
            Auth::Basic(_) => reply.hint("are the user name and the password right?"),
            Auth::Session if self.has_logged_in => reply
                .ended(console)
                .hint("the login was accepted, but the request was not"),
            Auth::Session => reply
                .ended(console)
                .hint("the session may have ended: log in again with 'ankoder login', or pass --username and the password"),
        })
    }

    fn save(&mut self) -> Result<(), Failure> {
        self.jar.save()
    }
}

/// The service's error message, if the response is JSON.
fn error_text(response: &mut Response) -> String {
    error_fields(response, &["error"])
}

/// Warns about credentials that are sent without encryption.
pub(crate) fn warn_in_the_clear(what: &str, target: &Target, console: &Console) {
    if !target.is_https() {
        let server = target.server();
        console.warn(format_args!("{what} is sent in the clear to {server}"));
    }
}

/// Adds the media types of the service's documentation, unless the user set others.
fn append_types(request: &mut Request) {
    request.headers.append_default("Accept", "text/xml");
    if !request.body.is_none() {
        request
            .headers
            .append_default("Content-Type", "application/x-www-form-urlencoded");
    }
}

/// Signs a request, and shows each step with `-v`.
pub(crate) fn sign(request: &Request, signer: &Signer, console: &Console) -> Signature {
    console.step("private key", REDACTED);
    console.step("date", redact(&signer.date));
    let string = ankoder::string_to_sign(&signer.date, &request.method, request.target.path());
    console.step("string to sign", redact(&string));
    let salt = Salt::from_string_to_sign(&string);
    console.step(
        "salt",
        format_args!("first 20 hex digits of SHA-1(string to sign) = {salt}"),
    );
    let passkey = Passkey::new(&signer.private_key, &salt);
    hide(&passkey.to_string());
    console.step(
        "passkey",
        format_args!("Base64(HMAC-SHA1(private key, salt)) = {REDACTED}"),
    );
    Signature { salt, passkey }
}

/// Adds the headers of a signature to its request.
pub(crate) fn authorize(mut request: Request, signer: &Signer, signature: &Signature) -> Request {
    request.is_repeatable = request.is_safe();
    request.headers.prepend(ankoder::headers(
        &signer.access_key,
        &signature.passkey,
        &signer.date,
    ));
    append_types(&mut request);
    request
}

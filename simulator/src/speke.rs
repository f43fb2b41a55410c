//! A SPEKE key server, versions 1 and 2.

mod document;
mod signaling;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::PASSWORD;
use crate::basic;
use crate::request::Request;
use crate::response::{Response, Silence};
use crate::server::Scheme;
use crate::shared::Shared;

use document::Version;

const VERSION_HEADER: &str = "X-Speke-Version";

/// The default name of the packager.
const USERNAME: &str = "demo";

/// SPEKE key server
#[derive(clap::Args)]
pub struct Options {
    /// The packager's name
    #[arg(long, default_value = USERNAME)]
    username: String,
    /// The packager's password
    #[arg(long, default_value = PASSWORD)]
    password: String,
}

impl From<Options> for Speke {
    fn from(options: Options) -> Self {
        Self::new().user(&options.username, &options.password)
    }
}

/// A key server that assigns a content key to every requested key ID. It applies no override.
#[must_use]
pub struct Speke {
    username: String,
    password: String,
    /// The secret from which content keys are derived.
    seed: [u8; 32],
}

impl Speke {
    /// A key server for a packager called `demo` with the password `demo`.
    pub fn new() -> Self {
        Self {
            username: USERNAME.to_owned(),
            password: PASSWORD.to_owned(),
            seed: rand::random(),
        }
    }

    /// Sets the user name and password for Basic authentication.
    pub fn user(mut self, username: &str, password: &str) -> Self {
        (self.username, self.password) = (username.to_owned(), password.to_owned());
        self
    }
}

impl Default for Speke {
    fn default() -> Self {
        Self::new()
    }
}

impl Scheme for Speke {
    type Options = Options;

    const NAME: &'static str = "speke";
    const ADDRESS: &'static str = "127.0.0.1:8046";

    fn respond(&mut self, request: &Request, _: &Shared) -> Result<Response, Silence> {
        if let Err(reason) = self.authenticate(request) {
            let challenge = r#"Basic realm="SPEKE""#;
            let response = reject(401, reason).header("WWW-Authenticate", challenge);
            return Ok(response);
        }
        if request.method != "POST" {
            return Ok(reject(405, "the method is not POST").header("Allow", "POST"));
        }
        Ok(self
            .keys(request)
            .unwrap_or_else(|reason| reject(400, &reason)))
    }
}

impl Speke {
    fn authenticate(&self, request: &Request) -> Result<(), &'static str> {
        let authorization = request.header("authorization");
        let authorization = authorization.ok_or("Authorization is missing")?;
        basic::check(&authorization, &self.username, &self.password)
    }

    /// The requested document with content keys and signaling.
    fn keys(&self, request: &Request) -> Result<Response, String> {
        let content_type = request.header("content-type").unwrap_or_default();
        if !matches!(
            content_type.split(';').next(),
            Some("application/xml" | "text/xml")
        ) {
            return Err("Content-Type is not application/xml".to_owned());
        }
        let version = version(request)?;
        let document = str::from_utf8(&request.body).map_err(|_| "the document is not UTF-8")?;
        let document = document::fill(document, version, |key_id| self.content_key(key_id))?;
        let response = Response::text(200, "application/xml", document);
        Ok(match version {
            Version::V1 => response,
            Version::V2 => response.header(VERSION_HEADER, "2.0"),
        })
    }

    /// The content key of a key ID, which stays the same while the server runs.
    fn content_key(&self, key_id: [u8; 16]) -> [u8; 16] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.seed) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(&key_id);
        let mac = mac.finalize().into_bytes();
        std::array::from_fn(|i| mac[i])
    }
}

/// The version of SPEKE: version 2 requires a header, version 1 does not.
fn version(request: &Request) -> Result<Version, String> {
    match request.header(VERSION_HEADER).as_deref() {
        None | Some("1.0") => Ok(Version::V1),
        Some("2.0") => Ok(Version::V2),
        Some(other) => Err(format!("{VERSION_HEADER} is '{other}', not 2.0")),
    }
}

/// A rejection with its reason in the body, because packagers log the response of a key server.
fn reject(status: u16, reason: &str) -> Response {
    Response::text(status, "text/plain; charset=utf-8", format!("{reason}\n")).because(reason)
}

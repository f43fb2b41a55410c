//! `StarLeaf`: log in by answering a challenge, keep the session, and make requests with it.

mod cloud;
mod endpoint;
mod question;

use countersign::starleaf::{Iterations, Key, Salt};

pub(crate) use cloud::{Caller, Cloud};
pub(crate) use endpoint::Endpoint;
pub(crate) use question::{Question, derive, message, respond};

use crate::request::{Body, Headers, Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure};

/// What opens a session.
pub(crate) enum Credential {
    /// The password, and the most iterations that a server may ask for.
    Password {
        /// The password.
        password: Secret,
        /// The limit: a hostile server must not burn an hour of CPU.
        max_iterations: Iterations,
        /// The key, once it is derived: salt and iterations do not change for a password.
        derived: Option<(Salt, Iterations, Key)>,
    },
    /// A key that was derived before.
    Key(Key),
}

impl Credential {
    /// The key for a server's question.
    ///
    /// # Errors
    /// An input error if the question is malformed, or asks for more iterations than are allowed.
    fn key(&mut self, question: &Question, console: &Console) -> Result<Key, Failure> {
        let (password, max_iterations, derived) = match self {
            Self::Key(key) => return Ok(key.clone()),
            Self::Password {
                password,
                max_iterations,
                derived,
            } => (password, *max_iterations, derived),
        };
        let (salt, iterations) = (question.salt()?, question.iterations()?);
        match derived {
            Some((old_salt, old_iterations, key))
                if *old_salt == salt && *old_iterations == iterations =>
            {
                return Ok(key.clone());
            }
            _ if iterations > max_iterations => {
                return Err(Failure::input(format!(
                    "the server asks for {iterations} iterations, and {max_iterations} are allowed"
                ))
                .hint(
                    "10000 are usual; if you trust the server, allow more with --max-iterations",
                ));
            }
            _ => {}
        }
        let key = derive(password, &salt, iterations, console);
        *derived = Some((salt, iterations, key.clone()));
        Ok(key)
    }
}

/// Who opens a session. The credential is fetched when one must be opened, from a command or a prompt say; a session that is kept needs none.
pub(crate) struct Login<'c> {
    fetch: Option<Box<dyn FnOnce() -> Result<Credential, Failure> + 'c>>,
    credential: Option<Credential>,
}

impl<'c> Login<'c> {
    /// Somebody whose credential is fetched when it is needed.
    pub(crate) fn new(fetch: impl FnOnce() -> Result<Credential, Failure> + 'c) -> Self {
        Self {
            fetch: Some(Box::new(fetch)),
            credential: None,
        }
    }

    /// The credential, fetched once. Asked for before a challenge is: that one does not last.
    fn credential(&mut self) -> Result<&mut Credential, Failure> {
        if let Some(fetch) = self.fetch.take() {
            self.credential = Some(fetch()?);
        }
        self.credential
            .as_mut()
            .ok_or_else(|| Failure::usage("there is no password or key to log in with"))
    }
}

/// A request within a session.
pub(crate) struct Call<'a> {
    /// The method.
    pub(crate) method: &'a str,
    /// Where it goes.
    pub(crate) target: &'a Target,
    /// What is sent besides.
    pub(crate) headers: &'a Headers,
    /// What is sent.
    pub(crate) body: &'a Body,
}

impl Call<'_> {
    /// The request, with the type that both services take unless another is given.
    fn request(&self) -> Request {
        let mut request = Request::new(self.method, self.target.clone());
        request.headers = self.headers.clone();
        request.body = self.body.clone();
        append_type(&mut request);
        request
    }
}

fn append_type(request: &mut Request) {
    if !request.body.is_none() {
        request
            .headers
            .append_default("Content-Type", "application/json");
    }
}

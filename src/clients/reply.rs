//! What a client hands to its caller.

use super::http::{Answer, refusal};
use crate::terminal::{Failure, excerpt};

/// An answer for the user, and why the run fails with it, if it does.
pub(crate) struct Reply {
    /// The answer, whose body the user gets in any case.
    pub(crate) answer: Answer,
    /// What is wrong with it.
    pub(crate) failure: Option<Failure>,
    /// Why the session could not be kept, though the answer is there: the run fails with it after all else.
    pub(crate) unsaved: Option<Failure>,
}

impl Reply {
    /// An answer that its status judges.
    pub(crate) fn new(mut answer: Answer) -> Self {
        let failure = refusal(&mut answer, words);
        Self {
            answer,
            failure,
            unsaved: None,
        }
    }

    /// Adds what to do about the failure, if there is one.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            failure: self.failure.map(|failure| failure.hint(hint)),
            ..self
        }
    }
}

/// What a server says about an error, in the fields and the header that the schemes use.
fn words(answer: &mut Answer) -> String {
    let fields = answer.peek_fields();
    let word = |name| match fields.as_ref()?.get(name).ok()? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let mut words = match answer.status() {
        449 => " Retry With".to_owned(),
        _ => String::new(),
    };
    for name in ["error_code", "error_message", "error", "msg"] {
        if let Some(text) = word(name) {
            words = format!("{words}: {}", excerpt(&text));
        }
    }
    if let Some(server) = answer.header("x-sl-server") {
        words = format!("{words} (X-SL-SERVER: {})", excerpt(server));
    }
    words
}

/// Why a client goes no further: there is no answer, or another one than was needed, which the user gets in its place.
pub(crate) enum Stop {
    /// The answer in the place of the one that was asked for.
    Reply(Box<Reply>),
    /// No usable answer.
    Failure(Failure),
}

impl Stop {
    /// The answer for the user, of whichever request it is.
    pub(crate) fn reply(result: Result<Reply, Self>) -> Result<Reply, Failure> {
        match result {
            Ok(reply) => Ok(reply),
            Err(Self::Reply(reply)) => Ok(*reply),
            Err(Self::Failure(failure)) => Err(failure),
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Reply> for Stop {
    fn from(reply: Reply) -> Self {
        Self::Reply(Box::new(reply))
    }
}

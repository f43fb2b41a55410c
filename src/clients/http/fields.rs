//! The fields of a JSON object from a server.

use serde_json::{Map, Value};

use crate::terminal::input::{MAX_RESPONSE_BYTES, WEB_PAGE};
use crate::terminal::{Failure, excerpt};

/// The fields of a JSON object, and their source for error messages.
#[derive(Debug)]
pub(crate) struct Fields {
    source: String,
    fields: Map<String, Value>,
}

impl Fields {
    /// Takes a JSON value, which must be an object.
    pub(crate) fn new(source: impl Into<String>, value: Value) -> Result<Self, Failure> {
        let source = source.into();
        match value {
            Value::Object(fields) => Ok(Self { source, fields }),
            _ => Err(Failure::input(format!("{source} is not a JSON object"))),
        }
    }

    /// Parses a JSON object of at most 1 MiB.
    pub(super) fn parse(source: String, bytes: &[u8]) -> Result<Self, Failure> {
        let failure = |what: String| Failure::input(format!("{source} {what}"));
        if bytes.len() as u64 > MAX_RESPONSE_BYTES {
            return Err(failure(
                "is larger than 1 MiB; expected a small JSON object".to_owned(),
            ));
        }
        let text = str::from_utf8(bytes).map_err(|error| {
            let position = error.valid_up_to() + 1;
            failure(format!("is not valid UTF-8 at byte {position}"))
        })?;
        let value = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let failure = failure(format!("is not valid JSON at line {line}, column {column}"));
            if text.trim_start().starts_with('<') {
                failure.hint(WEB_PAGE)
            } else {
                failure
            }
        })?;
        Self::new(source, value)
    }

    /// The value of a required field.
    pub(crate) fn get(&self, name: &str) -> Result<&Value, Failure> {
        self.fields.get(name).ok_or_else(|| {
            let failure = Failure::input(format!("{}: field '{name}' is missing", self.source));
            match self.words() {
                Some(words) => failure.hint(format!("the server says: {words}")),
                None => failure,
            }
        })
    }

    /// What an error object says: a board's `error`, an endpoint's and the Cloud's `error_message`.
    fn words(&self) -> Option<String> {
        let texts = ["error", "error_message", "message"];
        let mut texts = texts
            .iter()
            .filter_map(|name| self.fields.get(*name)?.as_str());
        texts.next().map(excerpt)
    }

    /// The value of a required string field.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Failure> {
        self.get(name)?.as_str().ok_or_else(|| {
            Failure::input(format!("{}: field '{name}' is not a string", self.source))
        })
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.fields.get(name) == Some(&Value::Bool(true))
    }

    /// Whether a field is present and `false`.
    pub(crate) fn is_false(&self, name: &str) -> bool {
        self.fields.get(name) == Some(&Value::Bool(false))
    }

    /// An input error about a field. The message does not repeat its content.
    pub(crate) fn malformed(&self, name: &str, error: &dyn std::fmt::Display) -> Failure {
        Failure::input(format!("{}: field '{name}' {error}", self.source))
    }
}

//! The body of a request: the argument's own bytes, or those of a file (`@FILE`, `@-`).

use std::convert::Infallible;
use std::ffi::OsString;
use std::fs::File;
use std::sync::Arc;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser, ValueParser};

use crate::request::Body;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

/// The option for a body.
#[derive(Args)]
#[command(next_help_heading = "Request")]
pub(crate) struct DataArgs {
    /// The request body: DATA itself, or the contents of @FILE, or of standard input with @-; nothing is added or removed
    #[arg(short, long, value_name = "DATA", value_parser = parser(), allow_hyphen_values = true, alias = "data-binary")]
    data: Option<Data>,
    /// The request body itself, also if it begins with '@'
    #[arg(long, value_name = "DATA", value_parser = raw_parser(), allow_hyphen_values = true, hide = true, conflicts_with = "data")]
    data_raw: Option<Data>,
    /// The same as --data, of the type JSON
    #[arg(long, value_name = "DATA", value_parser = parser(), allow_hyphen_values = true, hide = true, conflicts_with_all = ["data", "data_raw"])]
    json: Option<Data>,
}

impl DataArgs {
    /// The body in memory.
    pub(crate) fn read(&self, console: &Console) -> Result<Body, Failure> {
        Ok(match self.given() {
            None => Body::None,
            Some(Data::Bytes(bytes)) => Body::from(bytes.clone()),
            Some(Data::File(file)) => {
                let flag = if self.is_json() { "--json" } else { "--data" };
                let bytes = file.read(flag)?;
                file.warn_if_empty(&bytes, flag, console);
                Body::from(bytes)
            }
        })
    }

    /// The body for a request that does not sign it: a file is sent as it is read.
    pub(crate) fn open(&self, console: &Console) -> Result<Body, Failure> {
        if let Some(Data::File(FileArg::Path(path))) = self.given()
            && let Ok(file) = File::open(path)
            && let Ok(metadata) = file.metadata()
            && metadata.is_file()
        {
            return Ok(Body::File {
                file: Arc::new(file),
                length: metadata.len(),
                path: path.clone(),
            });
        }
        self.read(console)
    }

    /// Whether the body is declared to be JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json.is_some()
    }

    fn given(&self) -> Option<&Data> {
        let given = self.data.as_ref().or(self.data_raw.as_ref());
        given.or(self.json.as_ref())
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Data {
    Bytes(Vec<u8>),
    File(FileArg),
}

/// The parser for clap; it refuses nothing.
fn parser() -> ValueParser {
    OsStringValueParser::new()
        .try_map(|text| Ok::<_, Infallible>(Data::from(text)))
        .into()
}

/// The parser of a body that is never a file.
fn raw_parser() -> ValueParser {
    OsStringValueParser::new()
        .map(|text| Data::Bytes(text.into_encoded_bytes()))
        .into()
}

impl From<OsString> for Data {
    fn from(text: OsString) -> Self {
        match file_name(&text) {
            Some(file) => Self::File(FileArg::from(file)),
            None => Self::Bytes(text.into_encoded_bytes()),
        }
    }
}

/// What follows an '@'. A name need not be UTF-8.
#[cfg(unix)]
fn file_name(text: &OsString) -> Option<OsString> {
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let name = text.as_bytes().strip_prefix(b"@")?;
    Some(OsString::from_vec(name.to_vec()))
}

#[cfg(not(unix))]
fn file_name(text: &OsString) -> Option<OsString> {
    text.to_str()?.strip_prefix('@').map(OsString::from)
}

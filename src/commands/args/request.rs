//! The options of a request, which mean the same everywhere.

use std::ffi::OsString;
use std::fs::File;
use std::sync::Arc;

use clap::Args;
use clap::builder::OsStringValueParser;
use countersign::device::Challenge;

use crate::commands::args::data::Data;
use crate::request::{Body, Headers};
use crate::terminal::Failure;
use crate::terminal::input::FileArg;

/// Method and target.
#[derive(Args)]
pub(crate) struct LineArgs {
    /// The request's method [default: GET, or POST with data]
    #[arg(short = 'X', long, value_name = "METHOD", help_heading = "Request")]
    method: Option<String>,
    /// A whole URL, or a path that starts with '/'; signed exactly as it will be sent
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
}

impl LineArgs {
    /// The method: as given, else POST with a body and GET without.
    pub(crate) fn method(&self, has_body: bool) -> Result<String, Failure> {
        match &self.method {
            None if has_body => Ok("POST".to_owned()),
            None => Ok("GET".to_owned()),
            Some(method) if is_token(method) => Ok(method.clone()),
            Some(_) => Err(Failure::usage("--method is not a method's name")
                .hint("methods are words such as GET, POST or DELETE")),
        }
    }
}

/// The body.
#[derive(Args)]
pub(crate) struct DataArgs {
    /// The body: the text itself, or @FILE, or @- for standard input; exact bytes
    #[arg(short, long, value_name = "DATA", value_parser = Data::parser(), allow_hyphen_values = true, help_heading = "Request")]
    data: Option<Data>,
}

impl DataArgs {
    /// The body's exact bytes.
    pub(crate) fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        self.data.as_ref().map(Data::read).transpose()
    }

    /// The body for a request that does not sign it: a file is not read, but sent as it is read.
    pub(crate) fn open(&self) -> Result<Body, Failure> {
        if let Some(Data::File(FileArg::Path(path))) = &self.data
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
        Ok(self.read()?.map_or(Body::None, Body::from))
    }
}

/// More headers.
#[derive(Args)]
pub(crate) struct HeaderArgs {
    // never decoded by the parser, which would print a refused value: it may authorise
    /// A header to send besides, 'Name: value'; repeat for more
    #[arg(short = 'H', long = "header", value_name = "HEADER", allow_hyphen_values = true, value_parser = OsStringValueParser::new(), help_heading = "Request")]
    headers: Vec<OsString>,
}

impl HeaderArgs {
    /// Name and value of each.
    pub(crate) fn parse(&self) -> Result<Headers, Failure> {
        let mut headers = Headers::default();
        for argument in &self.headers {
            let (name, value) = header(argument)?;
            // what a user sends may authorise, whatever its name
            headers.append_sensitive(name, value);
        }
        Ok(headers)
    }

    /// Name and value of each, none of which the program sends itself.
    pub(crate) fn parse_besides(&self, own: &[&str]) -> Result<Headers, Failure> {
        let headers = self.parse()?;
        let is_own = |name: &str| {
            [own, &["content-length", "transfer-encoding"]]
                .concat()
                .iter()
                .any(|own| own.eq_ignore_ascii_case(name))
        };
        if let Some(header) = headers.iter().find(|header| is_own(&header.name)) {
            let message = format!("--header '{}' is sent by the program itself", header.name);
            return Err(Failure::usage(message).hint("leave it out"));
        }
        Ok(headers)
    }
}

fn header(argument: &OsString) -> Result<(String, String), Failure> {
    let text = argument
        .to_str()
        .ok_or_else(|| Failure::usage("--header is not UTF-8"))?;
    let form = |message: &str| Failure::usage(message).hint("write it as 'Name: value'");
    let (name, value) = text
        .split_once(':')
        .ok_or_else(|| form("--header has no colon"))?;
    if !is_token(name) {
        return Err(form(
            "--header has no name, or a character in its name that no header name has",
        ));
    }
    let value = value.trim_matches([' ', '\t']);
    check_value(&format!("--header '{name}'"), value)?;
    if value.is_empty() {
        return Err(form(&format!("--header '{name}' has no value")));
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// Refuses what would end a header's line and begin another.
pub(crate) fn check_value(name: &str, value: &str) -> Result<(), Failure> {
    match value.chars().position(|c| c.is_control() && c != '\t') {
        Some(at) => Err(Failure::usage(format!(
            "{name} has a line break or control character at position {}",
            at + 1
        ))),
        None => Ok(()),
    }
}

/// A token of RFC 9110, as methods and header names are.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The challenge of an option, where no file gives one.
pub(crate) fn challenge(text: Option<&str>) -> Result<Challenge, Failure> {
    let text = text.ok_or_else(|| {
        Failure::usage("--challenge is missing")
            .hint("give the challenge, or --from with the server's answer in a file, or - for standard input")
    })?;
    Challenge::new(text).map_err(|error| Failure::malformed("--challenge", &error))
}

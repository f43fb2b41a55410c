//! The options of a request, which mean the same everywhere.

use std::ffi::OsString;

use clap::Args;
use clap::builder::OsStringValueParser;

use super::data::DataArgs;
use super::suggested::Suggested;
use crate::request::{Body, Headers, Request, Target};
use crate::terminal::{Console, Failure};

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

/// Method and target.
#[derive(Args)]
#[command(next_help_heading = "Request")]
pub(crate) struct LineArgs {
    /// The request method [default: GET, or POST with --data]
    #[arg(short = 'X', long, alias = "request", value_name = "METHOD", value_parser = Suggested(&METHODS), hide_possible_values = true)]
    method: Option<String>,
    /// A URL, or a path that starts with '/'; it is signed exactly as it is sent
    #[arg(value_name = "TARGET", help_heading = None)]
    pub(crate) target: String,
}

impl LineArgs {
    /// A request without headers. The method is POST with a body and GET without, unless it is given.
    pub(crate) fn request(&self, target: Target, body: Body) -> Result<Request, Failure> {
        let method = match self.method.as_deref() {
            None if body.is_none() => "GET",
            None => "POST",
            Some(method) if method.eq_ignore_ascii_case("CONNECT") => {
                return Err(Failure::usage(
                    "--method CONNECT is not supported: it would not send the target that is signed",
                ));
            }
            Some(method) if is_token(method) => method,
            Some(_) => {
                return Err(Failure::usage("--method is not the name of a method")
                    .hint("methods are words such as GET, POST or DELETE"));
            }
        };
        let mut request = Request::new(method, target);
        request.body = body;
        Ok(request)
    }
}

/// All of a request.
#[derive(Args)]
#[command(next_help_heading = "Request")]
pub(crate) struct RequestArgs {
    #[command(flatten)]
    pub(crate) line: LineArgs,
    #[command(flatten)]
    data: DataArgs,
    // never decoded by the parser, which would print a refused value: it may authorize
    /// A request header, 'Name: value'; may be given more than once
    #[arg(short = 'H', long = "header", value_name = "HEADER", allow_hyphen_values = true, value_parser = OsStringValueParser::new())]
    headers: Vec<OsString>,
}

impl RequestArgs {
    /// The request with its headers, none of which may be `reserved` for the program; `body` reads the body or opens its file.
    pub(crate) fn request(
        &self,
        target: Target,
        reserved: &[&str],
        body: impl FnOnce(&DataArgs, &Console) -> Result<Body, Failure>,
        console: &Console,
    ) -> Result<Request, Failure> {
        let headers = self.headers(reserved)?;
        let mut request = self.line.request(target, body(&self.data, console)?)?;
        request.headers = headers;
        if self.data.is_json() {
            for name in ["Content-Type", "Accept"] {
                request.headers.append_default(name, "application/json");
            }
        }
        Ok(request)
    }

    fn headers(&self, reserved: &[&str]) -> Result<Headers, Failure> {
        let mut headers = Headers::default();
        for argument in &self.headers {
            let (name, value) = header(argument)?;
            let mut reserved = reserved
                .iter()
                .chain(&["content-length", "transfer-encoding"]);
            if reserved.any(|reserved| reserved.eq_ignore_ascii_case(name)) {
                let message = format!("--header '{name}' is sent by the program itself");
                return Err(Failure::usage(message).hint("leave it out"));
            }
            // it may authorize, whatever its name
            headers.append_sensitive(name, value);
        }
        Ok(headers)
    }
}

fn header(argument: &OsString) -> Result<(&str, &str), Failure> {
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
    let value = value.trim_matches(BLANKS);
    check_value(&format!("--header '{name}'"), value)?;
    if value.is_empty() {
        return Err(form(&format!("--header '{name}' has no value")));
    }
    Ok((name, value))
}

/// What HTTP removes at both ends of a header's value.
const BLANKS: [char; 2] = [' ', '\t'];

/// Refuses what would not arrive as the value of a header: a line break, and a blank at either end.
pub(crate) fn check_value(name: &str, value: &str) -> Result<(), Failure> {
    if let Some(at) = value.chars().position(|c| c.is_control() && c != '\t') {
        let position = at + 1;
        return Err(Failure::usage(format!(
            "{name} has a line break or control character at position {position}"
        )));
    }
    if value.starts_with(BLANKS) || value.ends_with(BLANKS) {
        return Err(Failure::usage(format!(
            "{name} begins or ends with a blank, which is lost in a header"
        )));
    }
    Ok(())
}

/// A token of RFC 9110, as methods and header names are.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

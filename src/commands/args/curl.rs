//! A request printed for curl.

use super::target;
use crate::request::Request;
use crate::request::curl::{CurlError, CurlOption, Format};
use crate::terminal::{Failure, Output};

/// Keeps curl from using a proxy.
pub(crate) fn no_proxy() -> CurlOption {
    ("noproxy", Some(b"*".to_vec()))
}

/// Header lines, for curl -H @-.
pub(crate) fn header_lines(headers: &[countersign::Header]) -> String {
    let lines = headers
        .iter()
        .map(|header| format!("{}: {}", header.name, header.value));
    lines.collect::<Vec<_>>().join("\n")
}

/// Prints a request for curl; the options of the connection come first.
pub(crate) fn print(
    request: &Request,
    format: Format,
    connection: Vec<CurlOption>,
) -> Result<(), Failure> {
    match request.to_curl(format, connection) {
        Ok(text) => Output::print(text),
        Err(CurlError::Target(error)) => Err(target::failure("TARGET", error)),
        Err(CurlError::Nul) => Err(Failure::input(
            "--data has a NUL byte, which neither a command line nor a curl config can carry",
        )
        .hint("send it with 'call'")),
    }
}

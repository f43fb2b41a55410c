//! A request written for curl.

use super::target;
use crate::request::Request;
use crate::request::curl::{CurlError, Format};
use crate::terminal::{Failure, Output};

/// Prints a request for curl; with `no_proxy`, curl uses none.
pub(crate) fn print(request: &Request, format: Format, no_proxy: bool) -> Result<(), Failure> {
    let text = request
        .to_curl(format, no_proxy)
        .map_err(|error| match error {
            CurlError::Target(error) => target::failure("TARGET", error),
            CurlError::Nul => {
                let form = match format {
                    Format::Command => "command line",
                    Format::Config => "curl config",
                };
                Failure::input(format!("--data has a NUL byte, which no {form} can carry"))
                    .hint("send it with 'call'")
            }
        })?;
    Output::print(text)
}

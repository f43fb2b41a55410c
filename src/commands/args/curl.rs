//! A request printed for curl.

use std::ffi::OsString;

use clap::ValueEnum;

use super::target;
use crate::request::Request;
use crate::request::curl::{CurlError, Format};
use crate::terminal::{Failure, Output};

/// How a request is written for curl.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CurlFormat {
    /// A complete command, quoted for any POSIX shell
    Command,
    /// A config file for curl -K -, which keeps the request out of the process list
    Config,
}

/// Options of curl's own, which a request does not have: `noproxy`, `cacert`.
pub(crate) type CurlOptions = Vec<(&'static str, OsString)>;

/// Leaves out any proxy.
pub(crate) fn no_proxy() -> CurlOptions {
    vec![("noproxy", "*".into())]
}

/// Prints a request for curl.
pub(crate) fn print(
    request: &Request,
    format: CurlFormat,
    options: CurlOptions,
) -> Result<(), Failure> {
    let (format, form) = match format {
        CurlFormat::Command => (Format::Command, "command line"),
        CurlFormat::Config => (Format::Config, "curl config"),
    };
    let text = request
        .to_curl(format, options)
        .map_err(|error| match error {
            CurlError::Target(error) => target::failure("TARGET", error),
            CurlError::Nul => {
                Failure::input(format!("--data has a NUL byte, which no {form} can carry"))
                    .hint("send it with 'call'")
            }
        })?;
    Output::print(text)
}

//! Where a request goes: TARGET, alone or under --base-url.

use crate::request::{Target, TargetError};
use crate::terminal::Failure;

/// TARGET as it was given; a path is put under the base URL, if there is one.
pub(crate) fn target(text: &str, base: Option<&str>) -> Result<Target, Failure> {
    let target = Target::parse(text).map_err(|error| failure("TARGET", error))?;
    match base {
        Some(base) if !target.is_url() => Ok(base_url(base)?.join(text)),
        _ => Ok(target),
    }
}

/// The same, for a request that is sent.
pub(crate) fn sendable(text: &str, base: Option<&str>) -> Result<Target, Failure> {
    let target = target(text, base)?;
    target.uri().map_err(|error| failure("TARGET", error))?;
    Ok(target)
}

/// The base URL, or the root of TARGET's server where that is another one.
pub(crate) fn base_of(target: &Target, base: Option<&str>) -> Result<Target, Failure> {
    let base = base.map(base_url).transpose()?;
    Ok(base
        .filter(|base| base.server() == target.server())
        .unwrap_or_else(|| target.at("/")))
}

/// --base-url.
pub(crate) fn base_url(text: &str) -> Result<Target, Failure> {
    let base = url("--base-url", text)?;
    if base.has_query() {
        return Err(Failure::usage("--base-url has a query string").hint("put it into TARGET"));
    }
    Ok(base)
}

/// A whole URL, which `flag` names in errors.
pub(crate) fn url(flag: &str, text: &str) -> Result<Target, Failure> {
    let url = Target::parse_url(text).map_err(|error| {
        let with_scheme = format!("http://{text}");
        match Target::parse_url(&with_scheme) {
            Ok(_) if !text.contains(['/', '?', '#']) => {
                Failure::usage(format!("{flag} has no scheme"))
                    .hint(format!("write {with_scheme} or https://{text}"))
            }
            Err(TargetError::Brackets) => failure(flag, TargetError::Brackets),
            _ => failure(flag, error),
        }
    })?;
    url.uri().map_err(|error| failure(flag, error))?;
    Ok(url)
}

/// A usage error that names the flag.
pub(crate) fn failure(flag: &str, error: TargetError) -> Failure {
    let failure = Failure::usage(format!("{flag} {error}"));
    match error.hint() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

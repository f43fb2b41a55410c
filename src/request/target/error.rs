//! Why a text is not a target.

use thiserror::Error;

use crate::request::query::percent_encoded;

/// Why a text is not a target, or a target cannot be sent. Messages follow the name of a flag; positions start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum TargetError {
    #[error("is neither a path that starts with '/' nor an http or https URL")]
    Neither,
    #[error("is not an http or https URL")]
    NotUrl,
    #[error("is a path, but a URL is needed")]
    OnlyPath,
    #[error("has a user name or password before the host")]
    Credentials,
    #[error("has no host")]
    NoHost,
    #[error("has a malformed host or port")]
    Authority,
    #[error("has an IPv6 address without brackets")]
    Brackets,
    #[error(
        "has a zone that is not the name of a network interface, or not behind an IPv6 address"
    )]
    Zone,
    #[error("has a fragment at position {position}, which is never sent")]
    Fragment { position: usize },
    #[error("has a space at position {position}")]
    Space { position: usize },
    #[error("has a control character or white space at position {position}")]
    Control { position: usize },
    /// The HTTP agent refuses a character of the path.
    #[error("has {character:?} at position {position} of the path, which must be percent-encoded")]
    Unsendable { position: usize, character: char },
    #[error("is too long")]
    TooLong,
}

impl TargetError {
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Neither => "write /path, http://host/path or https://host/path",
            Self::NotUrl => "write http://host or https://host",
            Self::OnlyPath => "write http://host/path, or add --base-url http://host",
            Self::Credentials => "pass secrets with their own flags, never in a URL",
            Self::Authority => "write http://host/path or http://host:port/path",
            Self::Brackets => "write http://[2001:db8::1]/path or http://[2001:db8::1]:port/path",
            Self::Zone => "write http://[fe80::1%25eth0]/path",
            Self::Fragment { .. } => "remove it, or write %23 for a literal '#'",
            Self::Space { .. } | Self::Control { .. } => "percent-encode it: a space is %20",
            Self::Unsendable { character, .. } => {
                let encoded = percent_encoded(&character.to_string());
                return Some(format!("write {encoded}"));
            }
            Self::NoHost | Self::TooLong => return None,
        };
        Some(hint.to_owned())
    }
}

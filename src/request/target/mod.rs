//! Where a request goes: a URL or only a path. The path is never normalized: it is signed and sent as written.

mod error;
mod origin;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;
use std::ops::Range;

use ureq::http::Uri;
use ureq::http::uri::PathAndQuery;

pub(crate) use self::error::TargetError;
use self::origin::Origin;
use super::REDACTED;
use super::query::percent_encoded;

/// A server, if known, and what goes on the request line.
#[derive(Clone)]
pub(crate) struct Target {
    /// `None` for a bare path.
    origin: Option<Origin>,
    /// Path and query, as sent.
    path: String,
    /// The byte ranges of the path that hold credentials, in order.
    sensitive: Vec<Range<usize>>,
}

impl Target {
    /// Parses a URL, or a path that starts with '/'.
    pub(crate) fn parse(text: &str) -> Result<Self, TargetError> {
        check_characters(text)?;
        if text.starts_with('/') {
            return Ok(Self::from_parts(None, text.to_owned()));
        }
        let (scheme, rest) = text.split_once("://").ok_or(TargetError::Neither)?;
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let slash = if path.starts_with('/') { "" } else { "/" };
        let origin = Origin::parse(scheme, authority)?;
        Ok(Self::from_parts(Some(origin), format!("{slash}{path}")))
    }

    /// Parses a URL.
    pub(crate) fn parse_url(text: &str) -> Result<Self, TargetError> {
        match Self::parse(text) {
            Err(TargetError::Neither) => Err(TargetError::NotUrl),
            Ok(target) if !target.is_url() => Err(TargetError::NotUrl),
            parsed => parsed,
        }
    }

    fn from_parts(origin: Option<Origin>, path: String) -> Self {
        Self {
            origin,
            path,
            sensitive: Vec::new(),
        }
    }

    /// Whether the server is known, not just the path.
    pub(crate) fn is_url(&self) -> bool {
        self.origin.is_some()
    }

    /// Path and query, as they appear on the request line.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn url(&self) -> Result<String, TargetError> {
        let origin = self.origin()?;
        Ok(format!("{origin}{}", self.path))
    }

    fn origin(&self) -> Result<&Origin, TargetError> {
        self.origin.as_ref().ok_or(TargetError::OnlyPath)
    }

    /// The URL for the HTTP agent, which sends the path unchanged. The zone is no business of the server.
    pub(crate) fn uri(&self) -> Result<Uri, TargetError> {
        let origin = self.origin()?;
        let url = format!("{}://{}{}", origin.scheme(), origin.authority(), self.path);
        url.parse().map_err(|_| match first_unsendable(&self.path) {
            Some((at, character)) => TargetError::Unsendable {
                position: at + 1,
                character,
            },
            None => TargetError::TooLong,
        })
    }

    /// Another path on the same server.
    pub(crate) fn at(&self, path: &str) -> Self {
        Self::from_parts(self.origin.clone(), path.to_owned())
    }

    /// A path under this one, as `/users` is under `https://api.starleaf.com/v1`.
    pub(crate) fn join(&self, path: &str) -> Self {
        self.at(&format!("{}{path}", self.path.trim_end_matches('/')))
    }

    /// Appends a parameter to the query.
    pub(crate) fn append_parameter(&mut self, name: &str, value: &str) {
        let separator = if self.has_query() { "&" } else { "?" };
        self.path
            .extend([separator, name, "=", &percent_encoded(value)]);
    }

    /// Appends a parameter whose value is a credential.
    pub(crate) fn append_sensitive_parameter(&mut self, name: &str, value: &str) {
        self.append_parameter(name, "");
        let start = self.path.len();
        self.path.push_str(&percent_encoded(value));
        self.sensitive.push(start..self.path.len());
    }

    pub(crate) fn has_query(&self) -> bool {
        self.path.contains('?')
    }

    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        let (_, query) = self.path.split_once('?').unwrap_or_default();
        query
            .split('&')
            .any(|parameter| parameter.split('=').next() == Some(name))
    }

    /// Host and port as written.
    pub(crate) fn authority(&self) -> &str {
        self.origin.as_ref().map_or("", Origin::authority)
    }

    /// Scheme, host and port in lower case, such as `http://board:80`, for comparing servers.
    pub(crate) fn server(&self) -> String {
        self.origin.as_ref().map(Origin::server).unwrap_or_default()
    }

    /// The host in lower case; an IPv6 address has no brackets.
    pub(crate) fn host(&self) -> String {
        self.origin.as_ref().map(Origin::host).unwrap_or_default()
    }

    /// The zone of an IPv6 address.
    pub(crate) fn zone(&self) -> Option<&str> {
        self.origin.as_ref()?.zone()
    }

    /// Whether the host is an IP address.
    pub(crate) fn is_address(&self) -> bool {
        self.host().parse::<IpAddr>().is_ok()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.origin.as_ref().is_some_and(Origin::is_https)
    }
}

/// Shows the URL or path with sensitive values redacted.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = &self.origin {
            write!(f, "{origin}")?;
        }
        let mut shown = 0;
        for Range { start, end } in &self.sensitive {
            write!(f, "{}{REDACTED}", &self.path[shown..*start])?;
            shown = *end;
        }
        f.write_str(&self.path[shown..])
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

/// Rejects characters that do not belong on a request line. They are not fixed: the signature covers the text as typed.
fn check_characters(text: &str) -> Result<(), TargetError> {
    let is_wrong = |c: char| c == '#' || c.is_control() || c.is_whitespace();
    let Some((at, character)) = text.chars().enumerate().find(|(_, c)| is_wrong(*c)) else {
        return Ok(());
    };
    let position = at + 1;
    Err(match character {
        '#' => TargetError::Fragment { position },
        ' ' => TargetError::Space { position },
        _ => TargetError::Control { position },
    })
}

/// The first character of a path that the HTTP agent refuses, and its index. The query allows other characters than the path.
fn first_unsendable(path: &str) -> Option<(usize, char)> {
    let mut prefix = "/";
    path.chars().enumerate().find(|(_, c)| {
        let is_sendable = format!("{prefix}{c}").parse::<PathAndQuery>().is_ok();
        if *c == '?' {
            prefix = "/?";
        }
        !is_sendable
    })
}

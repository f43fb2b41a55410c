//! Where a request goes: a URL or only a path. The path is never normalized: it is signed and sent as written.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

use thiserror::Error;
use ureq::http::Uri;
use ureq::http::uri::{Authority, PathAndQuery};

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

/// Scheme and authority.
#[derive(Clone)]
struct Origin {
    is_https: bool,
    /// As written, but for the zone of an IPv6 address.
    authority: Authority,
    /// The network interface that an IPv6 address is reached through, as in `[fe80::1%25eth0]`.
    zone: Option<String>,
}

impl Target {
    /// Parses a URL, or a path that starts with '/'.
    pub(crate) fn parse(text: &str) -> Result<Self, TargetError> {
        check_characters(text)?;
        if text.starts_with('/') {
            return Ok(Self::from_parts(None, text.to_owned()));
        }
        let (scheme, rest) = text.split_once("://").ok_or(TargetError::Neither)?;
        let is_https = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(TargetError::Neither),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let slash = if path.starts_with('/') { "" } else { "/" };
        let (authority, zone) = split_zone(authority);
        let origin = Origin {
            is_https,
            authority: check_authority(&authority, zone)?,
            zone: zone.map(str::to_owned),
        };
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
        let (scheme, authority) = (origin.scheme(), &origin.authority);
        let url = format!("{scheme}://{authority}{}", self.path);
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
        let origin = self.origin.as_ref();
        origin.map_or("", |origin| origin.authority.as_str())
    }

    /// Scheme, host and port in lower case, such as `http://board:80`, for comparing servers.
    pub(crate) fn server(&self) -> String {
        let Some(origin) = &self.origin else {
            return String::new();
        };
        let default = if origin.is_https { 443 } else { 80 };
        let port = origin.authority.port_u16().unwrap_or(default);
        let host = origin.authority.host().to_ascii_lowercase();
        let zone = origin.zone.as_deref().unwrap_or_default();
        format!("{}://{host}{zone}:{port}", origin.scheme())
    }

    /// The host in lower case; an IPv6 address has no brackets.
    pub(crate) fn host(&self) -> String {
        let host = self
            .origin
            .as_ref()
            .map_or("", |origin| origin.authority.host());
        host.trim_matches(['[', ']']).to_ascii_lowercase()
    }

    /// The zone of an IPv6 address.
    pub(crate) fn zone(&self) -> Option<&str> {
        self.origin.as_ref()?.zone.as_deref()
    }

    /// Whether the host is an IP address.
    pub(crate) fn is_address(&self) -> bool {
        self.host().parse::<IpAddr>().is_ok()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.is_https)
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

impl Origin {
    fn scheme(&self) -> &'static str {
        if self.is_https { "https" } else { "http" }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, authority) = (self.scheme(), &self.authority);
        match (&self.zone, authority.as_str().split_once(']')) {
            (Some(zone), Some((address, port))) => {
                write!(f, "{scheme}://{address}%25{zone}]{port}")
            }
            _ => write!(f, "{scheme}://{authority}"),
        }
    }
}

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

/// Takes the zone out of `[fe80::1%25eth0]` or `[fe80::1%eth0]`.
fn split_zone(authority: &str) -> (Cow<'_, str>, Option<&str>) {
    let Some((address, zone)) = authority.split_once('%') else {
        return (authority.into(), None);
    };
    let (zone, port) = zone.split_once(']').unwrap_or_default();
    let zone = zone.strip_prefix("25").unwrap_or(zone);
    (format!("{address}]{port}").into(), Some(zone))
}

fn check_authority(text: &str, zone: Option<&str>) -> Result<Authority, TargetError> {
    if let Some(zone) = zone {
        let is_name = |c: char| c.is_ascii_alphanumeric() || "._~-".contains(c);
        let is_address = text.starts_with('[');
        if zone.is_empty() || !zone.chars().all(is_name) || !is_address {
            return Err(TargetError::Zone);
        }
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        return Err(TargetError::Brackets);
    }
    if text.contains('@') {
        return Err(TargetError::Credentials);
    }
    if text.is_empty() || text.starts_with(':') {
        return Err(TargetError::NoHost);
    }
    let authority: Authority = text.parse().map_err(|_| TargetError::Authority)?;
    // Authority accepts any text as a port
    let port = text[authority.host().len()..].strip_prefix(':');
    match port.map(str::parse::<u16>) {
        None if text.len() == authority.host().len() => Ok(authority),
        Some(Ok(1..)) => Ok(authority),
        _ => Err(TargetError::Authority),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> Target {
        Target::parse(text).expect("a target")
    }

    #[test]
    fn a_path_stays_as_written() {
        for path in ["/a/../b%2F?x=%20&y", "/vid\u{e9}o", "//", "/?"] {
            assert_eq!(target(path).path(), path);
        }
    }

    #[test]
    fn a_url_without_a_path_requests_the_root() {
        for (text, url) in [
            ("http://board", "http://board/"),
            ("HTTP://board?x=1", "http://board/?x=1"),
            ("https://[::1]:8443", "https://[::1]:8443/"),
        ] {
            assert_eq!(target(text).url().as_deref(), Ok(url));
        }
        assert_eq!(target("/x").url(), Err(TargetError::OnlyPath));
    }

    #[test]
    fn a_path_is_appended_to_that_of_the_base() {
        let joined = |base, path| target(base).join(path).to_string();
        assert_eq!(
            joined("http://gtm/ecapi", "/state?filter=calls"),
            "http://gtm/ecapi/state?filter=calls"
        );
        assert_eq!(joined("https://api/v1/", "/users"), "https://api/v1/users");
    }

    #[test]
    fn a_target_that_cannot_be_sent_as_written_is_rejected() {
        for (text, error) in [
            ("x", TargetError::Neither),
            ("", TargetError::Neither),
            ("codec:23456", TargetError::Neither),
            ("ftp://a/b", TargetError::Neither),
            ("http://", TargetError::NoHost),
            ("http:///x", TargetError::NoHost),
            ("http://:80/", TargetError::NoHost),
            ("http://u:p@h/", TargetError::Credentials),
            ("http://board:x/", TargetError::Authority),
            ("http://board:/", TargetError::Authority),
            ("http://board:0/", TargetError::Authority),
            ("http://board:99999/", TargetError::Authority),
            ("http://bo^ard/", TargetError::Authority),
            ("http://[::1/", TargetError::Authority),
            ("http://[::1]x/", TargetError::Authority),
            ("http://::1/", TargetError::Brackets),
            ("http://fe80::1:80/", TargetError::Brackets),
            ("http://[fe80::1%25]/", TargetError::Zone),
            ("http://[fe80::1%25a%20b]/", TargetError::Zone),
            ("http://board%25eth0/", TargetError::Zone),
            ("http://[fe80::1%25eth0/", TargetError::Zone),
            ("http://[fe80::1%25eth0]x/", TargetError::Authority),
            ("/a b", TargetError::Space { position: 3 }),
            ("/a\nb", TargetError::Control { position: 3 }),
            ("/a#b", TargetError::Fragment { position: 3 }),
            ("/a\u{a0}b", TargetError::Control { position: 3 }),
        ] {
            assert_eq!(Target::parse(text).err(), Some(error), "{text:?}");
        }
        for text in ["/x", "codec:23456"] {
            assert_eq!(Target::parse_url(text).err(), Some(TargetError::NotUrl));
        }
    }

    #[test]
    fn the_agent_sends_the_path_unchanged() {
        for path in [
            "/a/../b",
            "//x",
            "/%2f%2F",
            "/vid\u{e9}o",
            "/a?b=c%20d&e=\u{1f600}",
            "/?",
            "/{x}|^[]~!$'()*+,;=:@",
        ] {
            let uri = target(&format!("http://board:80{path}"))
                .uri()
                .expect("a URI");
            assert_eq!(
                uri.path_and_query().map(ToString::to_string).as_deref(),
                Some(path)
            );
        }
    }

    #[test]
    fn the_character_that_cannot_be_sent_is_named() {
        for (path, position, character) in [
            ("/a<b", 3, '<'),
            ("/a`", 3, '`'),
            ("/a?\u{e9}\"", 5, '"'),
            ("/\"?\"", 4, '"'),
        ] {
            let error = target(&format!("http://board{path}")).uri().err();
            let expected = TargetError::Unsendable {
                position,
                character,
            };
            assert_eq!(error, Some(expected), "{path}");
        }
    }

    #[test]
    fn a_long_path_is_too_long_unless_a_character_is_at_fault() {
        let long = format!("http://board/{}", "a".repeat(1 << 17));
        assert_eq!(target(&long).uri().err(), Some(TargetError::TooLong));
        let unsendable = target(&format!("{long}<")).uri().err();
        assert!(
            matches!(
                unsendable,
                Some(TargetError::Unsendable {
                    position: 131_074,
                    character: '<'
                })
            ),
            "{unsendable:?}"
        );
    }

    #[test]
    fn servers_are_compared_case_insensitively_and_with_the_port() {
        assert_eq!(target("http://Board:8080/x").host(), "board");
        assert_eq!(target("https://[::1]:8443/x").host(), "::1");
        assert!(target("http://[fe80::1]").is_address() && !target("http://board").is_address());
        assert_eq!(target("http://Board/x").server(), "http://board:80");
        assert_eq!(target("https://[::1]/x").server(), "https://[::1]:443");
    }

    #[test]
    fn a_zone_is_for_this_machine_only() {
        for text in [
            "http://[fe80::1%25eth0]:8042/x",
            "http://[fe80::1%eth0]:8042/x",
        ] {
            let target = target(text);
            assert_eq!(target.zone(), Some("eth0"));
            assert_eq!(target.host(), "fe80::1");
            assert_eq!(target.server(), "http://[fe80::1]eth0:8042");
            let url = target.url();
            assert_eq!(url.as_deref(), Ok("http://[fe80::1%25eth0]:8042/x"));
            let uri = target.uri().map(|uri| uri.to_string());
            assert_eq!(uri.as_deref(), Ok("http://[fe80::1]:8042/x"));
        }
    }

    #[test]
    fn only_marked_values_are_redacted() {
        let mut target = target("http://codec/state?token=t");
        target.append_parameter("filter", "a b");
        target.append_sensitive_parameter("session", "s&s");
        target.append_sensitive_parameter("again", "s");
        assert_eq!(
            target.path(),
            "/state?token=t&filter=a%20b&session=s%26s&again=s"
        );
        let shown = "http://codec/state?token=t&filter=a%20b&session=[redacted]&again=[redacted]";
        assert_eq!(target.to_string(), shown);
        assert_eq!(format!("{target:?}"), format!("Target({shown})"));
        assert!(target.has_parameter("session") && !target.has_parameter("sess"));
    }
}

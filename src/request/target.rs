//! Where a request goes: a whole URL, or a path under a base URL. The path stays as it was written, since it is signed so.

use std::net::IpAddr;

use ureq::http::Uri;

use super::query::{percent_encoded, redacted};
use crate::terminal::Failure;

/// A request's target, checked: what is sent on the request line, and to which origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Scheme and authority, `http://board:80`; none for a bare path.
    origin: Option<String>,
    /// Path and query, as sent.
    path: String,
}

impl Target {
    /// Reads a whole URL, or a path that is put behind the base URL if there is one.
    ///
    /// # Errors
    /// A usage error if the text is neither, or could not be sent as it is.
    pub(crate) fn new(text: &str, base_url: Option<&str>) -> Result<Self, Failure> {
        check_characters("TARGET", text)?;
        if !text.starts_with('/') {
            return Self::from_url("TARGET", text);
        }
        let Some(base_url) = base_url else {
            return Ok(Self {
                origin: None,
                path: text.to_owned(),
            });
        };
        check_characters("--base-url", base_url)?;
        let base = Self::from_url("--base-url", base_url)?;
        if base.path.contains('?') {
            return Err(Failure::usage("--base-url has a query string").hint("put it into TARGET"));
        }
        Ok(Self {
            path: format!("{}{text}", base.path.trim_end_matches('/')),
            ..base
        })
    }

    /// Reads a whole URL, which `name` names in errors.
    ///
    /// # Errors
    /// A usage error if the text is none, or could not be sent as it is.
    pub(crate) fn of_url(name: &str, url: &str) -> Result<Self, Failure> {
        check_characters(name, url)?;
        if url.starts_with('/') {
            return Err(Failure::usage(format!(
                "{name} is only a path, and a whole URL is needed"
            ))
            .hint("write http://host or https://host"));
        }
        Self::from_url(name, url)
    }

    fn from_url(name: &str, url: &str) -> Result<Self, Failure> {
        let neither = || {
            Failure::usage(format!(
                "{name} is neither a path that starts with '/' nor a URL"
            ))
            .hint("write /path, http://host/path or https://host/path")
        };
        let (scheme, rest) = url.split_once("://").ok_or_else(neither)?;
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return Err(neither());
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(Failure::usage(format!(
                "{name} has a user name or password before the host"
            ))
            .hint("secrets do not belong into a URL; give them by their own flags"));
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(Failure::usage(format!("{name} has no host")));
        }
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        Ok(Self {
            origin: Some(format!("{scheme}://{authority}")),
            path,
        })
    }

    /// Path and query, as they go on the request line.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The whole URL.
    ///
    /// # Errors
    /// A usage error if only a path is known.
    pub(crate) fn url(&self) -> Result<String, Failure> {
        match &self.origin {
            Some(origin) => Ok(format!("{origin}{}", self.path)),
            None => Err(
                Failure::usage("TARGET is only a path, and a whole URL is needed")
                    .hint("give the URL, or --base-url http://host for it"),
            ),
        }
    }

    /// The URL as it is shown: without the values that authorise.
    pub(crate) fn shown(&self) -> String {
        redacted(&format!(
            "{}{}",
            self.origin.as_deref().unwrap_or_default(),
            self.path
        ))
    }

    /// Another path of the same server.
    pub(crate) fn at(&self, path: &str) -> Self {
        Self {
            origin: self.origin.clone(),
            path: path.to_owned(),
        }
    }

    /// The same target with one more parameter in its query.
    pub(crate) fn with_parameter(&self, name: &str, value: &str) -> Self {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        self.at(&format!(
            "{}{joint}{name}={}",
            self.path,
            percent_encoded(value)
        ))
    }

    /// Whether the query has a parameter.
    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        let (_, query) = self.path.split_once('?').unwrap_or_default();
        query
            .split('&')
            .any(|parameter| parameter.split('=').next() == Some(name))
    }

    /// Scheme, host and port, for a comparison: `http://board:80`.
    pub(crate) fn server(&self) -> String {
        let origin = self
            .origin
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let (scheme, authority) = origin.split_once("://").unwrap_or_default();
        let has_port = authority
            .rsplit_once(':')
            .is_some_and(|(_, port)| !port.contains(']'));
        match (has_port, scheme) {
            (true, _) => origin,
            (false, "https") => format!("{origin}:443"),
            (false, _) => format!("{origin}:80"),
        }
    }

    /// Host and port as they were written.
    pub(crate) fn authority(&self) -> &str {
        self.origin
            .as_deref()
            .and_then(|origin| origin.split_once("://"))
            .unwrap_or_default()
            .1
    }

    /// The host in lower case, an IPv6 address without its brackets.
    pub(crate) fn host(&self) -> String {
        let authority = self.authority().to_ascii_lowercase();
        match authority
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        {
            Some((address, _)) => address.to_owned(),
            None => authority.split(':').next().unwrap_or_default().to_owned(),
        }
    }

    /// Whether the host is an address and not a name.
    pub(crate) fn is_address(&self) -> bool {
        self.host().parse::<IpAddr>().is_ok()
    }

    /// Whether the request is encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.origin
            .as_deref()
            .is_some_and(|origin| origin.starts_with("https://"))
    }

    /// The URL for the agent, which carries it unchanged.
    ///
    /// # Errors
    /// A usage error if only a path is known, the host or port is malformed, or a character cannot be sent.
    pub(crate) fn uri(&self) -> Result<Uri, Failure> {
        let url = self.url()?;
        let authority = self.authority();
        let port = authority
            .rsplit_once(':')
            .map(|(_, port)| port)
            .filter(|port| !port.contains(']'));
        let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
        if !port.is_none_or(is_port) || authority.parse::<ureq::http::uri::Authority>().is_err() {
            return Err(Failure::usage("the URL's host or port is malformed")
                .hint("write http://host/path or http://host:port/path"));
        }
        url.parse().map_err(|_| self.unsendable())
    }

    fn unsendable(&self) -> Failure {
        let fits = |path: &str| path.parse::<ureq::http::uri::PathAndQuery>().is_ok();
        let mut ends = self.path.char_indices().map(|(at, c)| at + c.len_utf8());
        match ends.position(|end| !fits(&self.path[..end])) {
            Some(at) => {
                let character = self.path.chars().nth(at).unwrap_or_default();
                Failure::usage(format!(
                    "the path {:?} has a character that cannot be sent as it is: {character:?} at position {}",
                    self.shown_path(),
                    at + 1
                ))
                .hint(format!("percent-encode it: {}", percent_encoded(&character.to_string())))
            }
            None => Failure::usage("the URL is too long"),
        }
    }

    fn shown_path(&self) -> String {
        redacted(&self.path)
    }
}

/// What cannot stand in a request line is refused, not repaired: the repaired text would not be the one that the user reads.
fn check_characters(name: &str, text: &str) -> Result<(), Failure> {
    for (at, c) in text.chars().enumerate() {
        let position = at + 1;
        if c == '#' {
            return Err(Failure::usage(format!(
                "{name} has a fragment at position {position}, which is never sent"
            ))
            .hint("leave it out, or write %23 if a '#' is meant"));
        }
        if c.is_control() || c.is_whitespace() {
            let what = if c == ' ' {
                "space"
            } else {
                "control character or white space"
            };
            return Err(
                Failure::usage(format!("{name} has a {what} at position {position}"))
                    .hint("percent-encode it: a space is %20"),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str, base: Option<&str>) -> Option<String> {
        Target::new(text, base)
            .ok()
            .map(|target| target.path().to_owned())
    }

    fn url(text: &str, base: Option<&str>) -> Option<String> {
        Target::new(text, base).and_then(|target| target.url()).ok()
    }

    #[test]
    fn a_path_stays_as_written() {
        assert_eq!(
            path("/a/../b%2F?x=%20&y", None).as_deref(),
            Some("/a/../b%2F?x=%20&y")
        );
        assert_eq!(path("/vidéo", None).as_deref(), Some("/vidéo"));
    }

    #[test]
    fn a_url_without_a_path_asks_for_the_root() {
        assert_eq!(url("http://board", None).as_deref(), Some("http://board/"));
        assert_eq!(
            url("HTTP://board?x=1", None).as_deref(),
            Some("http://board/?x=1")
        );
    }

    #[test]
    fn the_path_of_the_base_url_comes_first() {
        assert_eq!(
            url("/state?filter=calls", Some("http://gtm/ecapi")).as_deref(),
            Some("http://gtm/ecapi/state?filter=calls")
        );
        assert_eq!(
            url("/users", Some("https://api/v1/")).as_deref(),
            Some("https://api/v1/users")
        );
    }

    #[test]
    fn a_whole_url_needs_no_base_url() {
        assert_eq!(
            url("https://other/x", Some("http://board")).as_deref(),
            Some("https://other/x")
        );
    }

    #[test]
    fn what_cannot_be_sent_as_written_is_refused() {
        for text in [
            "x",
            "",
            "ftp://a/b",
            "http://",
            "http:///x",
            "http://:80/",
            "http://u:p@h/",
            "/a b",
            "/a\nb",
            "/a#b",
            "/a\u{a0}b",
        ] {
            assert_eq!(path(text, None), None, "{text:?}");
        }
        assert_eq!(path("/x", Some("board")), None);
        assert_eq!(path("/x", Some("http://h/?q")), None);
    }

    fn target(text: &str) -> Target {
        Target::new(text, None).ok().expect("a target")
    }

    #[test]
    fn the_agent_carries_the_path_unchanged() {
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
                .ok()
                .expect("a URI");
            assert_eq!(
                uri.path_and_query().map(ToString::to_string).as_deref(),
                Some(path)
            );
        }
    }

    #[test]
    fn what_the_agent_cannot_carry_is_named_with_its_position() {
        for (path, position) in [("/a<b", 3), ("/a`", 3), ("/a?\u{e9}\"", 5)] {
            let Err(Failure::Expected { message, .. }) =
                target(&format!("http://board{path}")).uri()
            else {
                panic!("{path} is refused");
            };
            assert!(
                message.ends_with(&format!("at position {position}")),
                "{message}"
            );
        }
        for authority in ["board:x", "board:0", "board:99999", "bo^ard", "[::1"] {
            assert!(
                target(&format!("http://{authority}/")).uri().is_err(),
                "{authority}"
            );
        }
    }

    #[test]
    fn host_and_server_are_compared_in_lower_case_and_with_the_port() {
        assert_eq!(target("http://Board:8080/x").host(), "board");
        assert_eq!(target("https://[::1]:8443/x").host(), "::1");
        assert!(target("http://[fe80::1]").is_address() && !target("http://board").is_address());
        assert_eq!(target("http://Board/x").server(), "http://board:80");
        assert_eq!(target("https://[::1]/x").server(), "https://[::1]:443");
    }

    #[test]
    fn a_parameter_is_added_and_found() {
        let target = target("http://codec/state")
            .with_parameter("filter", "a b")
            .with_parameter("session", "s&s");
        assert_eq!(target.path(), "/state?filter=a%20b&session=s%26s");
        assert_eq!(
            target.shown(),
            "http://codec/state?filter=a%20b&session=[redacted]"
        );
        assert!(target.has_parameter("session") && !target.has_parameter("sess"));
    }
}

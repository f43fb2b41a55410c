//! Where a request goes: a whole URL, or a path under a base URL. The path stays as it was written, since it is signed so.

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
            return Ok(Self { origin: None, path: text.to_owned() });
        };
        check_characters("--base-url", base_url)?;
        let base = Self::from_url("--base-url", base_url)?;
        if base.path.contains('?') {
            return Err(Failure::usage("--base-url has a query string").hint("put it into TARGET"));
        }
        Ok(Self { path: format!("{}{text}", base.path.trim_end_matches('/')), ..base })
    }

    fn from_url(name: &str, url: &str) -> Result<Self, Failure> {
        let neither = || {
            Failure::usage(format!("{name} is neither a path that starts with '/' nor a URL"))
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
            return Err(Failure::usage(format!("{name} has a user name or password before the host"))
                .hint("secrets do not belong into a URL; give them by their own flags"));
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(Failure::usage(format!("{name} has no host")));
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { origin: Some(format!("{scheme}://{authority}")), path })
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
            None => {
                Err(Failure::usage("TARGET is only a path, and a whole URL is needed")
                    .hint("give the URL, or --base-url http://host for it"))
            }
        }
    }
}

/// What cannot stand in a request line is refused, not repaired: the repaired text would not be the one that the user reads.
fn check_characters(name: &str, text: &str) -> Result<(), Failure> {
    for (at, c) in text.chars().enumerate() {
        let position = at + 1;
        if c == '#' {
            return Err(Failure::usage(format!("{name} has a fragment at position {position}, which is never sent"))
                .hint("leave it out, or write %23 if a '#' is meant"));
        }
        if c.is_control() || c.is_whitespace() {
            let what = if c == ' ' { "space" } else { "control character or white space" };
            return Err(Failure::usage(format!("{name} has a {what} at position {position}")).hint("percent-encode it: a space is %20"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str, base: Option<&str>) -> Option<String> {
        Target::new(text, base).ok().map(|target| target.path().to_owned())
    }

    fn url(text: &str, base: Option<&str>) -> Option<String> {
        Target::new(text, base).and_then(|target| target.url()).ok()
    }

    #[test]
    fn a_path_stays_as_written() {
        assert_eq!(path("/a/../b%2F?x=%20&y", None).as_deref(), Some("/a/../b%2F?x=%20&y"));
        assert_eq!(path("/vidéo", None).as_deref(), Some("/vidéo"));
    }

    #[test]
    fn a_url_without_a_path_asks_for_the_root() {
        assert_eq!(url("http://board", None).as_deref(), Some("http://board/"));
        assert_eq!(url("HTTP://board?x=1", None).as_deref(), Some("http://board/?x=1"));
    }

    #[test]
    fn the_path_of_the_base_url_comes_first() {
        assert_eq!(url("/state?filter=calls", Some("http://gtm/ecapi")).as_deref(), Some("http://gtm/ecapi/state?filter=calls"));
        assert_eq!(url("/users", Some("https://api/v1/")).as_deref(), Some("https://api/v1/users"));
    }

    #[test]
    fn a_whole_url_needs_no_base_url() {
        assert_eq!(url("https://other/x", Some("http://board")).as_deref(), Some("https://other/x"));
    }

    #[test]
    fn what_cannot_be_sent_as_written_is_refused() {
        for text in ["x", "", "ftp://a/b", "http://", "http:///x", "http://:80/", "http://u:p@h/", "/a b", "/a\nb", "/a#b", "/a\u{a0}b"] {
            assert_eq!(path(text, None), None, "{text:?}");
        }
        assert_eq!(path("/x", Some("board")), None);
        assert_eq!(path("/x", Some("http://h/?q")), None);
    }
}

//! A cookie: who set it, where it is sent and when it expires, as in RFC 6265bis.

use std::fmt;

use chrono::Utc;
use cookie::Cookie as SetCookie;

use crate::request::Target;

/// The limit for name and value together.
const MAX_BYTES: usize = 4096;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cookie {
    /// In lower case, without a leading dot.
    pub(super) domain: String,
    /// Whether it is also sent to subdomains.
    pub(super) includes_subdomains: bool,
    pub(super) path: String,
    /// Whether it is only sent over TLS.
    pub(super) is_secure: bool,
    /// Kept for other programs that share the jar.
    pub(super) is_http_only: bool,
    /// Unix time in seconds; `None` for a session cookie.
    pub(super) expires: Option<i64>,
    pub(super) name: String,
    pub(super) value: String,
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Cookie({} for {}{}: [redacted])",
            self.name, self.domain, self.path
        )
    }
}

impl Cookie {
    /// A cookie for the host and path of a target.
    pub(super) fn new(target: &Target, name: String, value: &str) -> Self {
        Self {
            domain: target.host(),
            includes_subdomains: false,
            path: target.path().to_owned(),
            is_secure: target.is_https(),
            is_http_only: true,
            expires: None,
            name,
            value: value.to_owned(),
        }
    }

    /// Parses a `Set-Cookie` header, or says why the cookie must not be kept.
    pub(super) fn from_header(header: &str, target: &Target) -> Result<Self, &'static str> {
        let given = SetCookie::parse(header).map_err(|_| "is malformed")?;
        if header.contains(char::is_control) {
            return Err("has a control character");
        }
        if given.name().len() + given.value().len() > MAX_BYTES {
            return Err("is longer than 4096 bytes");
        }
        let is_secure = given.secure().unwrap_or_default();
        if is_secure && !target.is_https() {
            return Err("is Secure, but the connection is not");
        }
        let domain = domain(&given, target)?;
        let has_prefix = |prefix: &str| {
            given
                .name()
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        let is_host_only = domain.is_none() && given.path() == Some("/");
        if (has_prefix("__Secure-") && !is_secure)
            || (has_prefix("__Host-") && !(is_secure && is_host_only))
        {
            return Err("lacks the attributes that its name requires");
        }
        let path = given.path().filter(|path| path.starts_with('/'));
        let host = target.host();
        Ok(Self {
            // localhost and IP addresses have no subdomains
            includes_subdomains: !target.is_address() && domain.as_deref().is_some_and(has_parent),
            domain: domain.unwrap_or(host),
            path: path.map_or_else(|| default_path(target), str::to_owned),
            is_secure,
            is_http_only: given.http_only().unwrap_or_default(),
            expires: expires(&given),
            name: given.name().to_owned(),
            value: given.value().to_owned(),
        })
    }

    /// The unique key of a cookie.
    pub(super) fn key(&self) -> (&str, &str, &str) {
        (&self.name, &self.domain, &self.path)
    }

    /// Whether it would be sent in place of, or together with, a `Secure` cookie. Over plain HTTP, an attacker could have set it.
    pub(super) fn shadows(&self, other: &Self) -> bool {
        other.is_secure
            && self.name == other.name
            && (is_under(&self.domain, &other.domain) || is_under(&other.domain, &self.domain))
            && is_on(&self.path, &other.path)
    }

    pub(super) fn is_expired(&self) -> bool {
        self.expires
            .is_some_and(|expires| expires <= Utc::now().timestamp())
    }

    pub(crate) fn goes_to(&self, target: &Target) -> bool {
        let host = target.host();
        let is_host = host == self.domain
            || (self.includes_subdomains && !target.is_address() && is_under(&host, &self.domain));
        is_host
            && (target.is_https() || !self.is_secure)
            && is_on(path_of(target), &self.path)
            && !self.is_expired()
    }
}

/// The `Domain` attribute; `None` means only the host.
fn domain(given: &SetCookie, target: &Target) -> Result<Option<String>, &'static str> {
    let Some(domain) = given.domain() else {
        return Ok(None);
    };
    let domain = domain
        .strip_prefix('.')
        .unwrap_or(domain)
        .to_ascii_lowercase();
    let host = target.host();
    match domain.as_str() {
        "" => Ok(None),
        same if same == host => Ok(Some(domain)),
        _ if target.is_address() || !is_under(&host, &domain) => Err("is for another host"),
        // public suffixes of more than one label, such as co.uk, would need the public suffix list
        zone if !has_parent(zone) => Err("is for a whole top-level domain"),
        _ => Ok(Some(domain)),
    }
}

fn expires(given: &SetCookie) -> Option<i64> {
    let time = match given.max_age() {
        Some(age) => Utc::now().timestamp().saturating_add(age.whole_seconds()),
        None => given.expires_datetime()?.unix_timestamp(),
    };
    // in the file, 0 means a session cookie
    Some(time.max(1))
}

/// Whether a domain has more than one label.
fn has_parent(domain: &str) -> bool {
    domain.trim_end_matches('.').contains('.')
}

/// Whether a host is a domain or under it.
fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a cookie's path covers a path.
fn is_on(path: &str, cookie_path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/'))
}

fn path_of(target: &Target) -> &str {
    target.path().split('?').next().unwrap_or("/")
}

/// The default `Path`: the request's path up to its last slash.
fn default_path(target: &Target) -> String {
    match path_of(target).rfind('/') {
        None | Some(0) => "/".to_owned(),
        Some(end) => path_of(target)[..end].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Target {
        Target::parse(url).expect("a target")
    }

    fn set(url: &str, header: &str) -> Result<Cookie, &'static str> {
        Cookie::from_header(header, &target(url))
    }

    #[test]
    fn a_cookie_without_attributes_is_for_its_host_and_folder() {
        let cookie = set("http://Api.example.com/v1/authenticate?x", "sid=a=b").expect("kept");
        assert_eq!(
            (
                cookie.domain.as_str(),
                cookie.path.as_str(),
                cookie.value.as_str()
            ),
            ("api.example.com", "/v1", "a=b")
        );
        assert!(!cookie.includes_subdomains && cookie.expires.is_none());
        assert!(
            cookie.goes_to(&target("http://api.example.com/v1/users"))
                && cookie.goes_to(&target("https://api.example.com/v1"))
        );
        for other in [
            "http://api.example.com/",
            "http://api.example.com/v10",
            "http://example.com/v1/",
            "http://x.api.example.com/v1/",
        ] {
            assert!(!cookie.goes_to(&target(other)), "{other}");
        }
    }

    #[test]
    fn a_domain_must_be_the_host_or_a_parent_of_it() {
        let cookie = set(
            "http://api.example.com/",
            "a=b; Domain=.Example.com; Path=/",
        )
        .expect("kept");
        assert!(
            cookie.includes_subdomains && cookie.goes_to(&target("http://other.example.com/x"))
        );
        assert!(!cookie.goes_to(&target("http://notexample.com/x")));
        for domain in ["other.com", "x.api.example.com", "com", "pi.example.com"] {
            assert!(
                set("http://api.example.com/", &format!("a=b; Domain={domain}")).is_err(),
                "{domain}"
            );
        }
        assert!(set("http://127.0.0.1/", "a=b; Domain=0.0.1").is_err());
        assert!(
            set("http://127.0.0.1/", "a=b; Domain=127.0.0.1")
                .is_ok_and(|cookie| !cookie.includes_subdomains)
        );
        assert!(
            set("http://localhost/", "a=b; Domain=localhost")
                .is_ok_and(|cookie| !cookie.includes_subdomains)
        );
    }

    #[test]
    fn a_trailing_dot_does_not_make_a_top_level_domain_valid() {
        for (url, domain) in [
            ("http://api.example.com./", "com."),
            ("http://api.example.com./", "com"),
            ("http://api.example.com/", "com."),
            ("http://api.example.com/", ".com."),
            ("http://api.example.com/", "..com"),
        ] {
            assert!(
                set(url, &format!("a=b; Domain={domain}")).is_err(),
                "{url} {domain}"
            );
        }
        assert!(
            set("http://com./", "a=b; Domain=com.").is_ok_and(|cookie| !cookie.includes_subdomains)
        );
        assert!(set("http://h/", "a=b; Domain=").is_ok_and(|cookie| !cookie.includes_subdomains));
    }

    #[test]
    fn a_secure_cookie_is_only_sent_over_tls() {
        let cookie = set("https://h.example.com/", "a=b; Secure; HttpOnly").expect("kept");
        assert!(
            cookie.goes_to(&target("https://h.example.com/"))
                && !cookie.goes_to(&target("http://h.example.com/"))
        );
        assert!(cookie.is_http_only);
        assert!(set("http://h.example.com/", "a=b; Secure").is_err());
    }

    #[test]
    fn a_name_prefix_requires_its_attributes() {
        for header in [
            "__Secure-a=b",
            "__secure-a=b; Path=/",
            "__Host-a=b; Path=/",
            "__Host-a=b; Secure",
            "__Host-a=b; Secure; Path=/v1",
            "__Host-a=b; Secure; Path=/; Domain=h.example.com",
            "__HOST-a=b",
        ] {
            assert!(set("https://h.example.com/", header).is_err(), "{header}");
        }
        for header in [
            "__Secure-a=b; Secure; Domain=example.com",
            "__Host-a=b; Secure; Path=/",
        ] {
            assert!(set("https://h.example.com/", header).is_ok(), "{header}");
            assert!(set("http://h.example.com/", header).is_err(), "{header}");
        }
    }

    #[test]
    fn a_secure_cookie_is_shadowed_where_both_would_be_sent() {
        let secure = set(
            "https://h.example.com/",
            "a=b; Secure; Path=/v1; Domain=example.com",
        )
        .expect("kept");
        let shadows = |header: &str| {
            set("http://x.h.example.com/", header)
                .expect("kept")
                .shadows(&secure)
        };
        assert!(shadows("a=c; Path=/v1") && shadows("a=c; Path=/v1/x; Domain=example.com"));
        assert!(!shadows("b=c; Path=/v1") && !shadows("a=c; Path=/") && !shadows("a=c; Path=/v10"));
        assert!(
            !set("http://example.org/", "a=c; Path=/v1")
                .expect("kept")
                .shadows(&secure)
        );
    }

    #[test]
    fn the_value_is_not_in_debug_output() {
        let cookie = set("http://h/", "name=s3ntinel").expect("kept");
        assert_eq!(format!("{cookie:?}"), "Cookie(name for h/: [redacted])");
    }

    #[test]
    fn max_age_takes_precedence_over_expires() {
        let expires = |header: &str| set("http://h/", header).expect("kept");
        assert!(expires("a=b; Max-Age=0").is_expired());
        assert!(expires("a=b; Max-Age=-5; Expires=Wed, 21 Oct 2099 07:28:00 GMT").is_expired());
        assert!(!expires("a=b; Max-Age=60; Expires=Wed, 21 Oct 2015 07:28:00 GMT").is_expired());
        assert_eq!(
            expires("a=b; Expires=Wed, 21 Oct 2015 07:28:00 GMT").expires,
            Some(1_445_412_480)
        );
        assert_eq!(
            expires("a=b; Expires=Wed, 21-Oct-2015 07:28:00 GMT").expires,
            Some(1_445_412_480)
        );
        assert_eq!(expires("a=b; Expires=nonsense").expires, None);
    }

    #[test]
    fn a_cookie_that_would_break_the_file_is_not_kept() {
        let long = format!("a={}", "x".repeat(4096));
        for header in ["", "novalue", "=x", "a=b\tc", "a=\u{1}", &long] {
            assert!(set("http://h/", header).is_err(), "{header:?}");
        }
    }
}

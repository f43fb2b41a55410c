//! One cookie: where it came from, where it goes, how long it lasts.

use chrono::Utc;
use cookie::Cookie as SetCookie;

use crate::request::Target;

/// A cookie as a jar keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cookie {
    /// The host, or the domain whose hosts all get it; lower case, no dot at its start.
    pub(super) domain: String,
    /// Whether hosts under the domain get it too.
    pub(super) with_subdomains: bool,
    /// The path under which it is sent.
    pub(super) path: String,
    /// Whether it goes over TLS only.
    pub(super) secure: bool,
    /// Whether it is kept from scripts; nothing to us, but to who shares the jar.
    pub(super) http_only: bool,
    /// When it ends, in seconds of Unix time; none for a session's.
    pub(super) expires: Option<i64>,
    /// Its name.
    pub(super) name: String,
    /// Its value, which may authorise.
    pub(super) value: String,
}

impl Cookie {
    /// A cookie for one host and all its paths, until the session ends.
    pub(crate) fn of_session(target: &Target, path: &str, name: &str, value: &str) -> Self {
        Self {
            domain: target.host(),
            with_subdomains: false,
            path: path.to_owned(),
            secure: target.is_https(),
            http_only: true,
            expires: None,
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    /// Reads a `Set-Cookie` header of an answer.
    ///
    /// # Errors
    /// Why the cookie must not be kept.
    pub(super) fn set_by(target: &Target, header: &str) -> Result<Self, &'static str> {
        let given = SetCookie::parse(header).map_err(|_| "is malformed")?;
        if header.chars().any(char::is_control) {
            return Err("has a control character");
        }
        let host = target.host();
        let domain = given
            .domain()
            .map(|domain| domain.trim_start_matches('.').to_ascii_lowercase())
            .filter(|domain| !domain.is_empty());
        let with_subdomains = match &domain {
            Some(domain) if target.is_address() && *domain != host => {
                return Err("is for another host");
            }
            Some(domain) if !is_under(&host, domain) => return Err("is for another domain"),
            // the hosts of a whole zone, com say, are not of one owner
            Some(domain) if *domain != host && !domain.contains('.') => {
                return Err("is for a whole zone");
            }
            Some(domain) => domain.contains('.') && !target.is_address(),
            None => false,
        };
        let path = given
            .path()
            .filter(|path| path.starts_with('/'))
            .map_or_else(|| default_path(target), str::to_owned);
        let expires = match given.max_age() {
            Some(age) => Some(
                Utc::now()
                    .timestamp()
                    .saturating_add(age.whole_seconds())
                    .max(1),
            ),
            None => given
                .expires_datetime()
                .map(|expires| expires.unix_timestamp().max(1)),
        };
        Ok(Self {
            domain: domain.unwrap_or(host),
            with_subdomains,
            path,
            secure: given.secure().unwrap_or_default(),
            http_only: given.http_only().unwrap_or_default(),
            expires,
            name: given.name().to_owned(),
            value: given.value().to_owned(),
        })
    }

    /// Whether it takes the place of another.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        (&self.name, &self.domain, &self.path) == (&other.name, &other.domain, &other.path)
    }

    /// Whether its time is over.
    pub(super) fn is_expired(&self) -> bool {
        self.expires
            .is_some_and(|expires| expires <= Utc::now().timestamp())
    }

    /// Whether it is sent to a target.
    pub(crate) fn goes_to(&self, target: &Target) -> bool {
        let host = target.host();
        let is_host = host == self.domain
            || (self.with_subdomains && !target.is_address() && is_under(&host, &self.domain));
        is_host
            && (target.is_https() || !self.secure)
            && is_on(path_of(target), &self.path)
            && !self.is_expired()
    }
}

/// Whether a host is a domain or under it.
fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a path is a cookie's path or below it (RFC 6265, 5.1.4).
fn is_on(path: &str, cookie_path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/'))
}

fn path_of(target: &Target) -> &str {
    target.path().split('?').next().unwrap_or("/")
}

/// The folder of the request's path (RFC 6265, 5.1.4).
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
        Cookie::set_by(&target(url), header)
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
        assert!(!cookie.with_subdomains && cookie.expires.is_none());
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
    fn a_domain_is_the_host_or_above_it() {
        let cookie = set(
            "http://api.example.com/",
            "a=b; Domain=.Example.com; Path=/",
        )
        .expect("kept");
        assert!(cookie.with_subdomains && cookie.goes_to(&target("http://other.example.com/x")));
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
                .is_ok_and(|cookie| !cookie.with_subdomains)
        );
        assert!(
            set("http://localhost/", "a=b; Domain=localhost")
                .is_ok_and(|cookie| !cookie.with_subdomains)
        );
    }

    #[test]
    fn secure_goes_over_tls_only() {
        let cookie = set("https://h.example.com/", "a=b; Secure; HttpOnly").expect("kept");
        assert!(
            cookie.goes_to(&target("https://h.example.com/"))
                && !cookie.goes_to(&target("http://h.example.com/"))
        );
        assert!(cookie.http_only);
    }

    #[test]
    fn age_counts_before_date() {
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
    fn what_would_break_the_file_is_not_kept() {
        for header in ["", "novalue", "=x", "a=b\tc", "a=\u{1}"] {
            assert!(set("http://h/", header).is_err(), "{header:?}");
        }
    }
}

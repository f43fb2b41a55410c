//! The query of a URL: its values encoded, and those that authorise kept out of sight.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::terminal::REDACTED;

/// Characters that a query's value carries as they are: RFC 3986's unreserved ones.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Parts of the names of parameters whose values authorise a request.
const SECRET_PARAMETERS: [&str; 9] = [
    "session", "token", "key", "secret", "password", "response", "hmac", "sid", "auth",
];

/// A text as a query's value.
pub(crate) fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

/// A URL without the values of the parameters that authorise.
pub(crate) fn redacted(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let shown = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={REDACTED}"),
        _ => parameter.to_owned(),
    };
    format!(
        "{path}?{}",
        query.split('&').map(shown).collect::<Vec<_>>().join("&")
    )
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_PARAMETERS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_authorises_is_not_shown() {
        assert_eq!(
            redacted("http://codec/state?filter=a%20b&Session=s&x"),
            "http://codec/state?filter=a%20b&Session=[redacted]&x"
        );
        assert_eq!(
            redacted("/auth?challenge=c&response=r"),
            "/auth?challenge=c&response=[redacted]"
        );
        assert_eq!(
            redacted("/x?access_token=t&API-Key=k&user=u"),
            "/x?access_token=[redacted]&API-Key=[redacted]&user=u"
        );
        assert_eq!(redacted("/session=s"), "/session=s");
    }

    #[test]
    fn a_value_is_encoded_but_for_what_needs_it_not() {
        assert_eq!(
            percent_encoded("a+b@c.d-e_f~ \u{e9}&="),
            "a%2Bb%40c.d-e_f~%20%C3%A9%26%3D"
        );
    }
}

//! The query of a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::REDACTED;

/// All characters but the unreserved ones of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes a value for a query or a form.
pub(crate) fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Redacts the query values and the fragment of a server's URL, any of which may be a credential.
pub(crate) fn redacted(url: &str) -> String {
    let (url, fragment) = match url.split_once('#') {
        Some((url, _)) => (url, format!("#{REDACTED}")),
        None => (url, String::new()),
    };
    let Some((path, query)) = url.split_once('?') else {
        return format!("{url}{fragment}");
    };
    let shown = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) => format!("{name}={REDACTED}"),
        None => REDACTED.to_owned(),
    };
    let query: Vec<_> = query.split('&').map(shown).collect();
    format!("{path}?{}{fragment}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_values_are_redacted() {
        for (url, shown) in [
            (
                "http://codec/state?filter=a%20b&session=s&x",
                "http://codec/state?filter=[redacted]&session=[redacted]&[redacted]",
            ),
            ("/x?a=1#token=s", "/x?a=[redacted]#[redacted]"),
            ("/x#token=s?y", "/x#[redacted]"),
            ("/session=s", "/session=s"),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }

    #[test]
    fn all_but_unreserved_characters_are_encoded() {
        assert_eq!(
            percent_encoded("a+b@c.d-e_f~ \u{e9}&="),
            "a%2Bb%40c.d-e_f~%20%C3%A9%26%3D"
        );
    }
}

//! The headers of a request, in order.

use std::fmt;

use zeroize::Zeroizing;

use super::REDACTED;

/// Names and values in the order in which they are sent; one name may occur more than once.
#[derive(Clone, Default)]
pub(crate) struct Headers(Vec<Header>);

#[derive(Clone)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) value: Zeroizing<String>,
    /// Whether the value may authorize, so that no message shows it.
    pub(crate) is_sensitive: bool,
}

impl Headers {
    pub(crate) fn append(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.push(name.into(), value.into(), false);
    }

    /// Appends a header whose value authorizes.
    pub(crate) fn append_sensitive(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.push(name.into(), value.into(), true);
    }

    /// Appends a header unless there is one of its name.
    pub(crate) fn append_default(&mut self, name: &str, value: &str) {
        if !self.contains(name) {
            self.append(name, value);
        }
    }

    /// Puts the headers of a signature first, with their marks.
    pub(crate) fn prepend(&mut self, headers: Vec<countersign::Header>) {
        let headers = headers.into_iter().map(|header| Header {
            name: header.name.to_owned(),
            value: Zeroizing::new(header.value),
            is_sensitive: header.is_sensitive,
        });
        self.0.splice(..0, headers);
    }

    fn push(&mut self, name: String, value: String, is_sensitive: bool) {
        self.0.push(Header {
            name,
            value: Zeroizing::new(value),
            is_sensitive,
        });
    }

    /// The first value of a name, in any case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut headers = self.0.iter();
        headers
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Header> {
        self.0.iter()
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |header: &Header| {
            if header.is_sensitive {
                REDACTED.to_owned()
            } else {
                header.value.to_string()
            }
        };
        f.debug_map()
            .entries(self.iter().map(|header| (&header.name, shown(header))))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Headers;

    #[test]
    fn a_default_gives_way_to_a_header_of_any_case() {
        let mut headers = Headers::default();
        headers.append("Content-Type", "text/plain");
        headers.append_default("content-type", "application/json");
        headers.append_default("Accept", "*/*");
        let all: Vec<_> = headers
            .iter()
            .map(|header| (header.name.as_str(), header.value.as_str()))
            .collect();
        assert_eq!(all, [("Content-Type", "text/plain"), ("Accept", "*/*")]);
        assert_eq!(headers.get("ACCEPT"), Some("*/*"));
    }

    #[test]
    fn debug_output_shows_no_sensitive_value() {
        let mut headers = Headers::default();
        headers.append_sensitive("X-More", "s3cret");
        headers.append("Accept", "text/xml");
        assert_eq!(
            format!("{headers:?}"),
            r#"{"X-More": "[redacted]", "Accept": "text/xml"}"#
        );
    }
}

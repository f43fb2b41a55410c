//! Prints a request as a curl command or a curl config.

use clap::ValueEnum;

use super::headers::Header;
use super::{Body, Request, TargetError};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A complete command, quoted for any POSIX shell
    Command,
    /// A config file for curl -K -, which keeps the request out of the process list
    Config,
}

/// A long option of curl and its value.
pub(crate) type CurlOption = (&'static str, Option<Vec<u8>>);

/// Why a request cannot be printed for curl.
#[derive(Debug)]
pub(crate) enum CurlError {
    /// The target is not a URL.
    Target(TargetError),
    /// A NUL byte, which neither format can represent.
    Nul,
}

impl Request {
    /// Prints the request for curl, starting with the connection's options.
    pub(crate) fn to_curl(
        &self,
        format: Format,
        connection: Vec<CurlOption>,
    ) -> Result<Vec<u8>, CurlError> {
        let mut options = connection;
        options.extend(self.curl_options().map_err(CurlError::Target)?);
        let has_nul =
            |(_, value): &CurlOption| value.as_ref().is_some_and(|value| value.contains(&0));
        if options.iter().any(has_nul) {
            return Err(CurlError::Nul);
        }
        match format {
            Format::Command => command(options).ok_or(CurlError::Nul),
            Format::Config => Ok(config(options)),
        }
    }

    /// The options for everything that curl does not do by default.
    fn curl_options(&self) -> Result<Vec<CurlOption>, TargetError> {
        let url = self.target.url()?;
        let mut options = Vec::new();
        // by default, curl expands brackets and braces and removes dot segments
        if url.contains(['[', ']', '{', '}']) {
            options.push(("globoff", None));
        }
        if url.contains("/.") {
            options.push(("path-as-is", None));
        }
        match (self.method.as_str(), self.body.is_none()) {
            ("GET", true) | ("POST", false) => {}
            ("HEAD", true) => options.push(("head", None)),
            (method, _) => options.push(("request", Some(method.into()))),
        }
        let headers = self.headers.iter();
        for header in headers.filter(|header| !self.is_default(header)) {
            let line = format!("{}: {}", header.name, &*header.value);
            options.push(("header", Some(line.into_bytes())));
        }
        match &self.body {
            Body::None => {}
            // --data would read a file if the bytes start with '@'
            Body::Bytes(bytes) => options.push(("data-raw", Some(bytes.to_vec()))),
            Body::File { path, .. } => {
                let path = path.as_os_str().as_encoded_bytes();
                options.push(("data-binary", Some([b"@", path].concat())));
            }
        }
        options.push(("url", Some(url.into_bytes())));
        Ok(options)
    }

    /// Whether curl sends this header by default.
    fn is_default(&self, header: &Header) -> bool {
        let is_form = header.name.eq_ignore_ascii_case("content-type")
            && *header.value == "application/x-www-form-urlencoded";
        is_form && !self.body.is_none()
    }
}

/// Returns `None` if a word has a NUL byte.
fn command(options: Vec<CurlOption>) -> Option<Vec<u8>> {
    let mut words = vec![b"curl".to_vec()];
    for (option, value) in options {
        words.push(format!("--{option}").into_bytes());
        words.extend(value);
    }
    shlex::bytes::try_join(words.iter().map(Vec::as_slice)).ok()
}

fn config(options: Vec<CurlOption>) -> Vec<u8> {
    let lines = options.into_iter().map(|(option, value)| match value {
        None => option.as_bytes().to_vec(),
        Some(value) => {
            let mut line = format!("{option} = \"").into_bytes();
            value.iter().for_each(|byte| escape(*byte, &mut line));
            line.push(b'"');
            line
        }
    });
    lines.collect::<Vec<_>>().join(&b'\n')
}

fn escape(byte: u8, line: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' => line.extend([b'\\', byte]),
        b'\n' => line.extend(b"\\n"),
        b'\r' => line.extend(b"\\r"),
        b'\t' => line.extend(b"\\t"),
        0x0b => line.extend(b"\\v"),
        _ => line.push(byte),
    }
}

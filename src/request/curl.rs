//! A request as a curl command or a curl config: the options first, then the quoting.

use std::ffi::OsString;

use super::headers::Header;
use super::{Body, Request, TargetError};

/// How a request is written for curl.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A command line, quoted for any POSIX shell.
    Command,
    /// A config file, for `curl -K -`.
    Config,
}

/// One of curl's long options, and its value.
type CurlOption = (&'static str, Option<Vec<u8>>);

/// Why a request cannot be written for curl.
#[derive(Debug)]
pub(crate) enum CurlError {
    /// There is no whole URL.
    Target(TargetError),
    /// The body has a NUL byte, which neither form can carry.
    Nul,
}

impl Request {
    /// The request for curl, with more of curl's long options before it.
    pub(crate) fn to_curl(
        &self,
        format: Format,
        more: Vec<(&'static str, OsString)>,
    ) -> Result<Vec<u8>, CurlError> {
        let more = more
            .into_iter()
            .map(|(option, value)| (option, Some(value.into_encoded_bytes())));
        let mut options: Vec<CurlOption> = more.collect();
        options.extend(self.curl_options().map_err(CurlError::Target)?);
        let text = match format {
            Format::Command => command(options).ok_or(CurlError::Nul)?,
            Format::Config => config(options),
        };
        if text.contains(&0) {
            return Err(CurlError::Nul);
        }
        Ok(text)
    }

    /// What curl does not do by itself, in curl's long options.
    fn curl_options(&self) -> Result<Vec<CurlOption>, TargetError> {
        let url = self.target.url()?;
        let mut options = Vec::new();
        // curl would take brackets and braces for a pattern, and remove dot segments from the path that was signed
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
        for header in self
            .headers
            .iter()
            .filter(|header| !self.is_curls_own(header))
        {
            let line = format!("{}: {}", header.name, &*header.value);
            options.push(("header", Some(line.into_bytes())));
        }
        match &self.body {
            Body::None => {}
            // not --data, which would read a file where the bytes start with '@'
            Body::Bytes(bytes) => options.push(("data-raw", Some(bytes.to_vec()))),
            Body::File { path, .. } => {
                let path = path.as_os_str().as_encoded_bytes();
                options.push(("data-binary", Some([b"@", path].concat())));
            }
        }
        options.push(("url", Some(url.into_bytes())));
        Ok(options)
    }

    /// Whether curl sends a header by itself.
    fn is_curls_own(&self, header: &Header) -> bool {
        let is_form = header.name.eq_ignore_ascii_case("content-type")
            && *header.value == "application/x-www-form-urlencoded";
        is_form && !self.body.is_none()
    }
}

/// The words of a command, quoted. None if one has a NUL byte.
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

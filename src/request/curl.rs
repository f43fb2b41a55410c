//! A request as a curl command or a curl config: built as options first, quoted once.

use crate::terminal::Failure;

/// What curl is to send.
pub(crate) struct Curl {
    /// The method, where it is not what curl takes by itself.
    pub(crate) method: String,
    /// The whole URL.
    pub(crate) url: String,
    /// Name and value of each header.
    pub(crate) headers: Vec<(String, String)>,
    /// The body's exact bytes.
    pub(crate) body: Option<Vec<u8>>,
    /// Whether a proxy of the environment must be left aside.
    pub(crate) direct: bool,
}

impl Curl {
    /// The command line, quoted for any POSIX shell.
    pub(crate) fn command(&self) -> Result<Vec<u8>, Failure> {
        let mut words = vec![b"curl".to_vec()];
        for (option, value) in self.options() {
            words.push(format!("--{option}").into_bytes());
            words.extend(value);
        }
        shlex::bytes::try_join(words.iter().map(Vec::as_slice)).map_err(|_| {
            Failure::input("--data has a NUL byte, which no command line can carry")
                .hint("send it with 'call'")
        })
    }

    /// The lines of a config file, for `curl -K -`: out of sight of the process list.
    pub(crate) fn config(&self) -> Result<Vec<u8>, Failure> {
        let mut lines = Vec::new();
        for (option, value) in self.options() {
            lines.extend(option.bytes());
            if let Some(value) = value {
                lines.extend(b" = \"");
                value.iter().for_each(|byte| escape(*byte, &mut lines));
                lines.push(b'"');
            }
            lines.push(b'\n');
        }
        lines.pop();
        if lines.contains(&0) {
            return Err(
                Failure::input("--data has a NUL byte, which no curl config can carry")
                    .hint("send it with 'call'"),
            );
        }
        Ok(lines)
    }

    /// curl's long options and their values, in order.
    fn options(&self) -> Vec<(&'static str, Option<Vec<u8>>)> {
        let mut options = Vec::new();
        if self.direct {
            options.push(("noproxy", Some(b"*".to_vec())));
        }
        // curl would take brackets and braces for a pattern, and remove dot segments from the path that was signed
        if self.url.contains(['[', ']', '{', '}']) {
            options.push(("globoff", None));
        }
        if self.url.contains("/.") {
            options.push(("path-as-is", None));
        }
        match (self.method.as_str(), &self.body) {
            ("GET", None) | ("POST", Some(_)) => {}
            ("HEAD", None) => options.push(("head", None)),
            (method, _) => options.push(("request", Some(method.into()))),
        }
        for (name, value) in &self.headers {
            options.push(("header", Some(format!("{name}: {value}").into_bytes())));
        }
        // not --data, which would read a file where the bytes start with '@'
        options.extend(self.body.clone().map(|body| ("data-raw", Some(body))));
        options.push(("url", Some(self.url.clone().into_bytes())));
        options
    }
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

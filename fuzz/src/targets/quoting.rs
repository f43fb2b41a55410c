//! The curl command and the curl config of a request say the same to a shell's splitter and to a reader of curl's config.

use std::ffi::OsString;

use crate::commands::args::request::header;
use crate::request::curl::Format;
use crate::request::{Body, Request, Target};

type Options = Vec<(String, Option<String>)>;

pub fn quoting((url, method, headers, body, option): (&str, &str, Vec<&str>, &str, &str)) {
    let Ok(target) = Target::parse(url) else {
        return;
    };
    let mut request = Request::new(method, target);
    for line in headers {
        let line = OsString::from(line);
        if let Ok((name, value)) = header(&line) {
            request.headers.append(name, value);
        }
    }
    if !body.is_empty() {
        request.body = Body::from(body.to_owned());
    }
    let connection = vec![
        ("proxy", Some(option.as_bytes().to_vec())),
        ("globoff", None),
    ];
    let command = request.to_curl(Format::Command, connection.clone());
    let config = request.to_curl(Format::Config, connection);
    let (Ok(command), Ok(config)) = (command, config) else {
        return;
    };
    let command = String::from_utf8(command).expect("UTF-8");
    let config = String::from_utf8(config).expect("UTF-8");
    let words = shell_words::split(&command).expect("words");
    assert_eq!(words, shlex::split(&command).expect("words"));
    assert_eq!(words[0], "curl");
    let options = read_config(&config);
    assert_eq!(of_command(&words[1..]), options);

    let values = |name: &str| {
        let named = options.iter().filter(|(option, _)| option == name);
        named
            .map(|(_, value)| value.clone().unwrap_or_default())
            .collect::<Vec<_>>()
    };
    assert_eq!(values("proxy"), [option]);
    assert_eq!(values("url").len(), 1);
    if !body.is_empty() {
        assert_eq!(values("data-raw"), [body]);
    }
}

fn of_command(words: &[String]) -> Options {
    let mut options = Options::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let name = word.strip_prefix("--").expect("a long option");
        let has_value = !matches!(name, "globoff" | "path-as-is" | "head");
        let value = has_value.then(|| words.next().expect("a value").clone());
        options.push((name.to_owned(), value));
    }
    options
}

/// Reads a config as curl's manual says: in quotes, \\, \", \t, \n, \r and \v are escapes, and any other backslash is ignored.
fn read_config(config: &str) -> Options {
    // a carriage return, too, ends a line for some readers
    assert!(!config.contains(['\r', '\0']));
    let option = |line: &str| {
        let Some((name, value)) = line.split_once(" = \"") else {
            return (line.to_owned(), None);
        };
        let mut text = String::new();
        let mut characters = value.chars();
        loop {
            match characters.next().expect("a quote at the end") {
                '"' => break,
                '\\' => text.push(match characters.next().expect("an escaped character") {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    'v' => '\x0b',
                    other => other,
                }),
                other => text.push(other),
            }
        }
        assert_eq!(characters.next(), None, "something after the quote");
        (name.to_owned(), Some(text))
    };
    config.split('\n').map(option).collect()
}

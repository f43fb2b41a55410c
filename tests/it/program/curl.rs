//! Runs the output of `--format curl|command|config` with the real sh and curl: exactly the right headers and bytes arrive, whatever characters
//! they contain.
#![cfg(unix)]

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::common::{PROGRAM, clean, countersign, skips_without};
use proptest::prelude::*;

/// A received request.
#[derive(Debug)]
struct Arrived {
    line: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Arrived {
    fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_slice())
    }
}

/// Responds to one request, and sends it to the channel.
fn listen() -> (String, mpsc::Receiver<Arrived>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("its address"));
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let _ = sender.send(receive(stream));
    });
    (origin, receiver)
}

fn receive(mut stream: TcpStream) -> Arrived {
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a timeout");
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("a head");
        bytes.push(byte[0]);
    }
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .filter(|line| !line.is_empty());
    let line = String::from_utf8(lines.next().expect("a request line").to_vec()).expect("UTF-8");
    let headers: Vec<_> = lines
        .map(|line| {
            let colon = line.iter().position(|byte| *byte == b':').expect("a colon");
            (
                String::from_utf8_lossy(&line[..colon]).into_owned(),
                line[colon + 1..].trim_ascii_start().to_vec(),
            )
        })
        .collect();
    let arrived = Arrived {
        line,
        headers,
        body: Vec::new(),
    };
    let length = arrived.header("content-length").map_or(0, |value| {
        String::from_utf8_lossy(value).parse().expect("a length")
    });
    if arrived.header("expect").is_some() {
        stream
            .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
            .expect("written");
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    stream
        .write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        .expect("written");
    Arrived { body, ..arrived }
}

/// Prints a request with the program, runs the output, and returns the received request.
fn replay(arguments: &[OsString], is_config: bool, requests: &mpsc::Receiver<Arrived>) -> Arrived {
    let printed = countersign()
        .env("S", "secret")
        .args(arguments)
        .output()
        .expect("the program starts");
    assert!(
        printed.status.success(),
        "{}",
        String::from_utf8_lossy(&printed.stderr)
    );
    // ignore ~/.curlrc and the environment's proxies
    let mut runner = clean(Command::new(if is_config { "curl" } else { "sh" }));
    runner
        .args(if is_config {
            ["-s", "-K", "-"].as_slice()
        } else {
            &[]
        })
        .env("CURL_HOME", "/nonexistent");
    let mut child = runner
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(&printed.stdout)
        .expect("read");
    let output = child.wait_with_output().expect("it ends");
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(
        output.status.success(),
        "{printed}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    requests
        .recv_timeout(Duration::from_secs(10))
        .unwrap_or_else(|_| panic!("nothing arrived of {printed}"))
}

fn words(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

/// Characters that are special to shells, curl configs or curl's URLs.
const HOSTILE: &str = r#"[ -~]|['"\\$`!*?~#&|;<>(){}\[\]@%^=-]|é|☂"#;

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(HOSTILE, 1..24).prop_map(|characters| characters.concat())
}

/// A path that is valid in a request line.
fn path() -> impl Strategy<Value = String> {
    "/[a-z/.%:;,'()!*$&+=~@{}\\[\\]^|_?-]{0,24}"
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn device_requests_arrive_as_they_were_signed(challenge in text(), path in path(), value in text(), is_config: bool) {
        if skips_without("curl") {
            return Ok(());
        }
        let challenge = challenge.trim().to_owned() + "c";
        let body = serde_json::json!({ "k": value }).to_string();
        let (origin, requests) = listen();
        let format = if is_config { "config" } else { "curl" };
        let mut arguments = words(&["device", "sign", "--challenge", &challenge, "--password-env", "S", "--format", format, "-d", &body]);
        arguments.push(format!("{origin}{path}").into());
        let arrived = replay(&arguments, is_config, &requests);
        prop_assert_eq!(&arrived.line, &format!("POST {path} HTTP/1.1"));
        prop_assert_eq!(arrived.header("x-auth-challenge"), Some(challenge.as_bytes()));
        prop_assert_eq!(arrived.header("content-type"), Some(&b"application/json"[..]));
        prop_assert_eq!(&arrived.body, body.as_bytes());
        let signed = [challenge.as_bytes(), path.split('?').next().unwrap_or_default().as_bytes(), body.as_bytes()].concat();
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"secret");
        let expected = hex::encode(ring::hmac::sign(&key, &signed));
        prop_assert_eq!(arrived.header("x-auth-hmac"), Some(expected.as_bytes()));
    }

    #[test]
    fn ankoder_requests_arrive_as_they_were_signed(date in text(), access_key in text(), value in text(), body in prop::collection::vec(1..=255u8, 0..64), is_config: bool) {
        if skips_without("curl") {
            return Ok(());
        }
        let [date, access_key, value] = [date, access_key, value].map(|text| text.trim().to_owned() + "x");
        prop_assume!(body.first() != Some(&b'@'));
        let (origin, requests) = listen();
        let format = if is_config { "config" } else { "command" };
        let header = format!("X-More: {value}");
        let mut arguments = words(&["ankoder", "curl", "--access-key", &access_key, "--date", &date, "--private-key-env", "S", "--format", format]);
        arguments.extend(words(&["-X", "PUT", "-H", &header, "--base-url", &origin, "/job", "--data"]));
        arguments.push(OsStr::from_bytes(&body).to_owned());
        let arrived = replay(&arguments, is_config, &requests);
        prop_assert_eq!(&arrived.line, "PUT /job HTTP/1.1");
        prop_assert_eq!(arrived.header("ankoder_date"), Some(date.as_bytes()));
        prop_assert_eq!(arrived.header("ankoder_access_key"), Some(access_key.as_bytes()));
        prop_assert_eq!(arrived.header("x-more"), Some(value.as_bytes()));
        prop_assert_eq!(arrived.header("accept"), Some(&b"text/xml"[..]));
        prop_assert_eq!(arrived.body, body);
    }
}

#[test]
fn headers_can_be_piped_to_curl() {
    if skips_without("curl") {
        return;
    }
    let (origin, requests) = listen();
    let script = format!(
        "S=secret {PROGRAM} device sign --challenge 'c \"1' --password-env S --format headers /api/x | curl -s -H @- {origin}/api/x"
    );
    let output = crate::common::sh(&script);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let arrived = requests
        .recv_timeout(Duration::from_secs(10))
        .expect("a request");
    assert_eq!(arrived.header("x-auth-challenge"), Some(&b"c \"1"[..]));
    assert_eq!(arrived.header("x-auth-hmac").map(<[u8]>::len), Some(64));
}

#[test]
fn curl_sends_the_signed_method() {
    if skips_without("curl") {
        return;
    }
    for (method, body) in [
        ("GET", None),
        ("HEAD", None),
        ("DELETE", None),
        ("GET", Some("{}")),
        ("PATCH", Some("{}")),
        ("post", None),
    ] {
        let (origin, requests) = listen();
        let mut arguments = words(&[
            "device",
            "sign",
            "--challenge",
            "c",
            "--password-env",
            "S",
            "--format",
            "curl",
            "-X",
            method,
        ]);
        arguments.extend(body.iter().flat_map(|body| words(&["-d", body])));
        arguments.push(format!("{origin}/x").into());
        assert_eq!(
            replay(&arguments, false, &requests).line,
            format!("{method} /x HTTP/1.1")
        );
    }
}

#[test]
fn a_data_file_may_have_a_name_that_is_not_utf_8() {
    if skips_without("curl") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(OsStr::from_bytes(b"data-\xff"));
    std::fs::write(&file, "[1]").expect("written");
    let data = [b"@", file.as_os_str().as_bytes()].concat();
    let (origin, requests) = listen();
    let mut arguments = words(&[
        "device",
        "sign",
        "--challenge",
        "c",
        "--password-env",
        "S",
        "--format",
        "curl",
        "-d",
    ]);
    arguments.push(OsStr::from_bytes(&data).to_owned());
    arguments.push(format!("{origin}/x").into());
    assert_eq!(replay(&arguments, false, &requests).body, b"[1]");
}

//! Servers that misbehave: the message, the exit status, and that the run ends.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use crate::live::{PASSWORD, Raw, Run, program, run};
use countersign_simulator::{
    Device, Fault, Framing, Handle, Scheme as _, Server, StarleafEndpoint,
};

const CHALLENGE: &str = "/api/auth/challenge";
const CHECK: &str = "/api/auth/password_check";

fn board() -> Handle {
    Device::new(PASSWORD).start().unwrap()
}

fn call(board: &Handle, arguments: &[&str]) -> Run {
    let url = format!("{}{CHECK}", board.url());
    run(&[&["device", "call", "--password-env", "PW", &url], arguments].concat())
}

/// A folder for the file given with `-o`.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    (folder, file)
}

#[test]
fn a_connection_that_is_closed_immediately_is_an_error() {
    for path in [CHALLENGE, CHECK] {
        let board = board();
        board.inject(Fault::close().on(path).always());
        call(&board, &[]).expect(
            6,
            "the server closed the connection without a response\nhint: ",
            "",
        );
        assert!(board.hits("GET", path) <= 2);
    }
    let door = Raw::start(|_, _| {});
    run(&["device", "challenge", &door.url]).expect(6, "error: http://127.0.0.1:", "");
    assert_eq!(door.connections(), 1);
}

#[test]
fn a_refused_connection_is_an_error() {
    run(&["device", "challenge", "127.0.0.1:8042"]).expect(2, "URL has no scheme", "");
    run(&["device", "challenge", "http://127.0.0.1:1"]).expect(6, "connection refused", "");
    run(&["device", "challenge", "http://no-such-host.invalid"]).expect(
        6,
        "the host name cannot be resolved",
        "",
    );
}

#[test]
fn a_body_that_breaks_off_leaves_no_file() {
    for (fault, came) in [
        (Fault::truncated(100, b"part"), "part"),
        (
            Fault::raw(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n8\r\nxx",
            ),
            "partxx",
        ),
        // data before garbage in the same packet is lost
        (
            Fault::raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\nzz\r\n"),
            "",
        ),
    ] {
        let board = board();
        board.inject(fault.on(CHECK).always());
        let (folder, file) = folder();
        let run = call(&board, &["-o", file.to_str().unwrap()]);
        assert_eq!((run.status, run.text()), (6, ""), "{}", run.stderr);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "no file is left behind"
        );
        fs::write(&file, "old").unwrap();
        assert_eq!(call(&board, &["-o", file.to_str().unwrap()]).status, 6);
        assert_eq!(fs::read(&file).unwrap(), b"old", "what was there stays");
        let streamed = call(&board, &[]);
        assert_eq!(
            (streamed.status, streamed.text()),
            (6, came),
            "the data that arrived is on standard output"
        );
    }
}

#[test]
fn an_error_whose_body_breaks_off_keeps_its_status() {
    for (status, expected) in [(403, 4), (500, 5)] {
        for rest in ["{\"error\": \"part", ""] {
            let board = board();
            let text = format!("HTTP/1.1 {status} X\r\nContent-Length: 100\r\n\r\n{rest}");
            board.inject(Fault::raw(text.into_bytes()).on(CHECK).always());
            call(&board, &[]).expect(expected, &format!("{CHECK}: {status}"), rest);
            call(&board, &[]).expect(expected, "hint: the response body is incomplete", rest);
            board.inject(
                Fault::raw(
                    format!("HTTP/1.1 {status} X\r\nContent-Length: 100\r\n\r\n{rest}")
                        .into_bytes(),
                )
                .on(CHALLENGE)
                .always(),
            );
            call(&board, &[]).expect(expected, "hint: the response body is incomplete", rest);
        }
    }
    let board = board();
    let slow = [
        &b"HTTP/1.1 500 X\r\nContent-Length: 60\r\n\r\n"[..],
        &[b'x'; 60],
    ]
    .concat();
    board.inject(Fault::trickle(slow, Duration::from_millis(40)).on(CHECK));
    let run = call(&board, &["--timeout", "2"]);
    assert_eq!(run.status, 5, "{}", run.stderr);
    assert!(
        run.text().starts_with('x') && run.stderr.contains(": 500 "),
        "{}",
        run.stderr
    );
}

#[test]
fn nothing_is_sent_if_the_file_cannot_be_written() {
    let (board, (folder, file)) = (board(), folder());
    for (path, message) in [
        (file.join("x"), "no such file or directory"),
        (folder.path().to_owned(), "is a directory"),
    ] {
        call(&board, &["-o", path.to_str().unwrap()]).expect(1, message, "");
    }
    fs::write(&file, "").unwrap();
    call(&board, &["-o", file.join("x").to_str().unwrap()]).expect(1, "not a directory", "");
    assert_eq!(board.connections(), 0);
}

#[test]
fn a_server_that_never_responds_times_out() {
    for (path, hint) in [
        (CHALLENGE, "wait longer with --timeout"),
        (CHECK, "the request was sent"),
    ] {
        let board = board();
        board.inject(Fault::silence().on(path));
        call(&board, &["--timeout", "1"]).expect(
            6,
            &format!("no response within 1s\nhint: {hint}"),
            "",
        );
    }
}

#[test]
fn a_response_that_trickles_times_out() {
    let drop = Duration::from_millis(150);
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n";
    // neither the head nor the challenge arrives in time
    let body = [&head[..], &[b'x'; 60]].concat();
    let board = board();
    board.inject(Fault::trickle(&*body, drop).on(CHALLENGE));
    call(&board, &["--timeout", "1"]).expect(6, "no response within 1s", "");
    board.inject(Fault::trickle(&*body, drop).on(CHECK));
    call(&board, &["--timeout", "1"]).expect(6, "no response within 1s", "");
}

#[test]
fn a_body_that_keeps_arriving_may_exceed_the_timeout() {
    let board = board();
    let body = [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"[..],
        &[b'x'; 1000],
    ]
    .concat();
    board.inject(Fault::trickle(&*body, Duration::from_millis(1)).on(CHECK));
    let run = call(&board, &["--timeout", "0.5"]);
    assert_eq!((run.status, run.stdout.len()), (0, 1000), "{}", run.stderr);
}

#[test]
fn an_endless_body_is_rejected_where_a_small_one_is_expected() {
    for framing in [
        Framing::Chunked,
        Framing::Unannounced,
        Framing::Length(1 << 40),
    ] {
        let board = board();
        board.inject(Fault::flood(framing).on(CHALLENGE));
        call(&board, &[]).expect(3, "is larger than 1 MiB; expected a small JSON object", "");
    }
}

#[test]
fn a_malformed_challenge_is_rejected() {
    let responses: [(&[u8], &str); 10] = [
        (b"{}", "field 'challenge' is missing"),
        (b"{\"challenge\": 7}", "field 'challenge' is not a string"),
        (
            b"{\"challenge\": null}",
            "field 'challenge' is not a string",
        ),
        (b"{\"challenge\": \"\"}", "field 'challenge' is empty"),
        (
            b"{\"challenge\": \"a\\nb\"}",
            "field 'challenge' has a control character at position 2",
        ),
        (
            b"{\"challenge\": \"\xff\"}",
            "is not valid UTF-8 at byte 16",
        ),
        (
            b"<!DOCTYPE html>",
            "is not valid JSON at line 1, column 1\nhint: it looks like a web page",
        ),
        (b"", "is not valid JSON"),
        (b"\"c\"", "is not a JSON object"),
        (b"{\"challenge\": \"c\"", "is not valid JSON"),
    ];
    for (response, message) in responses {
        let board = board();
        board.inject(Fault::json(response).on(CHALLENGE).always());
        call(&board, &[]).expect(3, message, "");
        run(&["device", "challenge", board.url()]).expect(3, message, "");
        assert_eq!(
            (board.hits("GET", CHALLENGE), board.hits("GET", CHECK)),
            (2, 0)
        );
    }
}

#[test]
fn an_error_instead_of_a_challenge_is_reported() {
    for (status, expected) in [(404, 5), (500, 5), (401, 4), (403, 4)] {
        let board = board();
        board.inject(
            Fault::respond(status, &[("Content-Type", "text/html")], b"<h1>no</h1>").on(CHALLENGE),
        );
        call(&board, &[]).expect(expected, &format!("{CHALLENGE}: {status}"), "<h1>no</h1>");
        assert_eq!(board.requests().len(), 1);
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let (board, other) = (board(), board());
    for path in [CHALLENGE, CHECK] {
        for status in [301, 302, 303, 307, 308] {
            let location = format!("{}{CHECK}?session=s3cret", other.url());
            board.inject(Fault::respond(status, &[("Location", &location)], b"moved").on(path));
            let run = call(&board, &[]);
            run.expect(
                1,
                &format!(
                    " to {}{CHECK}?session=[redacted]; redirects are not followed",
                    other.url()
                ),
                "moved",
            );
        }
    }
    assert_eq!(other.connections(), 0);
    board.inject(Fault::respond(302, &[], b"moved").on(CHECK));
    call(&board, &[]).expect(1, "302 Found, without a Location", "moved");
    board.inject(Fault::respond(304, &[], b"").on(CHECK));
    assert_eq!(call(&board, &[]).status, 0, "there is nothing to follow");
}

/// Like Ctrl-C during a download.
#[test]
#[cfg(unix)]
fn an_interrupted_download_leaves_no_file() {
    let board = board();
    board.inject(Fault::flood(Framing::Chunked).on(CHECK));
    let (folder, file) = folder();
    let url = format!("{}{CHECK}", board.url());
    let mut child = program(&[
        "device",
        "call",
        "--password-env",
        "PW",
        &url,
        "-o",
        file.to_str().unwrap(),
    ])
    .spawn()
    .unwrap();
    while fs::read_dir(folder.path()).unwrap().count() == 0 {
        assert_eq!(child.try_wait().unwrap(), None, "it writes the body");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(
        std::process::Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_response_that_is_not_http_is_an_error() {
    for response in [
        &b"SSH-2.0-OpenSSH\r\n"[..],
        b"HTTP/1.1 099 X\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"\x16\x03\x01\x00\x00",
    ] {
        let board = board();
        board.inject(Fault::raw(response).on(CHALLENGE));
        let run = call(&board, &[]);
        assert_eq!(run.status, 6, "{response:?}: {}", run.stderr);
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    }
}

#[test]
fn http_1_0_without_a_length_is_accepted() {
    let board = board();
    board.inject(Fault::raw(b"HTTP/1.0 200 OK\r\n\r\nall of it").on(CHECK));
    call(&board, &[]).expect(0, "", "all of it");
    board.inject(Fault::raw(b"HTTP/1.0 200 OK\r\n\r\n{\"challenge\": \"c\"}").on(CHALLENGE));
    run(&["device", "challenge", board.url()]).expect(0, "", "c\n");
}

#[test]
fn the_bytes_of_a_body_are_unchanged() {
    let board = board();
    let bytes = [b"\xff\xfe\0\r\n\x1b[31m".as_slice(), &vec![0; 70_000]].concat();
    board.inject(Fault::respond(200, &[("Content-Encoding", "gzip")], &*bytes).on(CHECK));
    assert_eq!(call(&board, &[]).stdout, bytes);
}

#[test]
fn server_text_cannot_control_a_terminal_or_forge_a_line() {
    let board = board();
    board.inject(
        Fault::respond(
            418,
            &[],
            b"{\"error\": \"x\\nerror: forged \\u001b]0;t\\u0007 \\u202e\"}",
        )
        .on(CHECK),
    );
    let run = call(&board, &[]);
    run.expect_message("418 I'm a teapot: x\\nerror: forged \\u{1b}]0;t\\u{7} \\u{202e}");
    assert!(!run.stderr.contains('\u{1b}'));
}

#[test]
fn an_unverifiable_certificate_is_rejected() {
    let board = Server::new().tls().start(Device::new(PASSWORD)).unwrap();
    let run = call(&board, &[]);
    assert_eq!(run.status, 6, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("the server's certificate cannot be verified")
            && run.stderr.contains("--cacert FILE"),
        "{}",
        run.stderr
    );
    let (_folder, file) = folder();
    fs::write(&file, board.ca_pem().unwrap()).unwrap();
    let run = call(&board, &["--cacert", file.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let mut program = program(&["device", "challenge", board.url()]);
    assert!(
        program
            .env("SSL_CERT_FILE", &file)
            .output()
            .unwrap()
            .status
            .success(),
        "the system's authorities, which may be named so"
    );
    fs::write(&file, "no PEM").unwrap();
    call(&board, &["--cacert", file.to_str().unwrap()]).expect(3, "has no certificate", "");
    call(&board, &["--cacert", "/no/such/file"]).expect(
        3,
        "--cacert: '/no/such/file' cannot be read",
        "",
    );
    let plain = format!("http{}", board.url().strip_prefix("https").unwrap());
    assert_eq!(
        crate::live::run(&["device", "challenge", "--timeout", "2", &plain]).status,
        6
    );
    // a board never responds to a request that is not HTTP
    let unencrypted = StarleafEndpoint::new(PASSWORD).start().unwrap();
    let url = format!("https{}", unencrypted.url().strip_prefix("http").unwrap());
    crate::live::run(&["device", "challenge", &url]).expect(
        6,
        "the server does not speak TLS on this port",
        "",
    );
}

#[test]
fn a_closed_pipe_ends_the_run_silently() {
    let board = board();
    board.inject(Fault::flood(Framing::Chunked).on(CHECK));
    let mut child = program(&[
        "device",
        "call",
        "--password-env",
        "PW",
        &format!("{}{CHECK}", board.url()),
    ])
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

/// The peak memory of a process, in kilobytes.
#[cfg(target_os = "linux")]
fn peak_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .strip_suffix("kB")?
        .trim()
        .parse()
        .ok()
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_response_takes_little_memory() {
    const LENGTH: u64 = 64 << 20;
    // more than a pipe holds: as long as it is not read, the process is still there
    const REST: u64 = 1 << 20;
    for framing in [Framing::Length(LENGTH), Framing::Chunked] {
        let board = board();
        let is_endless = matches!(framing, Framing::Chunked);
        board.inject(Fault::flood(framing).on(CHECK));
        let mut child = program(&[
            "device",
            "call",
            "--password-env",
            "PW",
            &format!("{}{CHECK}", board.url()),
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let most = LENGTH - REST;
        let mut body = std::io::Read::take(&mut stdout, most);
        assert_eq!(
            std::io::copy(&mut body, &mut std::io::sink()).unwrap(),
            most
        );
        let peak = peak_memory(child.id()).expect("a peak");
        assert!(peak < 20_000, "{peak} kB");
        if is_endless {
            drop(stdout);
        } else {
            let rest = std::io::copy(&mut stdout, &mut std::io::sink()).unwrap();
            assert_eq!(rest, REST);
        }
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_body_takes_little_memory() {
    use countersign_simulator::Ankoder;

    let ankoder = Ankoder::new("ACCESS", crate::live::PRIVATE_KEY)
        .start()
        .unwrap();
    let (_folder, file) = folder();
    fs::File::create(&file).unwrap().set_len(48 << 20).unwrap();
    let data = format!("@{}", file.display());
    ankoder.inject(Fault::silence().on("/job"));
    let mut child = program(&[
        "ankoder",
        "call",
        "--access-key",
        "ACCESS",
        "--private-key-env",
        "PRIVATE_KEY",
        "--base-url",
        ankoder.url(),
    ])
    .args(["-d", &data, "--timeout", "600", "/job"])
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    while ankoder.requests().is_empty() {
        assert_eq!(child.try_wait().unwrap(), None, "it waits for a response");
        std::thread::sleep(Duration::from_millis(20));
    }
    let peak = peak_memory(child.id()).expect("a peak");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(ankoder.requests()[0].body.len(), 48 << 20);
    assert!(peak < 20_000, "{peak} kB");
}

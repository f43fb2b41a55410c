//! Every wait is limited; a body that keeps arriving is only limited by --max-time.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::live::{PASSWORD, Raw, Run, finished, program, read_request, respond};
use countersign_simulator::{Device, Fault, Framing, Server};

/// A pause well below the limit of one second in most of these tests.
const PAUSE: Duration = Duration::from_millis(200);

/// The number of pauses while a server drips: far longer than any limit here.
const DRIPS: usize = 60;

const DEVICE_CALL: &str = "device call --password-env PW @/x";
const SIGNED_CALL: &str =
    "ankoder call --access-key A --private-key-env PRIVATE_KEY --base-url @ /x";
const ENDPOINT_CALL: &str = "starleaf call --password-env PW --base-url @ /x";

/// The words of a command line, with each `@` replaced by the server's URL.
fn words(line: &str, url: &str) -> Vec<String> {
    line.split_whitespace()
        .map(|word| word.replace('@', url))
        .collect()
}

fn start(line: &str, url: &str, timeout: &str) -> Command {
    let words = words(line, url);
    let mut command = program(&words.iter().map(String::as_str).collect::<Vec<_>>());
    command.args(["--timeout", timeout]);
    command
}

/// Runs with a limit of a second or two, which must hold: a server would have dripped for much longer.
#[track_caller]
fn run_within_limit(command: &mut Command) -> Run {
    let start = Instant::now();
    let run = finished(command.output().unwrap());
    let elapsed = start.elapsed();
    let dripped = PAUSE * u32::try_from(DRIPS).unwrap();
    assert!(
        elapsed < dripped,
        "{command:?} took {elapsed:?}: {}",
        run.stderr
    );
    run
}

/// Sends the first text immediately, then the other one repeatedly.
fn drip(stream: &mut TcpStream, first: &str, again: &str) {
    let _ = stream.write_all(first.as_bytes());
    for _ in 0..DRIPS {
        thread::sleep(PAUSE);
        if stream.write_all(again.as_bytes()).is_err() {
            return;
        }
    }
}

/// A server for all schemes whose responses to requests with this start drip.
fn dripping(request: &'static str, first: String, again: &'static str) -> Raw {
    Raw::start(move |_, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            if head.starts_with(request) {
                return drip(&mut stream, &first, again);
            }
            respond_to_login(&mut stream, &head);
        }
    })
}

fn respond_to_login(stream: &mut TcpStream, head: &str) {
    const CHALLENGE: &str = r#"{"challenge": "aa", "salt": "00", "iterations": 1}"#;
    let (headers, body) = match head.split([' ', '?']).take(2).collect::<Vec<_>>()[..] {
        ["GET", "/api/auth/challenge" | "/auth" | "/challenge"] => ("", CHALLENGE),
        ["POST", "/auth"] => ("", r#"{"authenticated": true, "session": "s3ss10n"}"#),
        ["POST", "/authenticate" | "/auth/login"] => ("Set-Cookie: sid=c00k1e\r\n", "{}"),
        _ => ("", "{}"),
    };
    respond(stream, "200 OK", headers, body);
}

const CLOUD_LOGIN: &str = "starleaf login --api cloud --username u --password-env PW --base-url @";
const ENDPOINT_LOGIN: &str = "starleaf login --password-env PW --base-url @";
const ANKODER_LOGIN: &str = "ankoder login -q --username u --password-env PW --base-url @";

/// Requests of the clients themselves, whose bodies they need.
const QUESTIONS: [(&str, &str); 5] = [
    ("device challenge @", "GET /api/auth/"),
    (DEVICE_CALL, "GET /api/auth/"),
    (ENDPOINT_LOGIN, "GET /auth"),
    (ENDPOINT_LOGIN, "POST /auth"),
    (CLOUD_LOGIN, "GET /challenge"),
];

/// Requests that need only the cookies in the head of the response.
const LOGINS: [(&str, &str); 2] = [
    (CLOUD_LOGIN, "POST /authenticate"),
    (ANKODER_LOGIN, "POST /auth/login"),
];

/// The user's request, for each client.
const CALLS: [&str; 4] = [
    DEVICE_CALL,
    ENDPOINT_CALL,
    "starleaf call --api cloud --username u --password-env PW --base-url @ /x",
    "ankoder call -q --auth session --username u --password-env PW --base-url @ /x",
];

/// Data that a server can send forever without a byte of body.
const HEADS: [(&str, &str); 2] = [
    ("HTTP/1.1 @ X\r\nX: ", "x"),
    ("", "HTTP/1.1 102 Processing\r\n\r\n"),
];
const FRAMES: [(&str, &str); 5] = [
    ("HTTP/1.1 @ X\r\nContent-Length: 9\r\n\r\n", ""),
    ("HTTP/1.1 @ X\r\nTransfer-Encoding: chunked\r\n\r\n", "0"),
    ("HTTP/1.1 @ X\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x"),
    (
        "HTTP/1.1 @ X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
        "x",
    ),
    (
        "HTTP/1.1 @ X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        "X: y\r\n",
    ),
];

/// Runs each command against a server that drips, several at a time.
fn against_drips(
    cases: &[(&str, &'static str, String, &'static str)],
    check: impl Fn(&Run) + Sync,
) {
    for some in cases.chunks(24) {
        thread::scope(|scope| {
            for (line, request, first, again) in some {
                let check = &check;
                scope.spawn(move || {
                    let server = dripping(request, first.clone(), again);
                    check(&run_within_limit(&mut start(line, &server.url, "1")));
                });
            }
        });
    }
}

#[test]
fn a_response_that_drips_without_a_body_times_out() {
    let mut cases = Vec::new();
    for (first, again) in HEADS.into_iter().chain(FRAMES) {
        let first = first.replace('@', "200");
        cases.extend(QUESTIONS.map(|(line, request)| (line, request, first.clone(), again)));
        cases.extend(CALLS.map(|line| (line, "GET /x", first.clone(), again)));
    }
    for (first, again) in HEADS {
        let first = first.replace('@', "200");
        cases.extend(LOGINS.map(|(line, request)| (line, request, first.clone(), again)));
    }
    against_drips(&cases, |run| {
        assert_eq!(run.status, 6, "{}", run.stderr);
    });
}

#[test]
fn an_error_that_drips_times_out_with_its_status() {
    let mut cases = Vec::new();
    for (first, again) in FRAMES {
        for status in ["401", "449", "500"] {
            let first = first.replace('@', status);
            cases.extend(CALLS.map(|line| (line, "GET /x", first.clone(), again)));
        }
    }
    against_drips(&cases, |run| {
        assert!(matches!(run.status, 4..=6), "{} {}", run.status, run.stderr);
    });
}

#[test]
fn a_download_that_drips_times_out_and_leaves_no_file() {
    for (first, again) in FRAMES {
        let server = dripping("GET /x", first.replace('@', "200"), again);
        let folder = tempfile::tempdir().unwrap();
        let mut command = start(DEVICE_CALL, &server.url, "1");
        let run = run_within_limit(command.arg("-o").arg(folder.path().join("out")));
        run.expect_status(6, "--timeout");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

/// Relays between a client and a server; after this many bytes, it passes the server's data on one byte at a time.
fn slow_relay(server: std::net::SocketAddr, fast: u64) -> Raw {
    Raw::start(move |_, mut client| {
        let mut server = TcpStream::connect(server).unwrap();
        let (mut upstream, mut requests) =
            (server.try_clone().unwrap(), client.try_clone().unwrap());
        thread::spawn(move || std::io::copy(&mut requests, &mut upstream));
        let _ = std::io::copy(&mut Read::by_ref(&mut server).take(fast), &mut client);
        let mut byte = [0];
        for _ in 0..DRIPS {
            thread::sleep(PAUSE);
            if server.read_exact(&mut byte).is_err() || client.write_all(&byte).is_err() {
                return;
            }
        }
    })
}

#[test]
fn tls_that_drips_times_out() {
    let board = Server::new().tls().start(Device::new(PASSWORD)).unwrap();
    board.inject(Fault::flood(Framing::Length(1 << 20)).on("/x").always());
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("ca.pem");
    fs::write(&authority, board.ca_pem().unwrap()).unwrap();
    let authority = authority.to_str().unwrap();
    // in the handshake, and in a record of the body
    for (fast, connect, timeout, message) in [
        (100, "1", "60", "no connection within 1s"),
        (20_000, "10", "1", "no response body data for 1s"),
    ] {
        let relay = slow_relay(board.address(), fast);
        let mut command = start(DEVICE_CALL, &relay.url.replace("http:", "https:"), timeout);
        let run =
            run_within_limit(command.args(["--cacert", authority, "--connect-timeout", connect]));
        run.expect_status(6, message);
    }
}

#[test]
fn a_proxy_that_drips_times_out() {
    let http = Raw::start(|_, mut stream| {
        read_request(&mut stream);
        drip(&mut stream, "HTTP/1.1 200 OK\r\nX: ", "x");
    });
    let socks = Raw::start(|_, mut stream| drip(&mut stream, "\x05\0\x05\0\0\x03\x7f", "x"));
    for (scheme, proxy) in [("http", &http), ("socks5h", &socks)] {
        let proxy = proxy.url.replace("http", scheme);
        for (timeout, connect) in [("1", "10"), ("60", "1")] {
            let mut command = start(SIGNED_CALL, "http://ankoder.example.com", timeout);
            command
                .args(["--connect-timeout", connect])
                .env("http_proxy", &proxy);
            let run = run_within_limit(&mut command);
            run.expect_status(6, "no connection within 1s");
        }
    }
}

/// A proxy whose URL is https, for a request without TLS.
#[test]
fn a_proxy_with_tls() {
    let proxy = Raw::start(|_, mut stream| drip(&mut stream, "HTTP/1.1 400 X\r\n\r\n", ""));
    let mut command = start(SIGNED_CALL, "http://ankoder.example.com", "1");
    command.env("http_proxy", proxy.url.replace("http:", "https:"));
    let run = run_within_limit(&mut command);
    run.expect_status(6, "the server does not speak TLS on this port");
}

/// A sparse file to upload.
fn large_file(folder: &Path) -> String {
    let path = folder.join("large");
    fs::File::create(&path).unwrap().set_len(64 << 20).unwrap();
    format!("@{}", path.display())
}

/// Reads the head of a request, and nothing of its body.
fn read_head(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    head
}

#[test]
fn an_upload_that_nobody_reads_times_out() {
    let server = Raw::start(|_, mut stream| {
        read_head(&mut stream);
        thread::sleep(PAUSE * u32::try_from(DRIPS).unwrap());
    });
    let folder = tempfile::tempdir().unwrap();
    let mut command = start(SIGNED_CALL, &server.url, "2");
    command.args(["-d", &large_file(folder.path())]);
    let run = run_within_limit(&mut command);
    run.expect_status(6, "no response within 2s");
}

#[test]
fn an_upload_that_makes_progress_may_exceed_the_timeout() {
    let server = Raw::start(|_, mut stream| {
        read_head(&mut stream);
        let mut piece = vec![0; 1 << 20];
        for _ in 0..64 {
            thread::sleep(PAUSE / 4);
            stream.read_exact(&mut piece).unwrap();
        }
        respond(&mut stream, "200 OK", "", "taken");
    });
    let folder = tempfile::tempdir().unwrap();
    let mut command = start(SIGNED_CALL, &server.url, "2");
    command.args(["-d", &large_file(folder.path())]);
    let begin = Instant::now();
    finished(command.output().unwrap()).expect(0, "", "taken");
    assert!(begin.elapsed() > Duration::from_secs(2));
}

/// Like a board that writes its firmware one file at a time.
#[test]
fn a_body_that_keeps_arriving_is_never_cut_off() {
    let server = Raw::start(|_, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            if !head.starts_with("GET /x") {
                respond_to_login(&mut stream, &head);
                continue;
            }
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            for _ in 0..20 {
                thread::sleep(PAUSE);
                let _ = stream.write_all(b".");
            }
            return;
        }
    });
    thread::scope(|scope| {
        for line in CALLS {
            let url = &server.url;
            scope.spawn(move || {
                finished(start(line, url, "1").output().unwrap()).expect(0, "", &".".repeat(20));
            });
        }
    });
}

#[test]
fn max_time_ends_a_body_that_keeps_arriving() {
    for (first, again, hint) in [
        ("HTTP/1.1 200 OK\r\n\r\n", ".", "--max-time"),
        ("", "HTTP/1.1 102 X\r\n\r\n", "the request was sent"),
    ] {
        let server = dripping("GET /x", first.to_owned(), again);
        for flag in ["--max-time", "-m"] {
            let mut command = start(DEVICE_CALL, &server.url, "60");
            command.args([flag, "1"]);
            let run = run_within_limit(&mut command);
            run.expect_status(6, "not finished within 1s");
            run.expect_message(hint);
        }
    }
}

#[test]
fn a_second_login_does_not_extend_the_deadline() {
    let server = Raw::start(|_, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            thread::sleep(PAUSE * 2);
            if head.starts_with("GET /x") {
                respond(&mut stream, "401 Unauthorized", "", "");
            } else {
                respond_to_login(&mut stream, &head);
            }
        }
    });
    // two logins and two calls take six pauses, each less than the limit from the last login on
    for line in &CALLS[1..3] {
        let run = run_within_limit(&mut start(line, &server.url, "2"));
        run.expect_status(6, "no response within 2s");
    }
}

/// The clock stops while someone types or unlocks a password manager.
#[test]
fn the_time_for_entering_a_password_does_not_count() {
    let server = Raw::start(|_, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            respond_to_login(&mut stream, &head);
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("slow");
    fs::write(&script, "sleep 1.5; echo p4ssw0rd").unwrap();
    let command = format!("sh {}", script.display());
    for line in [ENDPOINT_CALL, CALLS[2]] {
        let line = line.replace("--password-env PW", "");
        let mut run = start(&line, &server.url, "1");
        run.args(["--password-command", &command]);
        finished(run.output().unwrap()).expect(0, "", "{}");
    }
}

/// A response is inspected for the state of the session without being held back.
#[test]
fn a_response_that_pauses_is_passed_on_immediately() {
    let (seen, is_seen) = mpsc::channel();
    let is_seen = Mutex::new(is_seen);
    let server = Raw::start(move |_, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            if !head.starts_with("GET /x") {
                respond_to_login(&mut stream, &head);
                continue;
            }
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"a\": \r\n",
            );
            let is_seen = is_seen.lock().unwrap();
            let rest = match is_seen.recv_timeout(Duration::from_secs(5)) {
                Ok(()) => "2\r\n1}\r\n0\r\n\r\n",
                Err(_) => "5\r\nlate}\r\n0\r\n\r\n",
            };
            let _ = stream.write_all(rest.as_bytes());
        }
    });
    let mut command = start(ENDPOINT_CALL, &server.url, "60");
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut begin = [0; 6];
    stdout.read_exact(&mut begin).unwrap();
    let _ = seen.send(());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!((&begin, rest.as_str()), (b"{\"a\": ", "1}"));
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_end_of_a_session_is_detected_in_two_pieces() {
    let server = Raw::start(|number, mut stream| {
        let mut is_first = number == 1;
        while let Some((head, _)) = read_request(&mut stream) {
            if head.starts_with("GET /x") && is_first {
                is_first = false;
                for piece in [
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"authe\r\n",
                    "13\r\nnticated\": false }\n\r\n0\r\n\r\n",
                ] {
                    let _ = stream.write_all(piece.as_bytes());
                    thread::sleep(Duration::from_millis(20));
                }
            } else {
                respond_to_login(&mut stream, &head);
            }
        }
    });
    finished(start(ENDPOINT_CALL, &server.url, "10").output().unwrap()).expect(0, "", "{}");
}

#[test]
fn a_response_that_ends_an_upload_is_reported() {
    let server = Raw::start(|_, mut stream| {
        read_head(&mut stream);
        respond(
            &mut stream,
            "413 Content Too Large",
            "Connection: close\r\n",
            "too large",
        );
        let _ = stream.shutdown(Shutdown::Write);
        // unread data resets the connection
    });
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("large.json");
    fs::write(&json, format!("\"{}\"", "x".repeat(8 << 20))).unwrap();
    let json = format!("@{}", json.display());
    let device = Raw::start(|_, mut stream| {
        if read_head(&mut stream).starts_with(b"GET ") {
            respond(
                &mut stream,
                "200 OK",
                "Connection: close\r\n",
                r#"{"challenge": "c"}"#,
            );
        } else {
            respond(
                &mut stream,
                "413 Content Too Large",
                "Connection: close\r\n",
                "too large",
            );
        }
    });
    for (line, server, data) in [
        (SIGNED_CALL, &server, large_file(folder.path())),
        (DEVICE_CALL, &device, json),
    ] {
        let mut command = start(line, &server.url, "600");
        let run = command.args(["-d", &data]).output().unwrap();
        finished(run).expect(5, ": 413 ", "too large");
    }
}

#[test]
fn an_upload_that_breaks_off_without_a_response_is_an_error() {
    let server = Raw::start(|_, mut stream| drop(read_head(&mut stream)));
    let folder = tempfile::tempdir().unwrap();
    let mut command = start(SIGNED_CALL, &server.url, "1");
    command.args(["-d", &large_file(folder.path())]);
    let run = run_within_limit(&mut command);
    run.expect_status(6, "the server closed the connection without a response");
}

#[test]
fn switching_protocols_is_not_a_success() {
    let server = Raw::start(|_, mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhello");
    });
    let run = run_within_limit(&mut start(SIGNED_CALL, &server.url, "1"));
    run.expect_status(1, ": 101 Switching Protocols");
}

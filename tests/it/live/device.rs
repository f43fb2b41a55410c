//! `device challenge` and `device call` against a board.

use std::time::{Duration, Instant};

use crate::live::{PASSWORD, Raw, read_request, respond, run};
use countersign_simulator::{Device, Fault, Scheme as _};

const CHALLENGE: &str = "/api/auth/challenge";
const CHECK: &str = "/api/auth/password_check";

#[test]
fn only_the_challenge_is_printed() {
    let board = Device::new(PASSWORD).start().unwrap();
    let challenge = run(&["device", "challenge", board.url()]);
    assert_eq!(challenge.status, 0, "{}", challenge.stderr);
    assert_eq!(
        (challenge.text().len(), challenge.text().ends_with('\n')),
        (129, true)
    );
    let url = format!("{}{CHALLENGE}", board.url());
    assert_eq!(run(&["device", "challenge", &url]).status, 0);
    assert_eq!(board.hits("GET", CHALLENGE), 2);
}

#[test]
fn a_call_fetches_a_challenge_and_signs() {
    let board = Device::new(PASSWORD).start().unwrap();
    let body = "{\"show_ip\": true, \"\u{e9}\": [1] }\n";
    let call = run(&[
        "-v",
        "device",
        "call",
        "--password-env",
        "PW",
        "--base-url",
        board.url(),
        "-d",
        body,
        "/api/settings/set_show_ip?a=b",
    ]);
    call.expect(0, "query: sent, but not signed", "ok");
    assert_eq!(board.requests().len(), 2);
    let request = &board.requests()[1];
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/api/settings/set_show_ip?a=b")
    );
    assert_eq!(request.body, body.as_bytes());
    assert_eq!(
        request.header("content-type").as_deref(),
        Some("application/json")
    );
    assert_eq!(
        request.header("content-length").as_deref(),
        Some(body.len().to_string().as_str())
    );
    assert_eq!(request.header("transfer-encoding"), None);
    assert_eq!(
        request.header("user-agent").as_deref(),
        Some(concat!("countersign/", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn any_body_is_sent_unchanged() {
    let board = Device::new(PASSWORD).start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    let body = format!("[\"{}\"]", "x".repeat(300_000));
    std::fs::write(&file, &body).unwrap();
    let data = format!("@{}", file.display());
    let url = format!("{}{CHECK}", board.url());
    assert_eq!(
        run(&["device", "call", "--password-env", "PW", "-d", &data, &url]).status,
        0
    );
    assert_eq!(board.requests()[1].body, body.as_bytes());
}

#[test]
fn a_body_that_a_board_never_responds_to_is_not_sent() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    let call = |arguments: &[&str]| {
        run(&[&["device", "call", "--password-env", "PW", &url], arguments].concat())
    };
    call(&["-d", "{show_ip}"]).expect(3, "--data is not valid JSON at line 1, column 2", "");
    call(&["-d", ""]).expect(3, "--data is empty", "");
    call(&["-H", "content-type: application/json"]).expect(
        2,
        "must be application/json, and needs --data",
        "",
    );
    call(&["-d", "1", "-H", "Content-Type: Application/JSON"]).expect(
        2,
        "must be application/json",
        "",
    );
    call(&["-H", "x-auth-hmac: 00"]).expect(2, "is sent by the program itself", "");
    call(&["-d", "1", "-H", "Transfer-Encoding: chunked"]).expect(
        2,
        "is sent by the program itself",
        "",
    );
    assert_eq!(board.connections(), 0);
}

#[test]
fn the_path_is_sent_byte_for_byte() {
    let board = Device::new(PASSWORD).start().unwrap();
    for path in [
        "/a/../b",
        "//x",
        "/%2f%2F",
        "/vid\u{e9}o",
        "/a%20b;c?d={e}&[f]",
    ] {
        let call = run(&[
            "device",
            "call",
            "--password-env",
            "PW",
            "--base-url",
            board.url(),
            path,
        ]);
        // the board reports an unknown route only if the signature is valid
        assert_eq!(call.status, 5, "{path}: {}", call.stderr);
        assert_eq!(board.requests().last().unwrap().target, path);
    }
    let call = run(&[
        "device",
        "call",
        "--password-env",
        "PW",
        "--base-url",
        board.url(),
        "/a`b",
    ]);
    call.expect(2, "has '`' at position 3 of the path", "");
}

#[test]
fn bad_credentials_are_tried_once() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    let call = run(&["device", "call", "--password-env", "WRONG", &url]);
    call.expect(
        4,
        "401 Unauthorized: Bad Credentials\nhint: is the password right?",
        "{\"error\": \"Bad Credentials\"}",
    );
    assert_eq!(
        (board.hits("GET", CHALLENGE), board.hits("GET", CHECK)),
        (1, 1)
    );
}

#[test]
fn an_empty_password_signs_too() {
    let board = Device::new("").start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    assert_eq!(run(&["device", "call", "--password", "", &url]).status, 0);
}

#[test]
fn a_stale_challenge_is_replaced_once() {
    for error in ["Invalid challenge", "Challenge expired"] {
        let board = Device::new(PASSWORD).start().unwrap();
        let url = format!("{}{CHECK}", board.url());
        let refusal = format!("{{\"error\": \"{error}\"}}");
        board.inject(Fault::respond(401, &[], refusal.as_bytes()).on(CHECK));
        assert_eq!(
            run(&["device", "call", "--password-env", "PW", &url]).status,
            0,
            "{error}"
        );
        assert_eq!(
            (board.hits("GET", CHALLENGE), board.hits("GET", CHECK)),
            (2, 2),
            "{error}"
        );
        let challenges: Vec<_> = board
            .requests()
            .iter()
            .filter_map(|request| request.header("x-auth-challenge").map(String::from))
            .collect();
        assert_ne!(challenges[0], challenges[1]);

        board.inject(
            Fault::respond(401, &[], refusal.as_bytes())
                .on(CHECK)
                .always(),
        );
        run(&["device", "call", "--password-env", "PW", &url]).expect(
            4,
            "a new challenge was rejected too",
            &refusal,
        );
        assert_eq!(
            (board.hits("GET", CHALLENGE), board.hits("GET", CHECK)),
            (4, 4),
            "{error}"
        );
    }
}

#[test]
fn other_errors_are_not_retried() {
    for (status, body, expected) in [
        (401, "{\"error\": \"Missing authentication HMAC\"}", 4),
        (401, "not JSON", 4),
        (403, "", 4),
        (404, "no such route", 5),
        (409, "Already running", 5),
        (429, "{\"msg\": \"cooling down\"}", 5),
        (500, "oops", 5),
        (999, "odd", 5),
    ] {
        let board = Device::new(PASSWORD).start().unwrap();
        board.inject(
            Fault::respond(status, &[], body.as_bytes())
                .on(CHECK)
                .always(),
        );
        let url = format!("{}{CHECK}", board.url());
        let call = run(&["device", "call", "--password-env", "PW", &url]);
        call.expect(expected, &format!("{CHECK}: {status}"), body);
        assert_eq!(
            (board.hits("GET", CHALLENGE), board.hits("GET", CHECK)),
            (1, 1),
            "{status}"
        );
    }
}

#[test]
fn a_challenge_is_requested_again_while_too_many_are_outstanding() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    board.inject(
        Fault::respond(429, &[], b"{\"error\": \"Too many challenges\"}")
            .on(CHALLENGE)
            .times(2),
    );
    let start = Instant::now();
    let call = run(&["device", "call", "--password-env", "PW", &url]);
    call.expect(
        0,
        "warning: the board has too many challenges outstanding; trying again in 1 s",
        call.text(),
    );
    let elapsed = start.elapsed();
    assert!(elapsed >= Duration::from_secs(3), "{elapsed:?}");
    assert_eq!(
        (board.hits("GET", CHALLENGE), board.hits("GET", CHECK)),
        (3, 1)
    );

    board.inject(
        Fault::respond(429, &[], b"{\"error\": \"Too many challenges\"}")
            .on(CHALLENGE)
            .always(),
    );
    let call = run(&[
        "-q",
        "device",
        "call",
        "--timeout",
        "3",
        "--password-env",
        "PW",
        &url,
    ]);
    call.expect(
        5,
        "429 Too Many Requests: Too many challenges",
        "{\"error\": \"Too many challenges\"}",
    );
    assert!(!call.stderr.contains("warning"), "{}", call.stderr);
    call.expect_message("hint: a challenge expires after a minute");
    assert_eq!(
        (board.hits("GET", CHALLENGE), board.hits("GET", CHECK)),
        (6, 1),
        "it tries again until the last second of --timeout"
    );
}

/// Like the firmware: the response does not announce it, and the connection is closed shortly afterwards.
#[test]
fn a_board_may_close_the_connection_after_each_response() {
    for pause in [0, 1, 5, 30] {
        let server = Raw::start(move |_, mut stream| {
            let Some((head, _)) = read_request(&mut stream) else {
                return;
            };
            let body = if head.starts_with("GET /api/auth/challenge ") {
                "{\"challenge\": \"c1\"}"
            } else {
                "done"
            };
            respond(&mut stream, "200 200", "", body);
            std::thread::sleep(Duration::from_millis(pause));
        });
        for _ in 0..10 {
            run(&[
                "device",
                "call",
                "--password-env",
                "PW",
                &format!("{}/x", server.url),
            ])
            .expect(0, "", "done");
        }
        assert!(server.connections() >= 20);
    }
}

#[test]
fn a_request_that_may_have_succeeded_is_not_signed_again() {
    let server = Raw::start(|number, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            match (head.starts_with("GET /api/auth/challenge "), number) {
                (true, _) => respond(&mut stream, "200 OK", "", "{\"challenge\": \"c1\"}"),
                // the first connection is closed without a response, although the request may have succeeded
                (false, 1) => return,
                (false, _) => respond(
                    &mut stream,
                    "401 Unauthorized",
                    "",
                    "{\"error\": \"Invalid challenge\"}",
                ),
            }
        }
    });
    let call = run(&[
        "device",
        "call",
        "--password-env",
        "PW",
        &format!("{}/x", server.url),
    ]);
    call.expect(
        4,
        "which may have used the challenge: check the board before you repeat",
        "{\"error\": \"Invalid challenge\"}",
    );
    assert_eq!(server.connections(), 2);
}

#[test]
fn the_head_and_the_file_are_written_as_requested() {
    let board = Device::new(PASSWORD).start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("response");
    let url = format!("{}{CHECK}", board.url());
    let call = |arguments: &[&str]| {
        run(&[&["device", "call", "--password-env", "PW", &url], arguments].concat())
    };
    board.inject(
        Fault::respond(200, &[("X-One", "1")], b"body\n")
            .on(CHECK)
            .always(),
    );
    let included = call(&["-i"]);
    let (head, body) = included.text().split_once("\r\n\r\n").expect("a head");
    assert!(
        head.starts_with("HTTP/1.1 200 200\r\n") && head.contains("\r\nx-one: 1"),
        "{head}"
    );
    assert_eq!(body, "body\n");
    call(&["-o", file.to_str().unwrap()]).expect(0, "", "");
    assert_eq!(std::fs::read(&file).unwrap(), b"body\n");
    call(&["-o", "-"]).expect(0, "", "body\n");

    board.clear_faults();
    board.inject(Fault::respond(404, &[], b"no").on(CHECK));
    call(&["-o", file.to_str().unwrap()]).expect(5, "404 Not Found", "no");
    assert_eq!(
        std::fs::read(&file).unwrap(),
        b"body\n",
        "the body of an error does not go to the file"
    );
    let nowhere = folder.path().join("no/such/folder");
    call(&["-o", nowhere.to_str().unwrap()]).expect(1, "--output: ", "");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no other file is left behind"
    );
}

#[test]
fn a_board_is_never_reached_through_a_proxy_from_the_environment() {
    let board = Device::new(PASSWORD).start().unwrap();
    let proxy = Raw::start(|_, _| {});
    let mut program = crate::live::program(&[
        "device",
        "call",
        "--password-env",
        "PW",
        &format!("{}{CHECK}", board.url()),
    ]);
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        program.env(name, &proxy.url);
    }
    assert_eq!(crate::live::finished(program.output().unwrap()).status, 0);
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn a_remote_host_is_reached_through_the_proxy_from_the_environment() {
    let proxy = Raw::start(|_, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            let status = if head.starts_with("CONNECT ankoder.example.com:80 HTTP/1.1\r\n") {
                "200 OK"
            } else {
                "200 through"
            };
            respond(
                &mut stream,
                status,
                "",
                if status == "200 OK" { "" } else { "there" },
            );
        }
    });
    let call = |variable: &str, exceptions: &str| {
        let mut program = crate::live::program(&[
            "ankoder",
            "call",
            "--base-url",
            "http://ankoder.example.com",
            "--access-key",
            "A",
        ]);
        program
            .args([
                "--private-key-env",
                "PRIVATE_KEY",
                "--timeout",
                "2",
                "/video",
            ])
            .env(variable, &proxy.url)
            .env("no_proxy", exceptions);
        crate::live::finished(program.output().unwrap())
    };
    for variable in ["http_proxy", "all_proxy", "ALL_PROXY"] {
        call(variable, "example.org").expect(0, "", "there");
    }
    // in a CGI program, the client can set it
    assert_eq!(call("HTTP_PROXY", "").status, 6);
    let direct = call("http_proxy", "example.com");
    assert_eq!(
        (direct.status, proxy.connections()),
        (6, 3),
        "{}",
        direct.stderr
    );
    assert_eq!(call("https_proxy", "").status, 6, "which is for https");
    let mut program = crate::live::program(&[
        "ankoder",
        "call",
        "--base-url",
        "http://ankoder.example.com",
        "--access-key",
        "A",
        "/video",
    ]);
    let output = program
        .args(["--private-key-env", "PRIVATE_KEY"])
        .env("http_proxy", "http://zQ9-token@[/")
        .output()
        .unwrap();
    crate::live::finished(output).expect(
        3,
        "the environment variable http_proxy is not a proxy URL",
        "",
    );
}

#[test]
fn a_rejected_head_request_may_mean_a_stale_challenge() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    let call = || run(&["device", "call", "-X", "HEAD", "--password-env", "PW", &url]);
    board.inject(Fault::respond(401, &[], b"").on(CHECK));
    call().expect(0, "", "");
    board.inject(Fault::respond(401, &[], b"").on(CHECK).always());
    assert_eq!(call().status, 4);
    assert_eq!(
        (board.hits("GET", CHALLENGE), board.hits("HEAD", CHECK)),
        (4, 4)
    );
}

#[test]
fn the_length_of_a_challenge_is_limited() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    let call = || run(&["device", "call", "--password-env", "PW", &url]);
    for (length, status) in [(4096, 4), (4097, 3), (400_000, 3)] {
        let body = format!("{{\"challenge\": \"{}\"}}", "c".repeat(length));
        board.inject(Fault::json(body.as_bytes()).on(CHALLENGE));
        board.inject(Fault::respond(401, &[], b"{}").on(CHECK));
        let call = call();
        assert_eq!(call.status, status, "{length}: {}", call.stderr);
        assert_eq!(
            call.stderr
                .contains("field 'challenge' is longer than 4096 bytes"),
            status == 3,
            "{}",
            call.stderr
        );
        board.clear_faults();
    }
}

#[test]
fn sensitive_headers_of_the_user_are_not_shown() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}?key=typed", board.url());
    let call = run(&[
        "-v",
        "device",
        "call",
        "--password-env",
        "PW",
        "-H",
        "X-Anything: h3ader",
        &url,
    ]);
    assert_eq!(call.status, 0, "{}", call.stderr);
    for line in [
        "sends: x-anything: [redacted]",
        "sends: x-auth-hmac: [redacted]",
        "sends: x-auth-challenge: ",
        "?key=typed",
    ] {
        assert!(call.stderr.contains(line), "{line}: {}", call.stderr);
    }
    assert!(!call.stderr.contains("h3ader"), "{}", call.stderr);
}

#[test]
fn an_open_route_needs_no_challenge() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}/api/version", board.url());
    for _ in 0..12 {
        run(&["device", "call", "--unsigned", &url]).expect(0, "", "{\"version\": \"1.0.0\"}");
    }
    assert_eq!(
        (
            board.hits("GET", CHALLENGE),
            board.hits("GET", "/api/version")
        ),
        (0, 12)
    );
    let sent = &board.requests()[0];
    assert_eq!(sent.header("x-auth-challenge"), None);
    assert_eq!(sent.header("x-auth-hmac"), None);

    let url = format!("{}/api/leaders", board.url());
    run(&["device", "call", "--unsigned", "-d", "{}", &url]).expect(0, "", "[]");
    let sent = board.requests().pop().unwrap();
    assert_eq!((sent.method.as_str(), &sent.body[..]), ("POST", &b"{}"[..]));
    assert_eq!(
        sent.header("content-type").as_deref(),
        Some("application/json")
    );
}

#[test]
fn an_unsigned_request_is_rejected_where_a_signature_is_needed() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    run(&["device", "call", "--unsigned", &url]).expect(
        4,
        "401 Unauthorized: Missing authentication HMAC\nhint: this route needs a signature: omit --unsigned",
        "{\"error\": \"Missing authentication HMAC\"}",
    );
    assert_eq!(board.requests().len(), 1);
}

#[test]
fn an_unsigned_request_takes_no_password() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}/api/version", board.url());
    for source in ["--password-env", "--password-file", "--password-command"] {
        let call = run(&["device", "call", "--unsigned", source, "PW", &url]);
        call.expect(2, "cannot be used with", "");
    }
    assert_eq!(board.connections(), 0);
}

#[test]
fn an_unsigned_request_is_printed_for_curl_without_a_challenge() {
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}/api/leaders", board.url());
    run(&["device", "call", "--unsigned", "--curl", "-d", "{}", &url]).expect(
        0,
        "",
        &format!(
            "curl --noproxy '*' --header 'Content-Type: application/json' --data-raw '{{}}' --url {url}\n"
        ),
    );
    assert_eq!(board.connections(), 0);
}

#[test]
fn a_route_that_is_cooling_down_is_not_called_again() {
    let board = Device::new(PASSWORD).start().unwrap();
    let check = format!("{}/api/update/check", board.url());
    let restore = format!("{}/api/adjustments/restore", board.url());
    let unsigned = || run(&["device", "call", "--unsigned", &check]);
    let signed = || {
        let arguments = ["device", "call", "--password-env", "PW", "-d"];
        run(&[&arguments[..], &["{\"index\": 0}", &restore]].concat())
    };
    let cools = "429 Too Many Requests: cooling down\nhint: the route was called a moment ago: /api/logs and /api/update/check cool down for 10 s, /api/adjustments/restore for 5 s";
    let calls: [&dyn Fn() -> crate::live::Run; 2] = [&unsigned, &signed];
    for call in calls {
        assert_eq!(call().status, 0);
        let requests = board.requests().len();
        let again = call();
        again.expect(5, cools, "{\"msg\": \"cooling down\"}");
        assert!(!again.stderr.contains("challenge"), "{}", again.stderr);
        assert!(board.requests().len() <= requests + 2, "it is not retried");
    }
    assert_eq!(board.hits("POST", "/api/adjustments/restore"), 2);
}

/// A board that restarts receives the request but never responds; even a GET may have an effect.
#[test]
fn a_request_without_a_response_may_have_been_carried_out() {
    const SENT: &str = "hint: the request was sent, and the server may have carried it out: check before you repeat it\n";
    let board = Device::new(PASSWORD).start().unwrap();
    let call = |arguments: &[&str], path: &str| {
        let url = format!("{}{path}", board.url());
        run(&[&["device", "call", "--timeout", "1", &url], arguments].concat())
    };
    let signed = &["--password-env", "PW"][..];
    let reboot = "/api/settings/reboot";
    board.inject(Fault::close().on("/closes").always());
    board.inject(Fault::silence().on("/silent").always());
    for (arguments, path) in [
        (signed, reboot),
        (&["--password-env", "PW", "-X", "POST"], reboot),
        (&["--password-env", "PW", "-m", "1"], reboot),
        (signed, "/closes"),
        (&["--unsigned", "-d", "{}"], "/silent"),
        (&["--unsigned", "-d", "{}"], "/closes"),
    ] {
        let call = call(arguments, path);
        call.expect(6, SENT, "");
        assert_eq!(call.stderr.matches("hint: ").count(), 1, "{}", call.stderr);
    }
    call(&["--unsigned"], "/silent").expect(6, "hint: wait longer with --timeout", "");

    // neither a request for a challenge nor a request that was never sent can have had an effect
    board.inject(Fault::silence().on(CHALLENGE).always());
    call(signed, reboot).expect(6, "hint: wait longer with --timeout", "");
    let nowhere = run(&[
        "device",
        "call",
        "--unsigned",
        "-d",
        "{}",
        "http://127.0.0.1:1/x",
    ]);
    assert_eq!(nowhere.status, 6);
    assert!(!nowhere.stderr.contains("carried"), "{}", nowhere.stderr);
}

#[test]
fn a_password_that_the_board_truncates_inside_a_character_is_reported() {
    let board = Device::new("123456789012345\u{e9}").start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    let call = |password: &str| run(&["device", "call", "--password", password, &url]);
    let cut = "the password has 17 bytes, of which a board keeps 16, and those end inside a character: a board with this password responds with 500 to every signed request";
    let broken = call("123456789012345\u{e9}");
    broken.expect(5, cut, broken.text());
    let long = call("12345678901234567");
    long.expect_message("the password has 17 bytes; a board keeps 16, so this one cannot match");
    assert!(!long.stderr.contains("character"), "{}", long.stderr);
}

#[test]
fn a_challenge_that_needs_a_login_is_that_of_another_server() {
    for status in [401, 403] {
        let board = Device::new(PASSWORD).start().unwrap();
        board.inject(Fault::respond(status, &[], b"no").on(CHALLENGE));
        run(&["device", "challenge", board.url()]).expect(
            4,
            "hint: no password has been sent yet, and a board asks for none here: is the URL right?",
            "no",
        );
        assert_eq!(board.requests().len(), 1);
    }
}

#[test]
fn the_status_line_is_printed_as_received() {
    for line in [
        "HTTP/1.1 200 200",
        "HTTP/1.0 200 So be it",
        "HTTP/1.1 200",
        "HTTP/1.1 200 ",
        "HTTP/1.1 404 Nicht gefunden",
    ] {
        let server = Raw::start(move |_, mut stream| {
            use std::io::Write as _;
            if read_request(&mut stream).is_none() {
                return;
            }
            // in two pieces, after an interim response
            let _ = stream.write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n");
            let _ = stream.write_all(&line.as_bytes()[..11]);
            let _ = stream.flush();
            let rest = format!("{}\r\nX-One: 1\r\n\r\nHTTP/1.1 299 body\r\n", &line[11..]);
            let _ = stream.write_all(rest.as_bytes());
        });
        let call = run(&[
            "device",
            "call",
            "-i",
            "--unsigned",
            &format!("{}/x", server.url),
        ]);
        assert_eq!(
            call.text(),
            format!("{line}\r\nx-one: 1\r\n\r\nHTTP/1.1 299 body\r\n")
        );
    }
}

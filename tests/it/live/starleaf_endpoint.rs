//! `starleaf login` and `starleaf call` against an endpoint.

use std::time::Duration;

use crate::live::{PASSWORD, Raw, Run, read_request, run};
use countersign::starleaf::{Api, Challenge, Iterations, Key, Salt};
use countersign_simulator::starleaf_endpoint::Refusal;
use countersign_simulator::{Fault, Handle, Scheme as _, StarleafEndpoint};

fn codec() -> StarleafEndpoint {
    StarleafEndpoint::new(PASSWORD).iterations(100)
}

fn starleaf(codec: &Handle, arguments: &[&str]) -> Run {
    run(&[
        &["starleaf", arguments[0], "--base-url", codec.url()],
        &arguments[1..],
    ]
    .concat())
}

#[test]
fn login_prints_the_session_or_the_whole_response() {
    for codec in [codec().start().unwrap(), codec().gtm().start().unwrap()] {
        let text = starleaf(&codec, &["login", "--password-env", "PW"]);
        assert_eq!(text.status, 0, "{}", text.stderr);
        let json = starleaf(
            &codec,
            &["login", "--password-env", "PW", "--format", "json"],
        );
        let response: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
        assert_eq!(response["authenticated"], true);
        assert_eq!(
            response["session"].as_str().unwrap().len(),
            text.text().trim_end().len()
        );
        let auth = if codec.url().ends_with("/ecapi") {
            "/ecapi/auth"
        } else {
            "/auth"
        };
        assert_eq!(
            (
                codec.hits("GET", auth),
                codec.hits("POST", auth),
                codec.connections()
            ),
            (2, 2, 2)
        );
    }
}

#[test]
fn a_key_can_replace_the_password() {
    let codec = codec().salt(&[0, 255]).start().unwrap();
    let key = run(&[
        "starleaf",
        "key",
        "--salt",
        "00ff",
        "--iterations",
        "100",
        "--password-env",
        "PW",
    ]);
    let login = starleaf(&codec, &["login", "--key", key.text().trim_end()]);
    assert_eq!(login.status, 0, "{}", login.stderr);
    assert!(login.stderr.contains("visible in the process list"));
    let other = starleaf(&codec, &["login", "-q", "--key", &"0".repeat(64)]);
    assert_eq!(other.status, 4);
}

#[test]
fn a_wrong_password_is_an_authentication_failure_whatever_the_status() {
    for refusal in [Refusal::Field, Refusal::Status] {
        let codec = codec().wrong_response(refusal).start().unwrap();
        let login = starleaf(&codec, &["login", "--password-env", "WRONG"]);
        assert_eq!(login.status, 4, "{}", login.stderr);
        assert!(
            login.stderr.contains("hint: ") && login.stderr.contains("--api cloud"),
            "{}",
            login.stderr
        );
        assert_eq!(
            (codec.hits("GET", "/auth"), codec.hits("POST", "/auth")),
            (1, 1),
            "one try"
        );
    }
}

#[test]
fn a_call_logs_in_and_sends_the_session() {
    let codec = codec().gtm().start().unwrap();
    let call = starleaf(
        &codec,
        &["call", "--password-env", "PW", "/state?filter=calls"],
    );
    assert_eq!(call.status, 0, "{}", call.stderr);
    let last = codec.requests().pop().unwrap();
    assert!(
        last.target
            .starts_with("/ecapi/state?filter=calls&session="),
        "{}",
        last.target
    );
    assert!(last.parameter("session").is_some());
    assert_eq!((codec.requests().len(), codec.connections()), (3, 2));
}

#[test]
fn the_session_is_added_to_a_body_and_nothing_else_changes() {
    let codec = codec().start().unwrap();
    let body = "{ \"action\": \"dial\",\n\"number\":\"1\u{e9}\" }";
    let call = starleaf(
        &codec,
        &["call", "--password-env", "PW", "-d", body, "/action"],
    );
    assert_eq!(call.status, 0, "{}", call.stderr);
    let sent = codec.requests().pop().unwrap();
    let text = String::from_utf8(sent.body.clone()).unwrap();
    let (before, session) = text.split_once(",\"session\":").expect("a session");
    assert_eq!(format!("{before}}}"), body);
    assert!(session.ends_with("\"}") && sent.query().is_none());
    assert_eq!(
        sent.header("content-type").as_deref(),
        Some("application/json")
    );
    assert_eq!(
        starleaf(
            &codec,
            &["call", "--password-env", "PW", "-X", "POST", "/state"]
        )
        .status,
        0,
        "the session is the only field of the body"
    );
}

#[test]
fn a_session_is_reused() {
    let codec = codec().start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let jar = jar.to_str().unwrap();
    assert_eq!(
        starleaf(
            &codec,
            &["login", "--password-env", "PW", "--cookie-jar", jar]
        )
        .status,
        0
    );
    for _ in 0..3 {
        assert_eq!(
            starleaf(
                &codec,
                &[
                    "call",
                    "--password-env",
                    "PW",
                    "--cookie-jar",
                    jar,
                    "/state"
                ]
            )
            .status,
            0
        );
    }
    assert_eq!(
        (
            codec.hits("GET", "/auth"),
            codec.hits("POST", "/auth"),
            codec.hits("GET", "/state")
        ),
        (1, 1, 3)
    );
}

#[test]
fn an_ended_session_is_renewed_once() {
    for refusal in [Refusal::Status, Refusal::Field] {
        let codec = codec().no_session(refusal).start().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let jar = folder.path().join("jar");
        let jar = jar.to_str().unwrap();
        let call = || {
            starleaf(
                &codec,
                &[
                    "call",
                    "--password-env",
                    "PW",
                    "--cookie-jar",
                    jar,
                    "/state",
                ],
            )
        };
        assert_eq!(call().status, 0);
        codec.clock().advance(Duration::from_secs(3601));
        assert_eq!(call().status, 0);
        assert_eq!(
            (codec.hits("POST", "/auth"), codec.hits("GET", "/state")),
            (2, 3)
        );
        codec.inject(
            Fault::json(b"{\"authenticated\": false}")
                .on("/state")
                .always(),
        );
        call().expect(4, "lacks authenticated: true", "{\"authenticated\": false}");
        assert_eq!(
            (codec.hits("POST", "/auth"), codec.hits("GET", "/state")),
            (3, 5),
            "retried only once"
        );
    }
}

#[test]
fn a_second_login_follows_the_salt_and_iterations_of_its_own_challenge() {
    for (salt, iterations) in [("ff", 100), ("00112233445566778899aabbccddeeff", 7)] {
        let codec = codec().start().unwrap();
        codec.inject(Fault::respond(401, &[], b"no").on("/state"));
        let challenge =
            format!(r#"{{"salt":"{salt}","iterations":{iterations},"challenge":"second"}}"#);
        // behind the challenge and the response of the first login
        codec.inject(Fault::json(challenge.as_bytes()).on("/auth").after(2));
        let run = starleaf(&codec, &["call", "--password-env", "PW", "/state"]);
        assert_eq!(run.status, 4, "the simulator knows no such challenge");
        let requests = codec.requests();
        let sent = String::from_utf8_lossy(&requests.last().unwrap().body).into_owned();
        let iterations = Iterations::new(iterations).unwrap();
        let key = Key::derive(PASSWORD, &Salt::from_hex(salt).unwrap(), iterations);
        let challenge = Challenge::new("second").unwrap();
        let message = Api::Endpoint.message(&challenge).unwrap();
        let response = key.respond(&message).to_string();
        assert!(
            sent.contains("second") && sent.contains(&response),
            "{sent}"
        );
    }
}

/// An endpoint that has forgotten a stored session may respond with 403, as to a request that is not allowed.
#[test]
fn a_rejected_stored_session_leads_to_one_login() {
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let jar = jar.to_str().unwrap();
    let codec = codec().start().unwrap();
    let arguments = ["call", "--cookie-jar", jar, "/state"];
    let with_password = [&arguments[..], &["--password-env", "PW"]].concat();
    let counts = || (codec.hits("POST", "/auth"), codec.hits("GET", "/state"));
    assert_eq!(starleaf(&codec, &with_password).status, 0);
    assert_eq!(counts(), (1, 1));

    codec.inject(Fault::respond(403, &[], b"no").on("/state"));
    assert_eq!(starleaf(&codec, &with_password).status, 0);
    assert_eq!(counts(), (2, 3), "the session was kept, so it is renewed");

    codec.inject(Fault::respond(403, &[], b"no").on("/state").always());
    starleaf(&codec, &with_password).expect(
        4,
        "hint: the login was accepted, but the request was not",
        "no",
    );
    assert_eq!(counts(), (3, 5), "once");

    starleaf(&codec, &arguments).expect(4, "hint: the session may have ended: log in again", "no");
    assert_eq!(counts(), (3, 6), "there is no password to log in with");

    let fresh = ["call", "--password-env", "PW", "/state"];
    starleaf(&codec, &fresh).expect(4, "the login was accepted, but the request was not", "no");
    assert_eq!(counts(), (4, 7), "the session is as new as it can be");

    let own = [
        "call",
        "--cookie-jar",
        jar,
        "--password-env",
        "PW",
        "/state?session=own",
    ];
    starleaf(&codec, &own).expect(4, "403 Forbidden", "no");
    assert_eq!(
        counts(),
        (4, 8),
        "a session that the user sets is not renewed"
    );
}

#[test]
fn errors_show_the_endpoints_message_and_body() {
    let codec = codec().start().unwrap();
    let call = starleaf(
        &codec,
        &["call", "--password-env", "PW", "/action?action=hangup"],
    );
    assert_eq!(call.status, 5, "{}", call.stderr);
    assert!(
        call.stderr.contains(": 409 Conflict") && call.stderr.contains("session=[redacted]"),
        "{}",
        call.stderr
    );
    assert!(call.text().contains("error_code"));
}

#[test]
fn an_action_is_not_repeated_even_if_its_error_mentions_the_session() {
    for (status, body) in [
        (500, "{\"error_message\": \"SIP session setup timed out\"}"),
        (409, "{\"error_message\": \"no call session in progress\"}"),
        (404, "{\"error_code\": \"no_session\"}"),
        (500, "{\"authenticated\": false}"),
        (409, "{\"authenticated\": false}"),
    ] {
        let codec = codec().start().unwrap();
        codec.inject(
            Fault::respond(status, &[], body.as_bytes())
                .on("/action")
                .always(),
        );
        let call = starleaf(
            &codec,
            &[
                "call",
                "--password-env",
                "PW",
                "-d",
                "{\"action\": \"dial\"}",
                "/action",
            ],
        );
        assert_eq!(call.text(), body, "{}", call.stderr);
        assert_eq!(
            (codec.hits("POST", "/auth"), codec.hits("POST", "/action")),
            (1, 1),
            "{status} {body}"
        );
    }
}

#[test]
fn an_endpoints_challenge_is_validated() {
    let responses: [(&str, &str); 10] = [
        ("<html></html>", "it looks like a web page"),
        ("[]", "is not a JSON object"),
        (
            "{\"iterations\": 1, \"challenge\": \"c\"}",
            "field 'salt' is missing",
        ),
        (
            "{\"salt\": \"0g\", \"iterations\": 1, \"challenge\": \"c\"}",
            "field 'salt' is not hex: character 2",
        ),
        (
            "{\"salt\": \"00\", \"iterations\": 0, \"challenge\": \"c\"}",
            "field 'iterations' is not a number from 1",
        ),
        (
            "{\"salt\": \"00\", \"iterations\": -1, \"challenge\": \"c\"}",
            "field 'iterations' is not a number from 1",
        ),
        (
            "{\"salt\": \"00\", \"iterations\": 4294967295, \"challenge\": \"c\"}",
            "requests 4294967295 iterations, but only 10000000 are allowed",
        ),
        (
            "{\"salt\": \"00\", \"iterations\": 1}",
            "field 'challenge' is missing",
        ),
        (
            "{\"salt\": \"00\", \"iterations\": 1, \"challenge\": 7}",
            "field 'challenge' is not a string",
        ),
        (
            "{\"salt\": \"00\", \"iterations\": 1, \"challenge\": \"a\\nb\"}",
            "field 'challenge' has a control character at position 2",
        ),
    ];
    for (response, message) in responses {
        let codec = codec().start().unwrap();
        codec.inject(Fault::json(response.as_bytes()).on("/auth"));
        starleaf(&codec, &["login", "--password-env", "PW"]).expect(3, message, "");
        assert_eq!(codec.requests().len(), 1);
    }
}

#[test]
fn the_limit_of_iterations_can_be_raised() {
    let codec = codec().start().unwrap();
    let login = |limit| {
        starleaf(
            &codec,
            &["login", "--password-env", "PW", "--max-iterations", limit],
        )
    };
    login("99").expect(
        3,
        "the server requests 100 iterations, but only 99 are allowed",
        "",
    );
    assert_eq!(login("100").status, 0);
}

#[test]
fn a_login_response_without_a_session_is_malformed() {
    for (response, message) in [
        ("{\"authenticated\": true}", "field 'session' is missing"),
        (
            "{\"authenticated\": true, \"session\": 1}",
            "field 'session' is not a string",
        ),
        (
            "{\"authenticated\": true, \"session\": \"a\\tb\"}",
            "field 'session' is empty or has a control character",
        ),
        ("{\"session\": \"s\"}", "field 'authenticated' is missing"),
    ] {
        let codec = codec().start().unwrap();
        codec.inject(Fault::json(response.as_bytes()).on("/auth").after(1));
        starleaf(&codec, &["login", "--password-env", "PW"]).expect(3, message, "");
    }
}

#[test]
fn a_session_is_not_sent_to_another_server() {
    let (codec, other) = (codec().start().unwrap(), codec().start().unwrap());
    let url = format!("{}/state", other.url());
    starleaf(&codec, &["call", "--password-env", "PW", &url]).expect(
        2,
        "TARGET is at another server than",
        "",
    );
    let url = format!("{}/state", codec.url());
    assert_eq!(
        starleaf(&codec, &["call", "--password-env", "PW", &url]).status,
        0
    );
    assert_eq!(other.connections(), 0);
}

#[test]
fn conflicting_options_are_rejected_before_anything_is_sent() {
    let codec = codec().start().unwrap();
    for (arguments, message) in [
        (
            &["login", "--token-env", "TOKEN"][..],
            "--token-env goes with --api cloud only",
        ),
        (
            &["login", "--password-env", "PW", "--username", "u"],
            "--username goes with --api cloud only",
        ),
        (
            &["login", "--password-env", "PW", "--key-env", "PW"],
            "--password-env and --key-env exclude each other",
        ),
        (
            &["login", "--api", "cloud", "--password-env", "PW"],
            "--username is missing",
        ),
        (
            &["call", "--password-env", "PW", "-H", "Cookie: a=b", "/x"],
            "is sent by the program itself",
        ),
        (
            &["login", "--password-env", "PW", "--cookie-jar", "/dev/null"],
            "is not a regular file",
        ),
    ] {
        starleaf(&codec, arguments).expect(2, message, "");
    }
    run(&["starleaf", "login", "--password-env", "PW"]).expect(2, "--base-url is missing", "");
    assert_eq!(codec.connections(), 0);
}

/// An endpoint that closes the connection on each request to `/action`, without a response.
fn closing_endpoint() -> (Raw, std::sync::Arc<std::sync::Mutex<Vec<String>>>) {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = std::sync::Arc::clone(&seen);
    let server = Raw::start(move |_, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            let line = head.split([' ', '?']).take(2).collect::<Vec<_>>().join(" ");
            log.lock().unwrap().push(line.clone());
            let response = match line.as_str() {
                "GET /auth" => r#"{"salt": "00", "iterations": 1, "challenge": "c"}"#,
                "POST /auth" => r#"{"authenticated": true, "session": "s"}"#,
                _ => return,
            };
            crate::live::respond(&mut stream, "200 OK", "", response);
        }
    });
    (server, seen)
}

#[test]
fn an_action_is_sent_once_even_if_the_connection_is_closed() {
    for data in [&["-d", "{}"][..], &["-X", "DELETE"], &[]] {
        let (server, seen) = closing_endpoint();
        let call = run(&[
            &[
                "starleaf",
                "call",
                "--base-url",
                &server.url,
                "--password-env",
                "PW",
                "/action",
            ],
            data,
        ]
        .concat());
        assert_eq!(call.status, 6, "{}", call.stderr);
        assert_eq!(
            seen.lock()
                .unwrap()
                .iter()
                .filter(|line| line.ends_with("/action"))
                .count(),
            1,
            "{data:?}"
        );
        call.expect_message("the server closed the connection without a response");
        call.expect_message("the request was sent, and the server may have carried it out");
    }
}

#[test]
fn a_connection_may_be_closed_after_the_login() {
    let server = Raw::start(|_, mut stream| {
        let Some((head, _)) = read_request(&mut stream) else {
            return;
        };
        let response = match head
            .split(' ')
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
            .as_str()
        {
            "GET /auth" => r#"{"salt": "00", "iterations": 1, "challenge": "c"}"#,
            "POST /auth" => r#"{"authenticated": true, "session": "s"}"#,
            _ => "done",
        };
        crate::live::respond(&mut stream, "200 OK", "", response);
    });
    run(&[
        "starleaf",
        "call",
        "--base-url",
        &server.url,
        "--password-env",
        "PW",
        "-d",
        "{}",
        "/action",
    ])
    .expect(0, "", "done");
}

#[test]
fn credentials_that_a_server_repeats_are_redacted() {
    let server = Raw::start(|_, mut stream| {
        while let Some((head, body)) = read_request(&mut stream) {
            let response = String::from_utf8_lossy(&body)
                .split('"')
                .rev()
                .nth(1)
                .unwrap_or_default()
                .to_owned();
            let headers = "Set-Cookie: c00kie-alone\r\nSet-Cookie: a=c00kie-value; Path=/\r\nX-Echo: s3ssion-sentinel c00kie-alone c00kie-value\r\n";
            match head
                .split([' ', '?'])
                .take(2)
                .collect::<Vec<_>>()
                .join(" ")
                .as_str()
            {
                "GET /auth" => crate::live::respond(
                    &mut stream,
                    "200 OK",
                    "",
                    r#"{"salt": "00", "iterations": 1, "challenge": "c"}"#,
                ),
                "POST /auth" => {
                    let headers = format!("{headers}X-Other: {response}\r\n");
                    crate::live::respond(
                        &mut stream,
                        "200 OK",
                        &headers,
                        r#"{"authenticated": true, "session": "s3ssion-sentinel"}"#,
                    );
                }
                _ => {
                    let long = "x".repeat(185);
                    let body = format!(
                        r#"{{"error_code": "s3ssion-sentinel", "error_message": "{long} s3ssion-sentinel"}}"#
                    );
                    crate::live::respond(&mut stream, "404 s3ssion-sentinel", headers, &body);
                }
            }
        }
    });
    for verbose in [&[][..], &["-v"]] {
        let arguments = [
            "starleaf",
            "call",
            "--base-url",
            &server.url,
            "--password-env",
            "PW",
            "/x",
        ];
        let call = run(&[&arguments[..], verbose].concat());
        assert_eq!(call.status, 5, "{}", call.stderr);
        for secret in ["s3ssion", "c00kie"] {
            assert!(!call.stderr.contains(secret), "{secret}: {}", call.stderr);
        }
        let response = call
            .stderr
            .lines()
            .find_map(|line| line.split_once("x-other: "));
        assert_eq!(
            response.map(|(_, value)| value),
            (!verbose.is_empty()).then_some("[redacted]"),
            "{}",
            call.stderr
        );
    }
}

#[test]
fn a_session_from_the_jar_and_a_token_are_redacted_too() {
    let server = Raw::start(|_, mut stream| {
        let Some((head, _)) = read_request(&mut stream) else {
            return;
        };
        let echo = head.replace(['\r', '\n', '"'], " ");
        crate::live::respond(
            &mut stream,
            "500 X",
            &format!("X-Echo: {echo}\r\n"),
            &format!(r#"{{"error": "{echo}"}}"#),
        );
    });
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    std::fs::write(&jar, "127.0.0.1\tFALSE\t/\tFALSE\t0\ta\tc00kie-value\n").unwrap();
    for arguments in [
        &["starleaf", "call", "--api", "cloud", "--token-env", "TOKEN"][..],
        &[
            "starleaf",
            "call",
            "--api",
            "cloud",
            "--cookie-jar",
            jar.to_str().unwrap(),
        ],
        &[
            "ankoder",
            "call",
            "--auth",
            "session",
            "--cookie-jar",
            jar.to_str().unwrap(),
        ],
        &[
            "ankoder",
            "call",
            "--auth",
            "basic",
            "--username",
            "me",
            "--password-env",
            "PW",
        ],
    ] {
        let call =
            crate::live::program(&[arguments, &["-v", "--base-url", &server.url, "/x"]].concat())
                .output()
                .unwrap();
        let stderr = String::from_utf8(call.stderr).unwrap();
        assert_eq!(call.status.code(), Some(5), "{stderr}");
        for secret in ["c00kie", crate::live::TOKEN, PASSWORD, "bWU6elE3"] {
            assert!(!stderr.contains(secret), "{secret}: {stderr}");
        }
    }
}

#[test]
fn a_stored_session_is_for_one_port_and_is_never_sent_as_a_cookie() {
    let (codec, other) = (codec().start().unwrap(), codec().start().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let jar = [
        "--cookie-jar",
        jar.to_str().unwrap(),
        "--password-env",
        "PW",
    ];
    for codec in [&codec, &other, &codec] {
        assert_eq!(
            starleaf(codec, &[&["call"], &jar[..], &["/state"]].concat()).status,
            0
        );
    }
    assert_eq!(
        (codec.hits("POST", "/auth"), other.hits("POST", "/auth")),
        (1, 1),
        "each has its own session, and keeps it"
    );
    run(&[
        "ankoder",
        "call",
        "--auth",
        "session",
        "--base-url",
        codec.url(),
        jar[0],
        jar[1],
        "/x",
    ]);
    run(&[
        "starleaf",
        "call",
        "--api",
        "cloud",
        "--token-env",
        "TOKEN",
        "--base-url",
        codec.url(),
        jar[0],
        jar[1],
        "/x",
    ]);
    for request in codec.requests().iter().chain(&other.requests()) {
        let cookies = request.header("cookie").unwrap_or_default();
        assert!(!cookies.contains("countersign_session"), "{cookies}");
    }
}

#[test]
fn cookies_of_the_challenge_are_sent_with_the_response() {
    let server = Raw::start(|_, mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            match head.split(' ').next().unwrap() {
                "GET" => crate::live::respond(
                    &mut stream,
                    "200 OK",
                    "Set-Cookie: a=b\r\n",
                    r#"{"salt": "00", "iterations": 1, "challenge": "c"}"#,
                ),
                _ if head.contains("cookie: a=b\r\n") => {
                    crate::live::respond(
                        &mut stream,
                        "200 OK",
                        "",
                        r#"{"authenticated": true, "session": "s"}"#,
                    );
                }
                _ => crate::live::respond(&mut stream, "400 Bad Request", "", ""),
            }
        }
    });
    run(&[
        "starleaf",
        "login",
        "--base-url",
        &server.url,
        "--password-env",
        "PW",
    ])
    .expect(0, "", "s\n");
}

#[test]
fn an_ended_session_without_a_password_is_an_authentication_failure() {
    for refusal in [Refusal::Status, Refusal::Field] {
        let codec = codec().no_session(refusal).start().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let jar = folder.path().join("jar");
        let jar = ["--cookie-jar", jar.to_str().unwrap()];
        let login = [&["login", "--password-env", "PW"][..], &jar].concat();
        assert_eq!(starleaf(&codec, &login).status, 0);
        codec.clock().advance(Duration::from_secs(3601));
        let call = starleaf(&codec, &[&["call", "/state"][..], &jar].concat());
        assert_eq!(call.status, 4, "{}", call.stderr);
        assert!(
            call.stderr.contains("hint: the session has ended") && !call.stdout.is_empty(),
            "{}",
            call.stderr
        );
        assert_eq!(codec.hits("GET", "/state"), 1);
    }
    // without a session, nothing was rejected
    let codec = codec().start().unwrap();
    starleaf(&codec, &["call", "/state"]).expect(2, "no password is given", "");
}

#[test]
fn the_length_of_a_session_is_limited() {
    for (length, status) in [(4096, 0), (4097, 3)] {
        let codec = codec().start().unwrap();
        let session = "s".repeat(length);
        let body = format!("{{\"authenticated\": true, \"session\": \"{session}\"}}");
        codec.inject(Fault::json(body.as_bytes()).on("/auth").after(1));
        let login = starleaf(&codec, &["login", "--password-env", "PW"]);
        assert_eq!(login.status, status, "{}", login.stderr);
        assert_eq!(
            login
                .stderr
                .contains("field 'session' is longer than 4096 bytes"),
            status == 3,
            "{}",
            login.stderr
        );
    }
}

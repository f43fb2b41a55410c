//! The board: routes, signatures and every error.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends there")]

mod common;

use std::time::Duration;

use common::{Client, assert_logged};
use countersign_simulator::{Device, Fault, Handle, Scheme as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

fn board() -> Handle {
    Device::new("demo").start().unwrap()
}

fn hmac(password: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(password.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn challenge(client: &mut Client) -> String {
    let response = client.get("/api/auth/challenge");
    assert_eq!(response.status, 200);
    response.json()["challenge"].as_str().unwrap().to_owned()
}

/// Sends a request with these authentication headers, and the JSON content type if it has a body.
fn signed(
    client: &mut Client,
    line: &str,
    challenge: &str,
    hmac: &str,
    body: &str,
) -> common::Response {
    let challenge = format!("x-auth-challenge: {challenge}");
    let hmac = format!("x-auth-hmac: {hmac}");
    let kind = "Content-Type: application/json";
    let headers = [&challenge, &hmac, kind];
    client.send(line, &headers[..if body.is_empty() { 2 } else { 3 }], body)
}

/// Signs `message` (after a fresh challenge) with `password` and sends it with `body`.
fn try_message(
    server: &Handle,
    line: &str,
    password: &str,
    message: &str,
    body: &str,
) -> (u16, String) {
    let mut client = Client::new(server);
    let challenge = challenge(&mut client);
    let hmac = hmac(password, &format!("{challenge}{message}"));
    let response = signed(&mut client, line, &challenge, &hmac, body);
    (response.status, response.body)
}

#[test]
fn a_challenge_has_128_hex_digits() {
    let board = board();
    let challenge = challenge(&mut Client::new(&board));
    assert_eq!(challenge.len(), 128);
    assert!(
        challenge
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    );
}

#[test]
fn a_signed_request_succeeds_and_uses_up_its_challenge() {
    let board = board();
    let mut client = Client::new(&board);
    let challenge = challenge(&mut client);
    let hmac = hmac("demo", &format!("{challenge}/api/auth/password_check"));
    let line = "GET /api/auth/password_check?any=query";
    assert_eq!(signed(&mut client, line, &challenge, &hmac, "").status, 200);
    let again = signed(&mut client, line, &challenge, &hmac, "");
    assert_eq!(
        (again.status, &*again.body),
        (401, r#"{"error": "Invalid challenge"}"#)
    );
}

#[test]
fn the_connection_is_closed_after_each_response_and_that_ends_its_body() {
    let board = board();
    let mut client = Client::new(&board);
    let request = b"GET /api/version HTTP/1.1\r\nHost: board\r\n\r\n";
    client.write(&[&request[..], request].concat());
    let response = client.read_to_end(Duration::from_secs(5)).unwrap();
    let response = String::from_utf8(response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 200\r\nContent-Type: application/json\r\n"));
    for header in ["content-length", "transfer-encoding", "connection"] {
        assert!(!head.to_lowercase().contains(header), "{head}");
    }
    assert_eq!(body, r#"{"version": "1.0.0"}"#);
    assert_eq!(board.requests().len(), 1);
}

#[test]
fn a_body_is_signed_and_the_response_ok_claims_to_be_json() {
    let board = board();
    let body = r#"{"id":1,"initials":"ZOE","full_name":"Zoë"}"#;
    let message = format!("/api/player/update{body}");
    let outcome = try_message(&board, "POST /api/player/update", "demo", &message, body);
    assert_eq!(outcome, (200, "ok".to_owned()));
}

#[test]
fn a_challenge_is_used_up_even_if_the_handler_fails() {
    let board = board();
    let mut client = Client::new(&board);
    let challenge = challenge(&mut client);
    let hmac = hmac("demo", &format!("{challenge}/api/settings/set_show_ip"));
    let line = "GET /api/settings/set_show_ip";
    let failed = signed(&mut client, line, &challenge, &hmac, "");
    assert_eq!(
        (failed.status, failed.header("content-type")),
        (500, Some("text/html"))
    );
    assert_eq!(failed.body, "Error in auth_wrapper: show_ip");
    assert_eq!(signed(&mut client, line, &challenge, &hmac, "").status, 401);
}

/// Sends a body to a route, with a valid signature.
fn call(board: &Handle, path: &str, body: &str) -> (u16, String) {
    let line = format!("POST {path}");
    try_message(board, &line, "demo", &format!("{path}{body}"), body)
}

#[test]
fn show_ip_accepts_any_value_and_some_routes_always_fail() {
    let board = board();
    for (body, status) in [
        (r#"{"show_ip": true}"#, 200),
        (r#"{"show_ip": []}"#, 200),
        (r#"{"show_ip": null, "more": 1}"#, 200),
        ("[true]", 500),
        ("true", 500),
        ("{}", 500),
    ] {
        assert_eq!(
            call(&board, "/api/settings/set_show_ip", body).0,
            status,
            "{body}"
        );
    }
    for path in ["/api/set_date", "/api/player/scores/reset"] {
        assert_eq!(
            call(&board, path, r#"{"date": [2024, 1, 1, 0, 0, 0]}"#).0,
            500
        );
    }
}

#[test]
fn some_routes_have_a_cooldown() {
    let board = board();
    let refusal = (429, r#"{"msg": "cooling down"}"#.to_owned());
    for (path, body, seconds) in [
        ("/api/logs", "", 10),
        ("/api/adjustments/restore", r#"{"index": 0}"#, 5),
    ] {
        assert_eq!(call(&board, path, body).0, 200);
        board.clock().advance(Duration::from_secs(seconds - 1));
        assert_eq!(call(&board, path, body), refusal);
        board.clock().advance(Duration::from_secs(1));
        assert_eq!(call(&board, path, body).0, 200);
    }
    let mut client = Client::new(&board);
    assert_eq!(client.get("/api/update/check").status, 200);
    assert_eq!(client.get("/api/update/check").status, 429);
}

#[test]
fn an_open_route_does_not_use_up_the_challenge() {
    let board = board();
    let mut client = Client::new(&board);
    let text = challenge(&mut client);
    let right = hmac("demo", &format!("{text}/api/version"));
    assert_eq!(
        signed(&mut client, "GET /api/version", &text, &right, "").status,
        200
    );
    let right = hmac("demo", &format!("{text}/api/auth/password_check"));
    let line = "GET /api/auth/password_check";
    assert_eq!(signed(&mut client, line, &text, &right, "").status, 200);
}

#[test]
fn an_update_streams_records_and_reports_errors_in_them() {
    let board = Device::new("demo")
        .update_pause(Duration::from_millis(1))
        .start()
        .unwrap();
    let path = "/api/update/apply";
    let (status, body) = call(&board, path, r#"{"url": "http://updates.example/1"}"#);
    assert_eq!(status, 200);
    assert!(
        body.starts_with(r#"{"log": "Starting update", "percent": 0}{"log": "#),
        "{body}"
    );
    assert!(
        body.ends_with(r#""percent": 100}"#) && !body.contains('\n'),
        "{body}"
    );
    let (status, body) = call(&board, path, "{}");
    assert_eq!(status, 200);
    assert!(
        body.contains(r#"{"log": "Error applying update: url", "percent": 100}"#),
        "{body}"
    );
}

#[test]
fn an_update_stops_when_the_client_leaves() {
    let board = board();
    let mut client = Client::new(&board);
    let text = challenge(&mut client);
    let body = r#"{"url": "http://updates.example/1"}"#;
    let hmac = hmac("demo", &format!("{text}/api/update/apply{body}"));
    client.write(
        format!(
            "POST /api/update/apply HTTP/1.1\r\nx-auth-challenge: {text}\r\nx-auth-hmac: {hmac}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .as_bytes(),
    );
    assert!(client.read_some(100));
    drop(client);
    let start = std::time::Instant::now();
    while !board.log().concat().contains("the client left after") {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{:#?}",
            board.log()
        );
        std::thread::yield_now();
    }
}

#[test]
fn a_stream_can_break_off_and_looks_complete() {
    let board = board();
    board.inject(Fault::close_after(8).on("/api/logs"));
    assert_eq!(call(&board, "/api/logs", ""), (200, "LOG: Del".to_owned()));
}

#[test]
fn a_password_truncated_inside_a_character_fails_every_signature_with_500() {
    let board = Device::new("fifteen bytes a\u{e9}").start().unwrap();
    let path = "/api/auth/password_check";
    let line = format!("GET {path}");
    assert_eq!(try_message(&board, &line, "any", path, "").0, 500);
}

#[test]
fn missing_headers_and_unknown_challenges_have_their_messages() {
    let board = board();
    let mut client = Client::new(&board);
    let line = "GET /api/auth/password_check";
    let mut error = |headers: &[&str]| {
        let response = client.send(line, headers, "");
        assert_eq!(response.status, 401);
        response.json()["error"].as_str().unwrap().to_owned()
    };
    assert_eq!(error(&[]), "Missing authentication HMAC");
    assert_eq!(
        error(&["x-auth-hmac: 00"]),
        "Missing authentication challenge"
    );
    assert_eq!(
        error(&["x-auth-hmac: 00", "x-auth-challenge: 00"]),
        "Invalid challenge"
    );
}

#[test]
fn a_challenge_expires_after_a_minute_and_is_forgotten_when_refused_or_when_the_next_is_made() {
    let board = board();
    let mut client = Client::new(&board);
    let (refused, forgotten) = (challenge(&mut client), challenge(&mut client));
    board.clock().advance(Duration::from_secs(61));
    let mut error = |challenge: &str| {
        let line = "GET /api/auth/password_check";
        let hmac = hmac("demo", &format!("{challenge}/api/auth/password_check"));
        let response = signed(&mut client, line, challenge, &hmac, "");
        response.json()["error"].as_str().unwrap().to_owned()
    };
    assert_eq!(error(&refused), "Challenge expired");
    assert_eq!(error(&refused), "Invalid challenge");
    challenge(&mut Client::new(&board));
    assert_eq!(error(&forgotten), "Invalid challenge");
}

#[test]
fn a_twelfth_challenge_is_rejected_until_some_expire() {
    let board = board();
    let mut client = Client::new(&board);
    for _ in 0..11 {
        challenge(&mut client);
    }
    let response = client.get("/api/auth/challenge");
    assert_eq!(
        (response.status, &*response.body),
        (429, r#"{"error": "Too many challenges"}"#)
    );
    board.clock().advance(Duration::from_secs(61));
    challenge(&mut client);
}

#[test]
fn the_log_names_the_mistake_but_the_response_does_not() {
    let board = Device::new("sixteen bytes ok, these not").start().unwrap();
    let right = "sixteen bytes ok";
    let body = r#"{"id": 1}"#;
    let line = "POST /api/player/update?a=%20b";
    let cases = [
        (
            right,
            "/api/player/update?a=%20b{\"id\": 1}",
            "includes the query",
        ),
        (right, "/api/player/update", "without the body"),
        (
            right,
            "http://simulator/api/player/update{\"id\": 1}",
            "whole URL",
        ),
        (
            "sixteen bytes ok, these not",
            "/api/player/update{\"id\": 1}",
            "stores only 16 bytes",
        ),
        ("", "/api/player/update{\"id\": 1}", "empty password"),
        ("wrong", "/api/player/update{\"id\": 1}", "another password"),
    ];
    for (password, message, reason) in cases {
        let outcome = try_message(&board, line, password, message, body);
        assert_eq!(outcome, (401, r#"{"error": "Bad Credentials"}"#.to_owned()));
        assert_logged(&board, reason);
    }
    let path = "/api/auth/password_check";
    assert_eq!(
        try_message(&board, &format!("GET {path}"), right, path, "").0,
        200
    );
    assert!(!board.log().concat().contains("sixteen"));
}

#[test]
fn upper_case_hex_and_a_decoded_challenge_are_rejected() {
    let board = board();
    let mut client = Client::new(&board);
    let path = "/api/auth/password_check";
    let line = format!("GET {path}");

    let text = challenge(&mut client);
    let upper = hmac("demo", &format!("{text}{path}")).to_uppercase();
    assert_eq!(
        signed(&mut client, &line, &text, &upper, "").json()["error"],
        "Bad Credentials"
    );
    assert_logged(&board, "upper-case hex");

    let mut mac = Hmac::<Sha256>::new_from_slice(b"demo").unwrap();
    mac.update(&hex::decode(&text).unwrap());
    mac.update(path.as_bytes());
    let decoded = hex::encode(mac.finalize().into_bytes());
    assert_eq!(
        signed(&mut client, &line, &text, &decoded, "").json()["error"],
        "Bad Credentials"
    );
    assert_logged(&board, "decoded from hex");

    // neither attempt has used up the challenge
    let right = hmac("demo", &format!("{text}{path}"));
    assert_eq!(signed(&mut client, &line, &text, &right, "").status, 200);
}

#[test]
fn a_body_without_the_json_type_is_not_signed() {
    let board = board();
    let mut client = Client::new(&board);
    let text = challenge(&mut client);
    let path = "/api/auth/password_check";
    let headers = |hmac: String| {
        [
            format!("x-auth-challenge: {text}"),
            format!("x-auth-hmac: {hmac}"),
        ]
    };
    let with = headers(hmac("demo", &format!("{text}{path}a=b")));
    let without = headers(hmac("demo", &format!("{text}{path}")));
    let line = format!("POST {path}");
    let mut send =
        |[one, two]: &[String; 2], kind| client.send(&line, &[one, two, kind], "a=b").status;
    assert_eq!(
        send(&with, "Content-Type: application/x-www-form-urlencoded"),
        401
    );
    assert_logged(&board, "covers a body");
    // the content type is case-sensitive
    assert_eq!(send(&without, "Content-Type: Application/JSON"), 200);
}

#[test]
fn an_empty_password_still_requires_a_signature() {
    let board = Device::new("").start().unwrap();
    let path = "/api/auth/password_check";
    assert_eq!(
        try_message(&board, &format!("GET {path}"), "", path, "").0,
        200
    );
    assert_eq!(Client::new(&board).get(path).status, 401);
}

#[test]
fn bad_json_an_empty_json_body_and_an_empty_header_get_no_response() {
    let board = board();
    let json = "Content-Type: application/json\r\n";
    for (rest, reason) in [
        (format!("{json}Content-Length: 1\r\n\r\n{{"), "is not"),
        (
            format!("{json}Content-Length: 5\r\n\r\n\"\u{1}\u{7f}\u{7f}\""),
            "is not",
        ),
        (format!("{json}Content-Length: 0\r\n\r\n"), "length is 0"),
        ("X-Empty:\r\n\r\n".to_owned(), "X-Empty has no value"),
    ] {
        let mut client = Client::new(&board);
        client.write(format!("POST /api/version HTTP/1.1\r\nHost: board\r\n{rest}").as_bytes());
        assert!(client.is_silent(), "{reason}");
        assert_logged(&board, reason);
    }
}

#[test]
fn a_malformed_head_gets_no_response() {
    let board = board();
    for (head, reason) in [
        (
            &b"GET /api/version HTTP/1.1\nHost: board\n\n"[..],
            "only a line feed",
        ),
        (
            b"GET /api/version HTTP/1.1\r\nHost:board\r\n\r\n",
            "Host has no space",
        ),
        (b"GET /api/version HTTP/1.1\r\nX: \xff\r\n\r\n", "not UTF-8"),
        (b"GET /api/version\r\n\r\n", "ended"),
    ] {
        let mut client = Client::new(&board);
        client.write(head);
        assert!(client.is_silent(), "{reason}");
        assert_logged(&board, reason);
    }
    let mut client = Client::new(&board);
    client.write("GET /api/version HTTP/1.1\r\nX: \u{e9}: \r\n\r\n".as_bytes());
    assert_eq!(client.read().status, 200);
}

#[test]
fn json_is_utf_8_and_its_numbers_may_have_any_size() {
    let board = board();
    let head = "POST /api/version HTTP/1.1\r\nHost: board\r\nContent-Type: application/json; charset=utf-8\r\n";
    let mut client = Client::new(&board);
    client.write(format!("{head}Content-Length: 5\r\n\r\n1e999").as_bytes());
    assert_eq!(client.read().status, 200);
    client.write(&[head.as_bytes(), b"Content-Length: 3\r\n\r\n\"\xff\""].concat());
    assert!(client.is_silent());
}

#[test]
fn open_routes_respond_and_others_and_whole_urls_are_not_found() {
    let board = board();
    let mut client = Client::new(&board);
    for path in ["/api/version", "/api/game/status", "/api/leaders"] {
        assert_eq!(client.get(path).status, 200);
    }
    for target in ["/", "/api/version/", "http://simulator/api/version"] {
        let response = client.get(target);
        assert_eq!(response.status, 404, "{target}");
        assert_eq!(response.header("content-type"), Some("text/html"));
    }
    assert_logged(&board, "a whole URL");
}

#[test]
fn a_response_can_be_replaced_after_the_challenge_is_used_up() {
    let board = board();
    let path = "/api/settings/set_show_ip";
    let line = format!("POST {path}");
    let body = r#"{"show_ip": true}"#;
    board.inject(Fault::replace_success(409, &[], "Already running").on(path));
    let mut client = Client::new(&board);
    let text = challenge(&mut client);
    let right = hmac("demo", &format!("{text}{path}{body}"));
    let first = signed(&mut client, &line, &text, &right, body);
    assert_eq!((first.status, &*first.body), (409, "Already running"));
    assert_eq!(signed(&mut client, &line, &text, &right, body).status, 401);
}

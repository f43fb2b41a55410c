//! The board: every refusal, and what each needs.
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
    let answer = client.get("/api/auth/challenge");
    assert_eq!(answer.status, 200);
    answer.json()["challenge"].as_str().unwrap().to_owned()
}

/// Sends a request with these headers of authentication, and the JSON type if it has a body.
fn signed(
    client: &mut Client,
    line: &str,
    challenge: &str,
    hmac: &str,
    body: &str,
) -> common::Answer {
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
    let answer = signed(&mut client, line, &challenge, &hmac, body);
    (answer.status, answer.body)
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
fn a_signed_request_succeeds_and_spends_its_challenge() {
    let board = board();
    let mut client = Client::new(&board);
    let challenge = challenge(&mut client);
    let hmac = hmac("demo", &format!("{challenge}/api/auth/password_check"));
    let line = "GET /api/auth/password_check?any=query";
    assert_eq!(signed(&mut client, line, &challenge, &hmac, "").status, 200);
    let again = signed(&mut client, line, &challenge, &hmac, "");
    assert_eq!(
        (again.status, &*again.body),
        (401, r#"{"error":"Invalid challenge"}"#)
    );
    assert_eq!(board.connections(), 1);
}

#[test]
fn a_body_is_signed_and_the_answer_ok_is_labelled_json() {
    let board = board();
    let body = r#"{"id":1,"full_name":"Zoë"}"#;
    let message = format!("/api/player/update{body}");
    let outcome = try_message(&board, "POST /api/player/update", "demo", &message, body);
    assert_eq!(outcome, (200, "ok".to_owned()));
}

#[test]
fn a_challenge_is_spent_even_if_the_handler_fails() {
    let board = board();
    let mut client = Client::new(&board);
    let challenge = challenge(&mut client);
    let hmac = hmac("demo", &format!("{challenge}/api/settings/set_show_ip"));
    let line = "GET /api/settings/set_show_ip";
    assert_eq!(signed(&mut client, line, &challenge, &hmac, "").status, 500);
    assert_eq!(signed(&mut client, line, &challenge, &hmac, "").status, 401);
}

#[test]
fn missing_headers_and_unknown_challenges_have_their_messages() {
    let board = board();
    let mut client = Client::new(&board);
    let line = "GET /api/auth/password_check";
    let mut error = |headers: &[&str]| {
        let answer = client.send(line, headers, "");
        assert_eq!(answer.status, 401);
        answer.json()["error"].as_str().unwrap().to_owned()
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
fn a_challenge_expires_after_a_minute_and_is_forgotten_when_the_next_is_made() {
    let board = board();
    let mut client = Client::new(&board);
    let old = challenge(&mut client);
    let hmac = hmac("demo", &format!("{old}/api/auth/password_check"));
    let line = "GET /api/auth/password_check";
    board.clock().advance(Duration::from_secs(61));
    assert_eq!(
        signed(&mut client, line, &old, &hmac, "").json()["error"],
        "Challenge expired"
    );
    challenge(&mut client);
    assert_eq!(
        signed(&mut client, line, &old, &hmac, "").json()["error"],
        "Invalid challenge"
    );
}

#[test]
fn a_twelfth_challenge_is_refused_until_some_expire() {
    let board = board();
    let mut client = Client::new(&board);
    for _ in 0..11 {
        challenge(&mut client);
    }
    let answer = client.get("/api/auth/challenge");
    assert_eq!(
        (answer.status, &*answer.body),
        (429, r#"{"error": "Too many challenges"}"#)
    );
    board.clock().advance(Duration::from_secs(61));
    challenge(&mut client);
}

#[test]
fn the_log_names_the_mistake_and_the_answer_does_not() {
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
            "stores 16 bytes",
        ),
        ("", "/api/player/update{\"id\": 1}", "empty password"),
        ("wrong", "/api/player/update{\"id\": 1}", "another password"),
    ];
    for (password, message, reason) in cases {
        let outcome = try_message(&board, line, password, message, body);
        assert_eq!(outcome, (401, r#"{"error":"Bad Credentials"}"#.to_owned()));
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
fn upper_case_hex_and_a_decoded_challenge_are_refused() {
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

    // Neither try has used the challenge up.
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
    assert_logged(&board, "includes a body");
    // The type is compared in its case.
    assert_eq!(send(&without, "Content-Type: Application/JSON"), 200);
}

#[test]
fn an_empty_password_still_wants_a_signature() {
    let board = Device::new("").start().unwrap();
    let path = "/api/auth/password_check";
    assert_eq!(
        try_message(&board, &format!("GET {path}"), "", path, "").0,
        200
    );
    assert_eq!(Client::new(&board).get(path).status, 401);
}

#[test]
fn bad_json_an_empty_json_body_and_an_empty_header_are_never_answered() {
    let board = board();
    let json = "Content-Type: application/json\r\n";
    for (rest, reason) in [
        (format!("{json}Content-Length: 1\r\n\r\n{{"), "is not"),
        (
            format!("{json}Content-Length: 5\r\n\r\n\"\u{1}\u{7f}\u{7f}\""),
            "is not",
        ),
        (format!("{json}Content-Length: 0\r\n\r\n"), "length of 0"),
        ("X-Empty:\r\n\r\n".to_owned(), "X-Empty has no value"),
    ] {
        let mut client = Client::new(&board);
        client.write(format!("POST /api/version HTTP/1.1\r\nHost: board\r\n{rest}").as_bytes());
        assert!(client.is_silent(), "{reason}");
        assert_logged(&board, reason);
    }
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
fn open_routes_answer_and_others_and_whole_urls_are_not_found() {
    let board = board();
    let mut client = Client::new(&board);
    for path in ["/api/version", "/api/game/status", "/api/leaders"] {
        assert_eq!(client.get(path).status, 200);
    }
    for target in ["/", "/api/version/", "http://simulator/api/version"] {
        assert_eq!(client.get(target).status, 404, "{target}");
    }
    assert_logged(&board, "a whole URL");
}

#[test]
fn an_answer_can_be_replaced_after_the_challenge_is_spent() {
    let board = board();
    let path = "/api/player/update";
    board.inject(Fault::instead(409, &[], "Already running").on(path));
    let message = format!("{path}{{}}");
    let mut client = Client::new(&board);
    let text = challenge(&mut client);
    let right = hmac("demo", &format!("{text}{message}"));
    let first = signed(&mut client, "POST /api/player/update", &text, &right, "{}");
    assert_eq!((first.status, &*first.body), (409, "Already running"));
    assert_eq!(
        signed(&mut client, "POST /api/player/update", &text, &right, "{}").status,
        401
    );
}

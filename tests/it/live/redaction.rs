//! Secrets, sessions and cookies that a server repeats in any encoding are redacted, and everything else stays readable.

use std::fs;
use std::process::Output;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::live::program;
use countersign_simulator::{Device, Fault, Handle, Scheme as _, StarleafCloud, StarleafEndpoint};

const CHECK: &str = "/api/auth/password_check";

/// A secret that is different in each encoding.
const SECRET: &str = r#"zQ7 "é/+&"#;

/// The secret as a server may repeat it.
const ENCODINGS: &[&str] = &[
    SECRET,
    "zQ7%20%22%C3%A9%2F%2B%26",
    "zQ7%20%22%c3%a9%2f%2b%26",
    "zQ7+%22%C3%A9%2F%2B%26",
    r#"zQ7 \"é/+&"#,
    r#"zQ7 \"\u00e9\/+\u0026"#,
    "elE3ICLDqS8rJg==",
    "elE3ICLDqS8rJg",
];

fn board() -> Handle {
    Device::new("another").start().unwrap()
}

/// Calls a board with a wrong password.
fn call(board: &Handle, password: &str, arguments: &[&str]) -> Output {
    let url = format!("{}{CHECK}", board.url());
    program(&["device", "call", "--password-env", "PW", &url])
        .args(arguments)
        .env("PW", password)
        .output()
        .unwrap()
}

fn stderr(output: Output) -> String {
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_secret_is_redacted_in_every_encoding() {
    for encoding in ENCODINGS {
        let board = board();
        let words = json!({ "error": format!("no <{encoding}>") }).to_string();
        board.inject(Fault::respond(500, &[], words).on(CHECK));
        let stderr = stderr(call(&board, SECRET, &[]));
        assert!(stderr.contains("no <[redacted]"), "{encoding}: {stderr}");
        assert!(!stderr.contains(encoding), "{encoding}: {stderr}");
    }
}

#[test]
fn a_secret_is_redacted_in_headers() {
    for encoding in ENCODINGS.iter().filter(|encoding| encoding.is_ascii()) {
        let board = board();
        let (location, server) = (format!("/x/{encoding}/y"), format!("s {encoding}"));
        let headers = [("Location", location.as_str()), ("X-SL-SERVER", &server)];
        board.inject(Fault::respond(302, &headers, b"").on(CHECK));
        let redirected = stderr(call(&board, SECRET, &["-v"]));
        board.inject(Fault::respond(500, &headers, b"").on(CHECK));
        let failed = stderr(call(&board, SECRET, &["-v"]));
        for stderr in [redirected, failed] {
            assert!(stderr.contains("/x/[redacted]"), "{encoding}: {stderr}");
            assert!(!stderr.contains(encoding), "{encoding}: {stderr}");
        }
    }
}

#[test]
fn a_session_is_redacted_in_every_encoding() {
    for encoding in ENCODINGS {
        let endpoint = StarleafEndpoint::new("pw").iterations(10).start().unwrap();
        let login = json!({ "authenticated": true, "session": SECRET }).to_string();
        endpoint.inject(Fault::json(login).on("/auth").after(1));
        let words = json!({ "error_message": format!("no <{encoding}>") }).to_string();
        endpoint.inject(Fault::respond(500, &[], words).on("/state"));
        let output = program(&["starleaf", "call", "--base-url", endpoint.url()])
            .args(["--password-env", "PW", "/state"])
            .env("PW", "pw")
            .output()
            .unwrap();
        let stderr = stderr(output);
        assert!(stderr.contains("no <[redacted]"), "{encoding}: {stderr}");
        assert!(!stderr.contains(encoding), "{encoding}: {stderr}");
    }
}

#[test]
fn a_cookie_is_redacted_in_every_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    for encoding in ENCODINGS {
        fs::write(
            &jar,
            format!("127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\t{SECRET}\n"),
        )
        .unwrap();
        let cloud = StarleafCloud::new("u", "pw")
            .iterations(10)
            .start()
            .unwrap();
        let words = json!({ "error_message": format!("no <{encoding}>") }).to_string();
        cloud.inject(Fault::respond(500, &[], words).on("/v1/users"));
        let output = program(&[
            "starleaf",
            "call",
            "--api",
            "cloud",
            "--base-url",
            cloud.url(),
        ])
        .arg("--cookie-jar")
        .arg(&jar)
        .arg("/users")
        .output()
        .unwrap();
        let stderr = stderr(output);
        assert!(stderr.contains("no <[redacted]"), "{encoding}: {stderr}");
        assert!(!stderr.contains(encoding), "{encoding}: {stderr}");
    }
}

#[test]
fn a_short_secret_is_redacted_as_a_whole_word() {
    let board = board();
    for (secret, says, shown) in [
        ("abc", "not abc, abcd", "not [redacted], abcd"),
        ("a", "a!b %61 cat", "[redacted]!b [redacted] cat"),
        ("x1", "p=x1&q=ax1", "p=[redacted]&q=ax1"),
    ] {
        let words = json!({ "error": says }).to_string();
        board.inject(Fault::respond(500, &[], words).on(CHECK));
        let stderr = stderr(call(&board, secret, &[]));
        assert!(stderr.contains(shown), "{secret}: {stderr}");
    }
}

#[test]
fn a_long_text_is_redacted_before_it_is_truncated() {
    let board = board();
    let words = json!({ "error": format!("{}{SECRET}", "x".repeat(195)) }).to_string();
    board.inject(Fault::respond(500, &[], words).on(CHECK));
    let stderr = stderr(call(&board, SECRET, &[]));
    assert!(!stderr.contains("xzQ7"), "{stderr}");
}

#[test]
fn a_secret_that_is_a_common_word_leaves_messages_readable() {
    let board = board();
    let cookie = [("Set-Cookie", "reason=404 Not Found; Path=/")];
    board.inject(Fault::respond(404, &cookie, b"{\"error\": \"404 Not Found\"}").on(CHECK));
    let text = stderr(call(&board, "password", &["-v"]));
    assert!(text.contains("404 Not Found: [redacted]"), "{text}");
    assert!(text.contains("HMAC-SHA256(password, message)"), "{text}");
    let cloud = StarleafCloud::new("u", "password")
        .iterations(10)
        .start()
        .unwrap();
    let output = program(&[
        "starleaf",
        "login",
        "--api",
        "cloud",
        "-v",
        "--username",
        "u",
    ])
    .args(["--base-url", cloud.url(), "--password-env", "PW"])
    .env("PW", "password")
    .output()
    .unwrap();
    let text = stderr(output);
    assert!(
        text.contains("PBKDF2-HMAC-SHA256(password, salt, iterations, 32 bytes)"),
        "{text}"
    );
}

#[test]
fn a_secret_of_400_kilobytes_is_redacted_in_linear_time() {
    let board = board();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    let secret = "0123456789abcdef".repeat(25_000);
    fs::write(&file, &secret).unwrap();
    let words = json!({ "error": &secret[..40_000] }).to_string();
    board.inject(Fault::respond(500, &[], words).on(CHECK));
    let url = format!("{}{CHECK}", board.url());
    let start = Instant::now();
    let output = program(&["device", "call", "-v", &url, "--password-file"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

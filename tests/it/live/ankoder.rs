//! `ankoder login` and `ankoder call`.

use std::path::Path;

use crate::live::{PASSWORD, PRIVATE_KEY, Run, run};
use countersign_simulator::{Ankoder, Fault, Handle, Scheme as _};

fn ankoder() -> Handle {
    Ankoder::new("ACCESS", PRIVATE_KEY)
        .user("de:mo", "other")
        .user("demo", PASSWORD)
        .start()
        .unwrap()
}

fn call(ankoder: &Handle, arguments: &[&str]) -> Run {
    run(&[&["ankoder", "call", "--base-url", ankoder.url()], arguments].concat())
}

fn signed(ankoder: &Handle, arguments: &[&str]) -> Run {
    call(
        ankoder,
        &[
            &["--access-key", "ACCESS", "--private-key-env", "PRIVATE_KEY"],
            arguments,
        ]
        .concat(),
    )
}

fn login(ankoder: &Handle, password: &str, jar: &Path) -> Run {
    run(&[
        "ankoder",
        "login",
        "--base-url",
        ankoder.url(),
        "--username",
        "demo",
        "--password-env",
        password,
        "--cookie-jar",
        jar.to_str().unwrap(),
    ])
}

#[test]
fn a_signed_request_is_accepted() {
    let ankoder = ankoder();
    let run = signed(&ankoder, &["/video"]);
    assert_eq!(run.status, 0, "{} {:?}", run.stderr, ankoder.log());
    assert_eq!(run.stderr, "");
    let request = &ankoder.requests()[0];
    assert_eq!(request.header("accept").as_deref(), Some("text/xml"));
    assert_eq!(
        request.header("ankoder_access_key").as_deref(),
        Some("ACCESS")
    );
    let run = signed(
        &ankoder,
        &[
            "--date-format",
            "rfc2822",
            "-H",
            "Accept: application/json",
            "/profile",
        ],
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(ankoder.requests()[1].headers("accept").count(), 1);
}

#[test]
fn a_body_is_sent_as_curl_would() {
    let ankoder = ankoder();
    signed(&ankoder, &["-d", "a=b", "/job"]);
    signed(
        &ankoder,
        &["-d", "<x/>", "-H", "Content-Type: text/xml", "/job"],
    );
    let requests = ankoder.requests();
    assert_eq!(
        (requests[0].method.as_str(), requests[0].body.as_slice()),
        ("POST", &b"a=b"[..])
    );
    assert_eq!(
        requests[0].header("content-type").as_deref(),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        requests[1].header("content-type").as_deref(),
        Some("text/xml")
    );
}

#[test]
fn a_rejected_signature_is_not_retried() {
    let ankoder = ankoder();
    let run = call(
        &ankoder,
        &[
            "--access-key",
            "ACCESS",
            "--private-key-env",
            "WRONG",
            "/video",
        ],
    );
    run.expect_status(
        4,
        "identical requests within one second collide, so wait a second and try again",
    );
    assert_eq!(
        signed(
            &ankoder,
            &["--date", "Mon Aug 17 18:24:36 UTC 2009", "/video"]
        )
        .status,
        4,
        "an old date"
    );
    assert_eq!(ankoder.requests().len(), 2);
}

#[test]
fn basic_sends_the_password_and_warns() {
    let ankoder = ankoder();
    let basic = ["--auth", "basic", "--username", "demo", "--password-env"];
    let run = call(&ankoder, &[&basic[..], &["PW", "/video"]].concat());
    run.expect_status(0, "warning: the password is sent in the clear");
    let run = call(&ankoder, &[&["-v"], &basic[..], &["PW", "/video"]].concat());
    run.expect_message("sends: authorization: [redacted]");
    let run = call(
        &ankoder,
        &[&["-q"], &basic[..], &["WRONG", "/video"]].concat(),
    );
    assert_eq!(run.status, 4);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn a_login_keeps_the_session_but_a_rejected_one_does_not() {
    let ankoder = ankoder();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let refused = login(&ankoder, "WRONG", &jar);
    assert_eq!(refused.status, 4, "{}", refused.stderr);
    assert!(!jar.exists(), "though the service set a cookie");
    let accepted = login(&ankoder, "PW", &jar);
    accepted.expect(0, "warning: the password is sent in the clear", "");
    let form = ankoder.requests().pop().unwrap();
    assert_eq!(form.body, b"login=demo&password=zQ7%20sentinel%2B%26");
    assert!(
        std::fs::read_to_string(&jar)
            .unwrap()
            .contains("_ankoderapi_session")
    );
    let session = [
        "--auth",
        "session",
        "--cookie-jar",
        jar.to_str().unwrap(),
        "/video",
    ];
    let run = call(&ankoder, &session);
    run.expect_status(0, "warning: the session is sent in the clear");
    assert_eq!(ankoder.hits("POST", "/auth/login"), 2);

    let before = std::fs::read_to_string(&jar).unwrap();
    ankoder.inject(
        Fault::respond(
            401,
            &[("Set-Cookie", "_ankoderapi_session=refused; Path=/")],
            b"<e/>",
        )
        .on("/video"),
    );
    call(&ankoder, &session).expect(4, "the session may have ended", "<e/>");
    assert_eq!(login(&ankoder, "WRONG", &jar).status, 4);
    assert_eq!(
        std::fs::read_to_string(&jar).unwrap(),
        before,
        "the cookie of a rejected login replaces nothing"
    );
}

#[test]
fn a_user_name_opens_a_session_when_needed() {
    let ankoder = ankoder();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let session = [
        "--auth",
        "session",
        "--username",
        "demo",
        "--password-env",
        "PW",
        "--cookie-jar",
        jar.to_str().unwrap(),
        "/video",
    ];
    assert_eq!(call(&ankoder, &session).status, 0);
    assert_eq!(call(&ankoder, &session).status, 0);
    assert_eq!(
        (
            ankoder.hits("POST", "/auth/login"),
            ankoder.hits("GET", "/video")
        ),
        (1, 2)
    );
    ankoder.inject(Fault::respond(401, &[], b"").on("/video"));
    assert_eq!(call(&ankoder, &session).status, 0);
    assert_eq!(
        (
            ankoder.hits("POST", "/auth/login"),
            ankoder.hits("GET", "/video")
        ),
        (2, 4)
    );
    ankoder.inject(Fault::respond(401, &[], b"").on("/video").always());
    assert_eq!(call(&ankoder, &session).status, 4);
    assert_eq!(
        (
            ankoder.hits("POST", "/auth/login"),
            ankoder.hits("GET", "/video")
        ),
        (3, 6)
    );
}

#[test]
fn conflicting_options_are_rejected_before_anything_is_sent() {
    let ankoder = ankoder();
    for (arguments, message) in [
        (
            &["--private-key-env", "PRIVATE_KEY", "/x"][..],
            "--access-key is missing",
        ),
        (
            &["--username", "u", "/x"],
            "give --auth basic or --auth session",
        ),
        (
            &["--access-key", "", "--private-key-env", "PRIVATE_KEY", "/x"],
            "--access-key is empty",
        ),
        (&["--auth", "session", "/x"], "--cookie-jar is missing"),
        (
            &["--access-key", "A", "--username", "u", "/x"],
            "--username goes with --auth basic or session only",
        ),
        (
            &["--auth", "session", "--access-key", "A", "/x"],
            "--access-key goes with --auth signature only",
        ),
        (
            &["--auth", "basic", "--password-env", "PW", "/x"],
            "--username is missing",
        ),
        (
            &[
                "--auth",
                "basic",
                "--username",
                "a:b",
                "--password-env",
                "PW",
                "/x",
            ],
            "--username has a colon",
        ),
        (
            &["--auth", "session", "--password-env", "PW", "/x"],
            "--username is missing",
        ),
        (
            &[
                "--access-key",
                "A\n",
                "--private-key-env",
                "PRIVATE_KEY",
                "/x",
            ],
            "--access-key has a line break",
        ),
        (
            &["--access-key", "A", "-H", "Authorization: x", "/x"],
            "is sent by the program itself",
        ),
    ] {
        call(&ankoder, arguments).expect(2, message, "");
    }
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    call(
        &ankoder,
        &[
            "--auth",
            "session",
            "--cookie-jar",
            jar.to_str().unwrap(),
            "/x",
        ],
    )
    .expect(3, "no session for", "");
    assert_eq!(ankoder.connections(), 0);
}

#[test]
fn errors_come_with_their_body() {
    let ankoder = ankoder();
    for status in [400, 404, 422, 500] {
        ankoder.inject(Fault::respond(status, &[], b"<errors/>").on("/video"));
        signed(&ankoder, &["/video"]).expect(5, &format!("/video: {status}"), "<errors/>");
    }
}

#[test]
fn a_valid_session_needs_no_password() {
    let ankoder = ankoder();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    login(&ankoder, "PW", &jar);
    let session = ["--auth", "session", "--cookie-jar", jar.to_str().unwrap()];
    for more in [
        &["/video"][..],
        &["--username", "demo", "/video"],
        &[
            "--username",
            "demo",
            "--password-command",
            "false",
            "/video",
        ],
    ] {
        let run = call(&ankoder, &[&session[..], more].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    ankoder.inject(Fault::respond(401, &[], b"<e/>").on("/video").always());
    for more in [&["/video"][..], &["--username", "demo", "/video"]] {
        call(&ankoder, &[&session[..], more].concat()).expect(
            4,
            "the session may have ended: log in again",
            "<e/>",
        );
    }
    assert_eq!(ankoder.hits("POST", "/auth/login"), 1);
}

#[test]
fn a_401_into_a_closed_pipe_keeps_its_status() {
    let ankoder = ankoder();
    for (status, expected) in [(401, "4"), (403, "4"), (404, "5"), (200, "0")] {
        let body = vec![b'x'; 1 << 20];
        ankoder.inject(Fault::respond(status, &[], body).on("/video"));
        let script = format!(
            "{{ status=0; countersign ankoder call --access-key A --private-key-env PATH --base-url {} /video || status=$?; echo $status >&2; }} | head -c1",
            ankoder.url()
        );
        let output = crate::common::sh(&script);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr.lines().last(), Some(expected), "{stderr}");
        assert_eq!(output.stdout, b"x");
        let has_error = stderr.contains("error: ");
        assert_eq!(has_error, expected != "0", "{stderr}");
    }
}

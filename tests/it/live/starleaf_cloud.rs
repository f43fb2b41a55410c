//! `starleaf login` and `starleaf call` against the Cloud.

use std::time::Duration;

use crate::live::{PASSWORD, Run, TOKEN, run};
use countersign_simulator::{Fault, Handle, Scheme as _, StarleafCloud, starleaf_cloud};

const USER: &str = "first+last@example.com";
const USERS: &str = "[{\"email\":\"first+last@example.com\"}]";

fn cloud() -> Handle {
    StarleafCloud::new(USER, PASSWORD)
        .iterations(100)
        .token(TOKEN)
        .start()
        .unwrap()
}

fn starleaf(cloud: &Handle, arguments: &[&str]) -> Run {
    run(&[
        &[
            "starleaf",
            arguments[0],
            "--api",
            "cloud",
            "--base-url",
            cloud.url(),
        ],
        &arguments[1..],
    ]
    .concat())
}

fn call(cloud: &Handle, arguments: &[&str]) -> Run {
    starleaf(
        cloud,
        &[
            &["call", "--username", USER, "--password-env", "PW"],
            arguments,
        ]
        .concat(),
    )
}

fn hits(cloud: &Handle) -> (usize, usize, usize) {
    (
        cloud.hits("GET", "/v1/challenge"),
        cloud.hits("POST", "/v1/authenticate"),
        cloud.hits("GET", "/v1/users"),
    )
}

#[test]
fn login_prints_nothing_and_keeps_the_cookies() {
    let cloud = cloud();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let jar = jar.to_str().unwrap();
    starleaf(
        &cloud,
        &[
            "login",
            "--username",
            USER,
            "--password-env",
            "PW",
            "--cookie-jar",
            jar,
        ],
    )
    .expect(0, "", "");
    let challenge = &cloud.requests()[0];
    assert!(
        challenge
            .target
            .ends_with("?username=first%2Blast%40example.com"),
        "{}",
        challenge.target
    );
    let text = std::fs::read_to_string(jar).unwrap();
    assert_eq!(
        text.lines().count(),
        4,
        "a comment line and three cookies: {text}"
    );
    call(&cloud, &["--cookie-jar", jar, "/users"]).expect(0, "", USERS);
    assert_eq!((hits(&cloud), cloud.connections()), ((1, 1, 1), 2));
}

#[test]
fn a_call_without_a_jar_logs_in_for_itself() {
    let cloud = cloud();
    call(&cloud, &["/users"]).expect(0, "", USERS);
    assert_eq!((hits(&cloud), cloud.connections()), ((1, 1, 1), 1));
}

#[test]
fn a_wrong_password_is_tried_once() {
    let cloud = cloud();
    let call = starleaf(
        &cloud,
        &[
            "call",
            "--username",
            USER,
            "--password-env",
            "WRONG",
            "/users",
        ],
    );
    assert_eq!(call.status, 4, "{}", call.stderr);
    for message in [
        "/v1/authenticate: 401 Unauthorized",
        "(X-SL-SERVER: simulator-1)",
        "--api endpoint",
    ] {
        call.expect_message(message);
    }
    assert_eq!(hits(&cloud), (1, 1, 0));
}

#[test]
fn an_expired_token_is_renewed_once() {
    let cloud = cloud();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let jar = ["--cookie-jar", jar.to_str().unwrap(), "/users"];
    call(&cloud, &jar).expect(0, "", USERS);
    cloud.clock().advance(Duration::from_secs(3601));
    call(&cloud, &jar).expect(0, "", USERS);
    assert_eq!(hits(&cloud), (2, 2, 3));
    cloud.inject(Fault::respond(401, &[], b"").on("/v1/users").always());
    call(&cloud, &jar).expect(4, "/v1/users: 401 Unauthorized", "");
    assert_eq!(hits(&cloud), (3, 3, 5), "retried only once");
}

#[test]
fn a_request_is_repeated_with_the_new_cookies_at_most_five_times() {
    let cloud = cloud();
    cloud.inject(starleaf_cloud::retry().on("/v1/users").times(5));
    call(&cloud, &["/users"]).expect(0, "", USERS);
    assert_eq!(hits(&cloud), (1, 1, 6));
    cloud.inject(starleaf_cloud::retry().on("/v1/users").always());
    let refused = call(&cloud, &["/users"]);
    assert_eq!(refused.status, 5, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("449 Retry") && refused.stderr.contains("after 5 repeats"),
        "{}",
        refused.stderr
    );
    assert_eq!(hits(&cloud), (2, 2, 12));
}

#[test]
fn a_repeated_request_has_the_same_body() {
    let cloud = cloud();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    let body = format!("{{\"x\": \"{}\"}}", "y".repeat(200_000));
    std::fs::write(&file, &body).unwrap();
    cloud.inject(starleaf_cloud::retry().on("/v1/conferences"));
    assert_eq!(
        call(
            &cloud,
            &["-d", &format!("@{}", file.display()), "/conferences"]
        )
        .status,
        0
    );
    let sent: Vec<_> = cloud
        .requests()
        .iter()
        .filter(|request| request.path() == "/v1/conferences")
        .cloned()
        .collect();
    assert_eq!(sent.len(), 2);
    for request in sent {
        assert_eq!(request.body, body.as_bytes());
        assert_eq!(
            request.header("content-length").as_deref(),
            Some(body.len().to_string().as_str())
        );
        assert_eq!(
            request.header("content-type").as_deref(),
            Some("application/json")
        );
    }
}

#[test]
fn a_token_needs_no_login() {
    let cloud = cloud();
    let with = |verb: &str, token: &str, rest: &[&str]| {
        starleaf(&cloud, &[&[verb, "--token-env", token], rest].concat())
    };
    with("call", "TOKEN", &["/users"]).expect(0, "", USERS);
    with("login", "TOKEN", &[]).expect(0, "", "");
    let refused = with("call", "WRONG", &["/users"]);
    assert_eq!(refused.status, 4);
    refused.expect_message("the token is not accepted");
    assert_eq!(with("login", "WRONG", &[]).status, 4);
    assert_eq!(hits(&cloud), (0, 0, 2));
    starleaf(&cloud, &["call", "--token", "", "/users"]).expect(3, "the token is empty", "");
}

#[test]
fn errors_show_the_server_and_its_message() {
    let cloud = cloud();
    let body = b"{\"error_code\": \"no_api\", \"error_message\": \"not\\nenabled \\u001b[31m\"}";
    for (status, expected, message) in [
        (
            403,
            4,
            "403 Forbidden: no_api: not\\nenabled \\u{1b}[31m (X-SL-SERVER: simulator-1)\nhint: the API is not enabled",
        ),
        (507, 5, "507 Insufficient Storage: no_api"),
        (500, 5, "500 Internal Server Error: no_api"),
    ] {
        cloud.inject(Fault::replace_success(status, &[], body).on("/v1/users"));
        call(&cloud, &["/users"]).expect(expected, message, str::from_utf8(body).unwrap());
    }
}

#[test]
fn the_clouds_challenge_is_hex() {
    let cloud = cloud();
    cloud.inject(
        Fault::json(b"{\"salt\": \"00\", \"iterations\": 1, \"challenge\": \"xyz\"}")
            .on("/v1/challenge"),
    );
    call(&cloud, &["/users"]).expect(3, "the challenge is not hex", "");
    assert_eq!(hits(&cloud), (1, 0, 0));
}

#[test]
fn credentials_are_never_shown() {
    let cloud = cloud();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let run = call(
        &cloud,
        &["-v", "--cookie-jar", jar.to_str().unwrap(), "/users"],
    );
    assert_eq!(run.status, 0);
    let text = std::fs::read_to_string(jar).unwrap();
    for cookie in text
        .lines()
        .skip(1)
        .map(|line| line.rsplit('\t').next().unwrap())
        .filter(|value| value.len() > 2)
    {
        assert!(!run.stderr.contains(cookie), "{}", run.stderr);
    }
    assert!(
        run.stderr.contains("sends: cookie: [redacted]")
            && run.stderr.contains("=[redacted]; Path=/"),
        "{}",
        run.stderr
    );
    let response: serde_json::Value = serde_json::from_slice(&cloud.requests()[1].body).unwrap();
    assert!(
        !run.stderr.contains(response["response"].as_str().unwrap()),
        "{}",
        run.stderr
    );
}

#[test]
fn a_login_that_sets_no_cookie_fails() {
    for headers in [
        &[][..],
        &[("Set-Cookie", "a=b; Domain=example.com")],
        &[("Set-Cookie", "a=b; Path=/elsewhere")],
    ] {
        let cloud = cloud();
        cloud.inject(Fault::respond(204, headers, b"").on("/v1/authenticate"));
        let login = starleaf(
            &cloud,
            &["login", "--username", USER, "--password-env", "PW"],
        );
        login.expect(3, "the login succeeded, but set no usable cookie", "");
    }
}

#[test]
fn the_cookies_of_a_449_are_kept_even_without_a_further_response() {
    let cloud = cloud();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    cloud.inject(Fault::respond(449, &[("Set-Cookie", "new=cookie; Path=/")], b"").on("/v1/users"));
    cloud.inject(Fault::close().on("/v1/users").always());
    assert_eq!(
        call(&cloud, &["--cookie-jar", jar.to_str().unwrap(), "/users"]).status,
        6
    );
    assert!(
        std::fs::read_to_string(&jar)
            .unwrap()
            .contains("\tnew\tcookie")
    );
}

#[test]
fn repeats_are_counted_over_the_whole_run() {
    let cloud = cloud();
    let post = |times: usize| {
        cloud.clear_faults();
        let error = |status| Fault::respond(status, &[], b"").on("/v1/conferences");
        cloud.inject(error(449).times(times));
        cloud.inject(error(401));
        cloud.inject(error(449).always());
        let before = cloud.hits("POST", "/v1/conferences");
        let run = call(&cloud, &["-d", "{}", "/conferences"]);
        assert_eq!(run.status, 5, "{}", run.stderr);
        cloud.hits("POST", "/v1/conferences") - before
    };
    // the first attempt, one after the new login, and five repeats
    assert_eq!((post(5), post(2), post(0)), (7, 7, 7));
}

#[test]
fn an_ended_session_without_a_password_is_an_authentication_failure() {
    let cloud = cloud();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    let jar = ["--cookie-jar", jar.to_str().unwrap(), "/users"];
    call(&cloud, &jar).expect(0, "", USERS);
    cloud.clock().advance(Duration::from_secs(3601));
    for who in [&["call"][..], &["call", "--username", USER]] {
        let run = starleaf(&cloud, &[who, &jar].concat());
        run.expect_status(4, "hint: the session has ended");
    }
    assert_eq!(hits(&cloud), (1, 1, 3));
}

#[test]
fn a_login_must_set_a_new_cookie() {
    let cloud = cloud();
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("jar");
    std::fs::write(&jar, "127.0.0.1\tFALSE\t/\tFALSE\t0\told\tv4lue\n").unwrap();
    cloud.inject(
        Fault::respond(204, &[("Set-Cookie", "other=path; Path=/elsewhere")], b"")
            .on("/v1/authenticate"),
    );
    starleaf(
        &cloud,
        &[
            "login",
            "--username",
            USER,
            "--password-env",
            "PW",
            "--cookie-jar",
            jar.to_str().unwrap(),
        ],
    )
    .expect(3, "the login succeeded, but set no usable cookie", "");
}

#[test]
fn the_length_of_a_token_is_limited() {
    let cloud = cloud();
    for (length, status, message) in [
        (4096, 4, "the token is not accepted"),
        (4097, 3, "the token is longer than 4096 bytes"),
    ] {
        let token = "t".repeat(length);
        let run = starleaf(&cloud, &["call", "-q", "--token", &token, "/users"]);
        run.expect_status(status, message);
    }
}

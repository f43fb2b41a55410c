//! The StarLeaf endpoint: challenges, sessions and refusals.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends there")]

mod common;

use std::time::Duration;

use common::{Client, Response, assert_logged};
use countersign_simulator::starleaf_endpoint::Refusal;
use countersign_simulator::{Handle, Scheme as _, StarleafEndpoint};
use hmac::{Hmac, KeyInit as _, Mac as _};
use pbkdf2::pbkdf2_hmac_array;
use serde_json::{Value, json};
use sha2::Sha256;

const JSON: &str = "Content-Type: application/json";

fn codec() -> Handle {
    StarleafEndpoint::new("secret")
        .iterations(10)
        .start()
        .unwrap()
}

fn hmac(key: &[u8], message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}

fn key(question: &Value, password: &str) -> [u8; 32] {
    let salt = hex::decode(question["salt"].as_str().unwrap()).unwrap();
    let iterations = question["iterations"].as_u64().unwrap().try_into().unwrap();
    pbkdf2_hmac_array::<Sha256, 32>(password.as_bytes(), &salt, iterations)
}

/// Fetches a challenge; returns it with the valid response.
fn solve(client: &mut Client, path: &str) -> (String, String) {
    let question = client.get(path).json();
    let challenge = question["challenge"].as_str().unwrap().to_owned();
    let response = hmac(&key(&question, "secret"), challenge.as_bytes());
    (challenge, response)
}

fn authenticate(client: &mut Client, challenge: &str, response: &str) -> Response {
    client.get(&format!("/auth?challenge={challenge}&response={response}"))
}

fn login(client: &mut Client) -> Response {
    let (challenge, response) = solve(client, "/auth");
    authenticate(client, &challenge, &response)
}

#[test]
fn the_challenge_matches_the_vendors_documentation() {
    let codec = StarleafEndpoint::new("secret")
        .salt(&[1, 0xab])
        .start()
        .unwrap();
    let question = Client::new(&codec).get("/auth").json();
    assert_eq!(question["salt"], "01ab");
    assert_eq!(question["iterations"], 10_000);
    assert_eq!(question["authenticated"], false);
    assert_eq!(question["challenge"].as_str().unwrap().len(), 64);
}

#[test]
fn a_valid_response_by_get_or_post_opens_a_session() {
    let codec = codec();
    let mut client = Client::new(&codec);
    let (challenge, response) = solve(&mut client, "/auth");
    let body = json!({ "challenge": challenge, "response": response }).to_string();
    for login in [
        login(&mut client),
        client.send("POST /auth", &[JSON], &body),
    ] {
        assert_eq!(login.json()["authenticated"], true);
        let session = login.json()["session"].as_str().unwrap().to_owned();
        let cookie = format!("Cookie: {}", login.cookies());
        let body = json!({ "session": session, "filter": "calls" }).to_string();
        assert_eq!(
            client
                .get(&format!("/state?filter=calls&session={session}"))
                .status,
            200
        );
        assert_eq!(client.send("POST /state", &[JSON], &body).status, 200);
        assert_eq!(client.send("GET /state", &[&cookie], "").status, 200);
        assert_eq!(
            client.send("GET /auth", &[&cookie], "").json()["authenticated"],
            true
        );
    }
}

#[test]
fn a_failed_attempt_uses_up_the_challenge() {
    let codec = codec();
    let mut client = Client::new(&codec);
    let (challenge, response) = solve(&mut client, "/auth");
    let wrong = authenticate(&mut client, &challenge, &response.to_uppercase());
    assert_eq!(
        (wrong.status, wrong.json()),
        (200, json!({ "authenticated": false }))
    );
    assert_logged(&codec, "upper-case hex");
    assert_eq!(
        authenticate(&mut client, &challenge, &response).json()["authenticated"],
        false
    );
    assert_logged(&codec, "or was used");
}

#[test]
fn a_challenge_lasts_a_minute() {
    let codec = codec();
    let mut client = Client::new(&codec);
    let (challenge, response) = solve(&mut client, "/auth");
    codec.clock().advance(Duration::from_secs(61));
    assert_eq!(
        authenticate(&mut client, &challenge, &response).json()["authenticated"],
        false
    );
    assert_logged(&codec, "older than a minute");
}

#[test]
fn a_session_ends_an_hour_after_its_last_request() {
    let codec = codec();
    let mut client = Client::new(&codec);
    let session = login(&mut client).json()["session"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut status_after = |minutes: u64| {
        codec.clock().advance(Duration::from_secs(60 * minutes));
        client.get(&format!("/state?session={session}")).status
    };
    assert_eq!(status_after(59), 200);
    assert_eq!(status_after(59), 200);
    assert_eq!(status_after(61), 401);
    assert_logged(&codec, "over an hour ago");
}

#[test]
fn the_log_names_the_mistake_in_a_response() {
    let codec = codec();
    let mut client = Client::new(&codec);
    let mut wrong = |response: &dyn Fn(&Value, &str) -> String| {
        let question = client.get("/auth").json();
        let challenge = question["challenge"].as_str().unwrap();
        let refused = authenticate(&mut client, challenge, &response(&question, challenge));
        assert_eq!(refused.json()["authenticated"], false);
        codec.log().pop().unwrap()
    };
    let cloud = wrong(&|q, c| hmac(&key(q, "secret"), &hex::decode(c).unwrap()));
    assert!(cloud.contains("right for the Cloud"), "{cloud}");
    let hex_key = wrong(&|q, c| hmac(hex::encode(key(q, "secret")).as_bytes(), c.as_bytes()));
    assert!(hex_key.contains("instead of its bytes"), "{hex_key}");
    let line = wrong(&|q, c| hmac(&key(q, "secret\n"), c.as_bytes()));
    assert!(line.contains("ends in a line feed"), "{line}");
    let raw = wrong(&|_, c| hmac(b"secret", c.as_bytes()));
    assert!(raw.contains("instead of the key derived"), "{raw}");
    let other = wrong(&|q, c| hmac(&key(q, "other"), c.as_bytes()));
    assert!(other.contains("another password or key"), "{other}");
}

#[test]
fn without_a_session_the_configured_error_is_sent() {
    let strict = codec();
    let refused = Client::new(&strict).get("/state");
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["error_message"], "not authenticated");

    let lenient = StarleafEndpoint::new("secret")
        .no_session(Refusal::Field)
        .wrong_response(Refusal::Status)
        .start()
        .unwrap();
    let mut client = Client::new(&lenient);
    let refused = client.get("/state");
    assert_eq!(
        (refused.status, refused.json()),
        (200, json!({ "authenticated": false }))
    );
    assert_eq!(authenticate(&mut client, "00", "00").status, 401);
}

#[test]
fn a_gtm_responds_under_ecapi() {
    let gtm = StarleafEndpoint::new("secret")
        .iterations(10)
        .gtm()
        .start()
        .unwrap();
    assert!(gtm.url().ends_with("/ecapi"));
    let mut client = Client::new(&gtm);
    let (challenge, response) = solve(&mut client, "/ecapi/auth");
    let target = format!("/ecapi/auth?challenge={challenge}&response={response}");
    assert_eq!(client.get(&target).json()["authenticated"], true);
    assert_eq!(client.get("/auth").status, 404);
}

#[test]
fn calls_are_dialed_and_ended_and_a_hangup_without_a_call_conflicts() {
    let codec = codec();
    let mut client = Client::new(&codec);
    let session = login(&mut client).json()["session"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut get = |target: &str| client.get(&format!("{target}&session={session}"));
    assert_eq!(get("/action?action=dial&number=1234").status, 200);
    assert_eq!(
        get("/state?filter=calls").json()["calls"],
        json!([{ "number": "1234" }])
    );
    assert_eq!(get("/action?action=hangup").status, 200);
    assert_eq!(get("/action?action=hangup").status, 409);
    assert_eq!(get("/action?action=fly").status, 400);
}

#[test]
fn malformed_and_oversized_requests_have_their_statuses() {
    let codec = codec();
    let mut client = Client::new(&codec);
    assert_eq!(client.send("POST /auth", &[JSON], "{").status, 400);
    assert_eq!(client.get("/auth?challenge=00").status, 400);
    assert_eq!(client.send("PUT /auth", &[JSON], "{}").status, 405);
    let large = "x".repeat(64 * 1024 + 1);
    assert_eq!(client.send("POST /auth", &[JSON], &large).status, 413);
    assert_eq!(
        client
            .get(&format!("/auth?{}", &large[..64 * 1024 - 5]))
            .status,
        414
    );
    assert!(!codec.log().concat().contains("secret"));
}

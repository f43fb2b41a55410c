//! The StarLeaf Cloud: login, cookies, tokens and 449.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends there")]

mod common;

use std::time::Duration;

use common::{Client, Response, assert_logged};
use countersign_simulator::starleaf_cloud::retry;
use countersign_simulator::{Fault, Handle, Scheme as _, StarleafCloud};
use hmac::{Hmac, KeyInit as _, Mac as _};
use pbkdf2::pbkdf2_hmac_array;
use serde_json::json;
use sha2::Sha256;

const USER: &str = "a+b@example.com";

fn cloud() -> Handle {
    StarleafCloud::new(USER, "secret")
        .iterations(10)
        .token("integration")
        .token_lifetime(Duration::from_secs(600))
        .start()
        .unwrap()
}

/// Fetches a challenge for a user; returns the response to its bytes or to its text.
fn response(client: &mut Client, user: &str, to_bytes: bool) -> String {
    let question = client.get(&format!("/v1/challenge?username={user}")).json();
    let challenge = question["challenge"].as_str().unwrap();
    assert_eq!(challenge.len(), 64);
    let salt = hex::decode(question["salt"].as_str().unwrap()).unwrap();
    let key = pbkdf2_hmac_array::<Sha256, 32>(b"secret", &salt, 10);
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    if to_bytes {
        mac.update(&hex::decode(challenge).unwrap());
    } else {
        mac.update(challenge.as_bytes());
    }
    hex::encode(mac.finalize().into_bytes())
}

fn authenticate(client: &mut Client, user: &str, response: &str) -> Response {
    let body = json!({ "username": user, "response": response }).to_string();
    client.send(
        "POST /v1/authenticate",
        &["Content-Type: application/json"],
        &body,
    )
}

/// Logs in; returns the `Cookie` header.
fn login(client: &mut Client) -> String {
    let response = response(client, "a%2Bb%40example.com", true);
    let response = authenticate(client, USER, &response);
    assert_eq!((response.status, &*response.body), (204, ""));
    assert!(response.all("set-cookie").count() > 1);
    format!("Cookie: {}", response.cookies())
}

#[test]
fn a_login_sets_cookies_that_later_requests_all_need() {
    let cloud = cloud();
    assert!(cloud.url().ends_with("/v1"));
    let mut client = Client::new(&cloud);
    let cookies = login(&mut client);
    for path in [
        "features",
        "version",
        "users",
        "conferences",
        "myconferences",
        "myprofile",
    ] {
        let response = client.send(&format!("GET /v1/{path}"), &[&cookies], "");
        assert_eq!(response.status, 200, "{path}");
        assert!(response.header("x-sl-server").is_some());
    }
    let one = cookies.split(';').next().unwrap();
    assert_eq!(client.send("GET /v1/users", &[one], "").status, 401);
    assert_logged(&cloud, "all cookies of");
    let nothing = client.get("/v1/users");
    assert_eq!(nothing.status, 401);
    assert!(nothing.header("x-sl-server").is_some());
}

#[test]
fn wrong_responses_and_unknown_users_are_rejected_with_a_reason_in_the_log() {
    let cloud = cloud();
    let mut client = Client::new(&cloud);
    let text = response(&mut client, "a%2Bb%40example.com", false);
    assert_eq!(authenticate(&mut client, USER, &text).status, 401);
    assert_logged(&cloud, "right for an endpoint");
    // an unencoded plus is a space
    let other = response(&mut client, "a+b@example.com", true);
    assert_logged(&cloud, "no user a b@example.com");
    assert_eq!(
        authenticate(&mut client, "a b@example.com", &other).status,
        401
    );
    assert_logged(&cloud, "no such user");
    assert_eq!(client.get("/v1/challenge").status, 400);
    assert_eq!(client.send("POST /v1/authenticate", &[], "{}").status, 400);
}

#[test]
fn a_challenge_is_for_one_login_within_a_minute() {
    let cloud = cloud();
    let mut client = Client::new(&cloud);
    let first = response(&mut client, "a%2Bb%40example.com", true);
    assert_eq!(authenticate(&mut client, USER, &first).status, 204);
    assert_eq!(authenticate(&mut client, USER, &first).status, 401);
    let late = response(&mut client, "a%2Bb%40example.com", true);
    cloud.clock().advance(Duration::from_secs(61));
    assert_eq!(authenticate(&mut client, USER, &late).status, 401);
    assert_logged(&cloud, "older than a minute");
}

#[test]
fn two_logins_of_a_user_may_overlap() {
    let cloud = cloud();
    let mut client = Client::new(&cloud);
    let one = response(&mut client, "a%2Bb%40example.com", true);
    let two = response(&mut client, "a%2Bb%40example.com", true);
    assert_eq!(authenticate(&mut client, USER, &one).status, 204);
    assert_eq!(authenticate(&mut client, USER, &two).status, 204);
}

#[test]
fn a_token_expires() {
    let cloud = cloud();
    let mut client = Client::new(&cloud);
    let cookies = login(&mut client);
    cloud.clock().advance(Duration::from_secs(601));
    assert_eq!(client.send("GET /v1/users", &[&cookies], "").status, 401);
    assert_logged(&cloud, "expired");
    assert_eq!(client.get("/v1/challenge?username=u").status, 200);
}

#[test]
fn after_449_only_the_changed_cookie_is_accepted() {
    let cloud = cloud();
    let mut client = Client::new(&cloud);
    // it only happens to authenticated requests
    cloud.inject(retry().times(2));
    assert_eq!(client.get("/v1/users").status, 401);
    let cookies = login(&mut client);
    let first = client.send("GET /v1/users", &[&cookies], "");
    assert_eq!(
        (first.status, first.cookies().as_str()),
        (449, "sl_route=1")
    );
    let second = client.send("GET /v1/users", &[&cookies], "");
    assert_eq!(
        (second.status, second.cookies().as_str()),
        (449, "sl_route=2")
    );
    assert_eq!(client.send("GET /v1/users", &[&cookies], "").status, 449);
    assert_logged(&cloud, "outdated");
    let updated = cookies.replace("sl_route=0", "sl_route=2");
    assert_eq!(client.send("GET /v1/users", &[&updated], "").status, 200);
}

#[test]
fn an_integration_token_needs_no_login() {
    let cloud = cloud();
    let mut client = Client::new(&cloud);
    let right = ["X-SL-AUTH-TOKEN: integration"];
    assert_eq!(client.send("GET /v1/users", &right, "").status, 200);
    assert_eq!(client.send("GET /v1/nothing", &right, "").status, 404);
    assert_eq!(
        client
            .send("GET /v1/users", &["X-SL-AUTH-TOKEN: other"], "")
            .status,
        401
    );
}

#[test]
fn an_injected_error_after_authentication_keeps_the_server_header() {
    let cloud = cloud();
    cloud.inject(Fault::replace_success(
        403,
        &[("Content-Type", "text/plain")],
        "not enabled",
    ));
    let mut client = Client::new(&cloud);
    assert_eq!(client.get("/v1/users").status, 401);
    let refused = client.send("GET /v1/users", &["X-SL-AUTH-TOKEN: integration"], "");
    assert_eq!((refused.status, &*refused.body), (403, "not enabled"));
    assert_eq!(refused.header("x-sl-server"), Some("simulator-1"));
}

//! Ankoder: signature, Basic and session.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends there")]

mod common;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use common::{Client, Response, assert_logged};
use countersign_simulator::{Ankoder, Handle, Scheme as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::{Digest as _, Sha1};

const KEY: &str = "ANKODER_PRIVATE_KEY";
const DATE: &str = "Mon Aug 17 18:24:36 HKT 2009";

/// The service, with its clock at the time of the vendor's example.
fn service() -> Handle {
    at_the_example(Ankoder::new("access", KEY).user("me", "p&ss wörd"))
}

fn at_the_example(ankoder: Ankoder) -> Handle {
    let handle = ankoder.start().unwrap();
    handle
        .clock()
        .set(DateTime::<Utc>::from_timestamp(1_250_504_676, 0).unwrap());
    handle
}

fn passkey(date: &str, method: &str, path: &str) -> String {
    let salt = hex::encode(Sha1::digest(format!("-{date}-{method}-{path}-")));
    let mut mac = Hmac::<Sha1>::new_from_slice(KEY.as_bytes()).unwrap();
    mac.update(&salt.as_bytes()[..20]);
    STANDARD.encode(mac.finalize().into_bytes())
}

fn signed(service: &Handle, line: &str, date: &str, passkey: &str) -> Response {
    let headers = [
        "ankoder_access_key: access",
        &format!("ankoder_passkey: {passkey}"),
        &format!("ankoder_date: {date}"),
        "Accept: text/xml",
    ];
    Client::new(service).send(line, &headers, "")
}

#[test]
fn the_known_answer_is_accepted_once() {
    let service = service();
    let passkey = "w32x/4P8s+PopQPLBCBSVVUzWx0=";
    let response = signed(&service, "GET /video/1", DATE, passkey);
    assert_eq!(response.status, 200);
    assert!(response.body.contains("<id>1</id>"));
    assert!(
        response
            .header("content-type")
            .unwrap()
            .starts_with("text/xml")
    );
    assert_eq!(signed(&service, "GET /video/1", DATE, passkey).status, 401);
    assert_logged(&service, "used before");
}

#[test]
fn a_date_is_valid_for_15_minutes_either_way() {
    let service = service();
    let early = "Mon, 17 Aug 2009 10:09:30 GMT";
    assert_eq!(
        signed(&service, "GET /job", early, &passkey(early, "GET", "/job")).status,
        401
    );
    assert_logged(&service, "over 15 minutes");
    let late = "Mon, 17 Aug 2009 10:39:30 +0000";
    assert_eq!(
        signed(&service, "GET /job", late, &passkey(late, "GET", "/job")).status,
        200
    );
    service.clock().advance(Duration::from_secs(16 * 60));
    assert_eq!(
        signed(
            &service,
            "GET /video/1",
            DATE,
            &passkey(DATE, "GET", "/video/1")
        )
        .status,
        401
    );
    assert_eq!(
        signed(
            &service,
            "GET /job",
            "today",
            &passkey("today", "GET", "/job")
        )
        .status,
        401
    );
    assert_logged(&service, "no known format");
}

#[test]
fn whether_the_query_is_signed_is_configurable() {
    let with = passkey(DATE, "GET", "/video.xml?page=2");
    let without = passkey(DATE, "GET", "/video.xml");
    let line = "GET /video.xml?page=2";

    let service = service();
    assert_eq!(signed(&service, line, DATE, &without).status, 401);
    assert_logged(&service, "without the query");
    assert_eq!(signed(&service, line, DATE, &with).status, 200);

    let other = at_the_example(Ankoder::new("access", KEY).signs_query(false));
    assert_eq!(signed(&other, line, DATE, &with).status, 401);
    assert_logged(&other, "with the query");
    assert_eq!(signed(&other, line, DATE, &without).status, 200);
}

#[test]
fn the_log_names_the_mistake_in_a_passkey() {
    let service = service();
    let right = passkey(DATE, "GET", "/video.xml");
    for (wrong, reason) in [
        (hex::encode(STANDARD.decode(&right).unwrap()), "in hex"),
        (passkey(DATE, "get", "/video.xml"), "lower case"),
        (passkey(DATE, "POST", "/video.xml"), "another method"),
        (passkey(DATE, "GET", "/video"), "without its extension"),
        (
            passkey(DATE, "GET", "http://simulator/video.xml"),
            "whole URL",
        ),
        (passkey("now", "GET", "/video.xml"), "another date"),
    ] {
        assert_eq!(signed(&service, "GET /video.xml", DATE, &wrong).status, 401);
        assert_logged(&service, reason);
    }
    assert_eq!(signed(&service, "GET /video.xml", DATE, &right).status, 200);
    assert!(!service.log().concat().contains(KEY));
}

#[test]
fn basic_requires_the_right_password() {
    let service = service();
    let status = |user: &str| {
        let header = format!("Authorization: Basic {}", STANDARD.encode(user));
        Client::new(&service)
            .send("GET /profile", &[&header], "")
            .status
    };
    assert_eq!(status("me:p&ss wörd"), 200);
    assert_eq!(status("me:other"), 401);
    let nothing = Client::new(&service).get("/profile");
    assert_eq!(nothing.status, 401);
    assert!(nothing.header("www-authenticate").is_some());
}

#[test]
fn a_rejected_login_sets_a_useless_cookie() {
    let service = service();
    let form = "Content-Type: application/x-www-form-urlencoded";
    for (password, status) in [("p%26ss+w%C3%B6rd", 200), ("other", 401)] {
        let mut client = Client::new(&service);
        let login = client.send(
            "POST /auth/login",
            &[form],
            &format!("login=me&password={password}"),
        );
        assert_eq!(login.status, status);
        let cookie = login.cookies();
        assert!(cookie.starts_with("_ankoderapi_session="));
        assert_eq!(
            client
                .send("GET /profile", &[&format!("Cookie: {cookie}")], "")
                .status,
            status
        );
    }
    assert_logged(&service, "login that was rejected");
    assert!(!service.log().concat().contains("ss w"));
    assert!(!service.log().concat().contains("p%26ss"));
}

#[test]
fn a_login_must_have_the_form_content_type() {
    let service = at_the_example(Ankoder::new("access", KEY));
    let mut client = Client::new(&service);
    let login = client.send("POST /auth/login", &[], "login=demo&password=demo");
    assert_eq!(login.status, 401);
    assert_logged(&service, "not application/x-www-form-urlencoded");
}

#[test]
fn unknown_resources_are_not_found_once_authenticated() {
    let service = service();
    let signed_for = |path: &str| {
        signed(
            &service,
            &format!("GET {path}"),
            DATE,
            &passkey(DATE, "GET", path),
        )
        .status
    };
    assert_eq!(signed_for("/nothing"), 404);
    assert_eq!(signed_for("/profile"), 200);
    assert_eq!(signed_for("/download"), 200);
}

//! The board's side: a server that checks whether a request is signed.
//!
//! `cargo run --example device_server --no-default-features` prints the status of a response to a request that is signed, and to one whose
//! body was changed on the way.
#![allow(clippy::print_stdout, reason = "an example prints")]

use countersign::device::{Challenge, Signature, message, signed_path};

struct Request {
    target: &'static str,
    body: &'static str,
    x_auth_challenge: &'static str,
    x_auth_hmac: &'static str,
}

/// The server has given out this challenge within the last 60 seconds, and forgets it once a signature was good.
fn status(request: &Request, password: &str) -> u16 {
    let Ok(challenge) = Challenge::new(request.x_auth_challenge) else {
        return 401;
    };
    let path = signed_path(request.target);
    let expected = Signature::new(
        password,
        &message(&challenge, path, request.body.as_bytes()),
    );
    if expected.verify(request.x_auth_hmac) {
        200
    } else {
        401
    }
}

const SIGNED: Request = Request {
    target: "/api/player/update?x=1",
    body: r#"{"id":0,"initials":"MSM"}"#,
    x_auth_challenge: "c1",
    x_auth_hmac: "a456ab04ec7bcf24e15564621d7473bc23b4f9bdae65d1d9755115878caa0f9c",
};

const CHANGED: Request = Request {
    body: r#"{"id":1,"initials":"MSM"}"#,
    ..SIGNED
};

fn main() {
    println!("{}", status(&SIGNED, "test"));
    println!("{}", status(&CHANGED, "test"));
}

#[test]
fn only_the_signed_request_is_accepted() {
    assert_eq!(status(&SIGNED, "test"), 200);
    assert_eq!(status(&CHANGED, "test"), 401);
    assert_eq!(status(&SIGNED, "another password"), 401);
}

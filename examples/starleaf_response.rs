//! A client's side: the response to the challenge of a StarLeaf endpoint, and to that of the StarLeaf Cloud.
//!
//! `cargo run --example starleaf_response --no-default-features` prints both responses.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;

use countersign::starleaf::{Api, Challenge, Iterations, Key, Response, Salt};

/// Salt, iterations and challenge are what the server sends. The key may be kept: it changes with the password only.
fn respond(api: Api) -> Result<Response, Box<dyn Error>> {
    let salt: Salt = "00112233445566778899aabbccddeeff".parse()?;
    let iterations = Iterations::try_from(10_000)?;
    let key = Key::derive("secret", &salt, iterations);

    let challenge: Challenge =
        "00000000000000000000000000000000000000000000000000000000000000ff".parse()?;
    Ok(key.respond(&api.message(&challenge)?))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("endpoint: {}", respond(Api::Endpoint)?);
    println!("Cloud: {}", respond(Api::Cloud)?);
    Ok(())
}

#[test]
fn the_responses_are_the_known_answers() -> Result<(), Box<dyn Error>> {
    let endpoint = "742de0c83e70b76282548e494ebb0a394c92a167ae95760119a2f4fcf0699298";
    assert!(respond(Api::Endpoint)?.verify(endpoint));
    let cloud = "ae078b3222b1c55e5dd68a3cbc3fc8f84559f451a00cfc6de8979487a7040389";
    assert!(respond(Api::Cloud)?.verify(cloud));
    Ok(())
}

//! A client's side: the headers of a request to Ankoder, with the vendor's own date, method and path.
//!
//! `cargo run --example ankoder_headers --no-default-features` prints them as `curl -H @-` reads them.
#![allow(clippy::print_stdout, reason = "an example prints")]

use countersign::ankoder::{Passkey, Salt, headers, string_to_sign};

/// The date is in any format that the server knows, in any zone, and at most 15 minutes old when the request arrives.
fn lines(date: &str, method: &str, path: &str) -> Vec<String> {
    let salt = Salt::from_string_to_sign(&string_to_sign(date, method, path));
    let passkey = Passkey::new("ANKODER_PRIVATE_KEY", &salt);
    headers("ANKODER_ACCESS_KEY", &passkey, date)
        .into_iter()
        .map(|header| format!("{}: {}", header.name, header.value))
        .collect()
}

fn main() {
    for line in lines("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1") {
        println!("{line}");
    }
}

#[test]
fn the_headers_are_the_known_answer() {
    assert_eq!(
        lines("Mon Aug 17 18:24:36 HKT 2009", "GET", "/video/1"),
        [
            "ankoder_access_key: ANKODER_ACCESS_KEY",
            "ankoder_passkey: w32x/4P8s+PopQPLBCBSVVUzWx0=",
            "ankoder_date: Mon Aug 17 18:24:36 HKT 2009"
        ]
    );
}

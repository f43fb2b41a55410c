//! Responses to challenges, signatures of requests, and key ids of content keys: the derivations under the `countersign` program.
//!
//! | module | scheme |
//! |---|---|
//! | [`starleaf`] | StarLeaf endpoint and Cloud: a key from a password, the response to a challenge |
//! | [`device`] | boards like Warped Pinball's Vector: the signature of a request under a one-time challenge |
//! | [`ankoder`] | Ankoder: salt, passkey and headers of a request |
//! | [`speke`] | Axinom's SPEKE key-ID override, versions 1 and 2, and the forms of a key id |
//!
//! Every function takes values and returns values: it reads no file, clock, environment or random number. Each stage of a derivation is public and
//! has a known answer in its example, published by the vendor or computed by independent code.
//!
//! Secrets are wiped when they are dropped. Whatever authorises a request is `[redacted]` in debug output, has no `==`, and is compared in constant
//! time with its `verify`. A signed request's [`Header`] says whether its value authorises.
//!
//! ```
//! use countersign::starleaf::{Api, Challenge, Iterations, Key, Salt};
//!
//! // a client responds
//! let salt = Salt::from_hex("73616c74")?;
//! let key = Key::derive("password", &salt, Iterations::MIN);
//! let challenge = Challenge::new("deadbeef")?;
//! let message = Api::Endpoint.message(&challenge)?;
//! let response = key.respond(&message).to_string();
//! assert_eq!(response, "329e9e78ddbfc94d7fd39be6853ba68454e2cd811afbdabfee8d52fa8743486c");
//!
//! // a server verifies
//! assert!(key.verify(&message, &response));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod schemes;

pub use schemes::{Header, ankoder, device, hexadecimal, speke, starleaf};

/// The Rust of the README, as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! Answers to challenges, signatures of requests, and key ids of content keys: the pure derivations under the `countersign` program.
//!
//! | module | scheme |
//! |---|---|
//! | [`starleaf`] | StarLeaf endpoint and Cloud: a key from a password, the response to a challenge |
//! | [`device`] | Vector-like boards: the signature of a request under a one-time challenge |
//! | [`ankoder`] | Ankoder: salt, passkey and headers of a request |
//! | [`speke`] | Axinom's SPEKE key-ID override, versions 1 and 2, and the forms of a key id |
//!
//! Every function here takes values and gives values: no I/O, no clock, no environment, no randomness. Each stage of a derivation is public and
//! has a published or independently computed answer in its example. Secrets are wiped when they are dropped and print as `[redacted]`.
//!
//! ```
//! use countersign::starleaf::{Challenge, Iterations, Key, Salt};
//!
//! let salt = Salt::from_hex("73616c74")?;
//! let key = Key::derive("password", &salt, Iterations::MIN);
//! let challenge = Challenge::new("deadbeef")?;
//! let response = key.respond(challenge.as_bytes());
//! assert_eq!(response.to_string(), "329e9e78ddbfc94d7fd39be6853ba68454e2cd811afbdabfee8d52fa8743486c");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod schemes;

pub use schemes::{ankoder, device, hexadecimal, speke, starleaf};

/// The Rust of the README, as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

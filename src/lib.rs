//! Challenge responses, request signatures and key IDs: the derivations behind the `countersign` program.
//!
//! | module | scheme |
//! |---|---|
//! | [`starleaf`] | StarLeaf endpoints and Cloud: derive a key from a password, respond to a challenge |
//! | [`device`] | boards such as Warped Pinball's Vector: sign a request with a one-time challenge |
//! | [`ankoder`] | Ankoder: the salt, the passkey and the headers of a request |
//! | [`speke`] | Axinom's SPEKE key ID override, versions 1 and 2, the formats of a key ID, and the key IDs in files |
//!
//! Every function is pure: it reads no file, clock, environment or random number; [`speke::inspect`] reads from the source it is given. Each stage of a derivation is public, and its example is a known
//! answer that the vendor published or that independent code computed.
//!
//! Secrets are wiped on drop. Responses, passkeys and signatures are `[redacted]` in debug output and have no `==`; `verify` compares them in constant
//! time. A [`Header`] of a signed request says whether its value is sensitive.
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

/// Runs the README's Rust examples as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

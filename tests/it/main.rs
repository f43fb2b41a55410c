//! All integration tests, one binary: what the library derives, what the program does as users run it, and what it does against servers.
//!
//! `SNAPSHOTS=overwrite cargo test --test it` rewrites every expectation that is kept in a file.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "test data is written for the reader, not for speed"
)]

mod catalogue;
mod common;
mod cpix;
mod inspect;
mod library;
mod live;
mod program;

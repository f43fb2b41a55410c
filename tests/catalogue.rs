//! Whole catalogues: random grids and files against an independent oracle, bad lines, memory, interrupts, `--unique`, and `find`.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends there")]

mod common;

#[path = "catalogue/files.rs"]
mod files;
#[path = "catalogue/find.rs"]
mod find;
#[path = "catalogue/grids.rs"]
mod grids;
#[path = "catalogue/oracle.rs"]
mod oracle;
#[path = "catalogue/streams.rs"]
mod streams;
#[path = "catalogue/unique.rs"]
mod unique;

//! What the targets do with their input. They are in one crate with a copy of the program, see `build.rs`.
#![allow(
    dead_code,
    unused_imports,
    reason = "no target uses all of the program"
)]

include!(concat!(env!("OUT_DIR"), "/program/program.rs"));

pub mod targets;

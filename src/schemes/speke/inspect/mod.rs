//! Key IDs in files.

#[allow(dead_code, reason = "only its tests use it yet")]
mod mp4;

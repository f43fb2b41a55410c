//! The derivations: bytes in, bytes out.

pub mod ankoder;
mod challenge;
pub mod device;
mod header;
pub mod hexadecimal;
mod mac;
pub mod speke;
pub mod starleaf;

pub use header::Header;

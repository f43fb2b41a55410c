//! The derivations: bytes in, bytes out.

pub mod ankoder;
mod challenge;
pub mod device;
pub mod hexadecimal;
mod mac;
pub mod speke;
pub mod starleaf;

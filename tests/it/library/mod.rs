//! The derivations, as the library offers them.

mod properties;
mod vectors;

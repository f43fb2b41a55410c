//! The library's derivations.

mod properties;
mod vectors;

//! The library's derivations.

mod inputs;
mod properties;
mod vectors;

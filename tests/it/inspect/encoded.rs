//! encoded

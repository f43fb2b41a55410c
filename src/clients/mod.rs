//! What goes over the network.

pub(crate) mod target;

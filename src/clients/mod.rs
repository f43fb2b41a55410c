//! What goes over the network: a file a scheme, on the one HTTP agent.

pub(crate) mod ankoder;
pub(crate) mod cookies;
pub(crate) mod device;
pub(crate) mod http;
mod reply;
pub(crate) mod starleaf;

pub(crate) use reply::{Reply, Stop};

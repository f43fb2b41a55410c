//! What goes over the network: a file a scheme, on the one HTTP agent.

pub(crate) mod ankoder;
pub(crate) mod cookies;
pub(crate) mod device;
pub(crate) mod http;
pub(crate) mod query;
mod reply;
pub(crate) mod starleaf;
pub(crate) mod target;

pub(crate) use reply::{Reply, Stop};

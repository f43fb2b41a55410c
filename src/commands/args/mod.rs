//! The options that more than one command takes.

pub(crate) mod connection;
pub(crate) mod curl;
pub(crate) mod data;
pub(crate) mod jar;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod secret;
pub(crate) mod target;

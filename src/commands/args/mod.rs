//! The options that more than one command takes.

pub(crate) mod call;
pub(crate) mod challenge;
pub(crate) mod connection;
pub(crate) mod curl;
pub(crate) mod data;
pub(crate) mod file;
pub(crate) mod jar;
pub(crate) mod output;
pub(crate) mod request;
pub(crate) mod secret;
pub(crate) mod suggested;
pub(crate) mod target;

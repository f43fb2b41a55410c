//! How a request is sent and a response is read: TLS always verified, no redirect followed, no proxy for hosts nearby, and a limit to every wait.

mod body;
mod connection;
mod failure;
mod fields;
mod limits;
mod outgoing;
mod proxy;
mod response;
mod send;
mod tls;

use std::path::PathBuf;
use std::time::Duration;

pub(crate) use fields::Fields;
pub(crate) use response::Response;
pub(crate) use send::Http;

/// How requests are made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// The time to resolve a name and connect, TLS included.
    pub(crate) connect_timeout: Duration,
    /// The time until the last response begins, and then between two pieces of its body.
    pub(crate) timeout: Duration,
    /// The time for all of it.
    pub(crate) max_time: Option<Duration>,
    /// A PEM file with the authorities that TLS trusts instead of the system's.
    pub(crate) cacert: Option<PathBuf>,
    /// Whether the environment's proxies are ignored, whatever the host.
    pub(crate) no_proxy: bool,
}

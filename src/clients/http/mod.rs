//! How a request is sent and a response is read: TLS always verified, no redirect followed, no proxy for hosts nearby, and a limit to every wait.

mod body;
mod connection;
mod failure;
mod fields;
mod limits;
mod names;
mod outgoing;
mod proxy;
mod response;
mod send;
mod tls;

use std::path::PathBuf;
use std::time::Duration;

use zeroize::Zeroizing;

pub(crate) use fields::Fields;
pub(crate) use response::Response;
pub(crate) use send::Http;
pub(crate) use tls::Pin;

/// How requests are made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// The time to resolve a name and connect, TLS included.
    pub(crate) connect_timeout: Duration,
    /// The time to wait for the responses of a run together, and then for each piece of the last body.
    pub(crate) timeout: Duration,
    /// The time for the whole run.
    pub(crate) max_time: Option<Duration>,
    /// A PEM file with the certificates that TLS trusts instead of the system's: of authorities, or the server's own.
    pub(crate) cacert: Option<PathBuf>,
    /// The keys one of which the server must have; if there are any, nothing else is checked.
    pub(crate) pinned_keys: Vec<Pin>,
    /// The URL of a proxy, which may hold a password.
    pub(crate) proxy: Option<Zeroizing<String>>,
    /// Whether the environment's proxies are ignored, whatever the host.
    pub(crate) no_proxy: bool,
}

//! Sends requests and reads responses. TLS is always verified, redirects are not followed, local hosts need no proxy, and every wait is limited.

mod body;
mod connection;
mod failure;
mod fields;
mod handshake;
mod limits;
mod names;
mod outgoing;
mod pin;
mod proxy;
mod response;
mod send;
mod tls;

use std::path::PathBuf;
use std::time::Duration;

use zeroize::Zeroizing;

pub(crate) use fields::Fields;
pub(crate) use pin::Pin;
pub(crate) use response::Response;
pub(crate) use send::Http;

#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// The maximum time to connect, including name resolution and TLS.
    pub(crate) connect_timeout: Duration,
    /// The maximum time to wait for all responses of a run, and the maximum time without body data.
    pub(crate) timeout: Duration,
    /// The maximum time for the whole run.
    pub(crate) max_time: Option<Duration>,
    /// A PEM file of certificates to trust instead of the system's: those of authorities or the server's own.
    pub(crate) cacert: Option<PathBuf>,
    /// The server must have one of these keys; if there are any, nothing else is checked.
    pub(crate) pinned_keys: Vec<Pin>,
    /// May contain a password.
    pub(crate) proxy: Option<Zeroizing<String>>,
    /// Whether to ignore the environment's proxies for all hosts.
    pub(crate) no_proxy: bool,
}

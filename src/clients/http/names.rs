//! How a host name becomes addresses: in time, and in the zone that an IPv6 address is written with.

use std::io;
use std::net::{Ipv6Addr, SocketAddr, ToSocketAddrs};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::limits::Limits;
use crate::request::Target;

/// Resolves the names of one server and of its proxy.
#[derive(Debug)]
pub(super) struct Names {
    limits: Limits,
    /// The server's address and its zone, which means something on this machine only.
    zoned: Option<(Ipv6Addr, String)>,
}

impl Names {
    pub(super) fn new(limits: Limits, target: &Target) -> Self {
        let zoned = target.zone().map(str::to_owned);
        let zoned = zoned.and_then(|zone| Some((target.host().parse().ok()?, zone)));
        Self { limits, zoned }
    }
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        wait: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let wait = self.limits.shorten(wait)?;
        let mut addresses = DefaultResolver::default().resolve(uri, config, wait)?;
        let is_literal = uri.host().is_some_and(|host| host.starts_with('['));
        if is_literal && let [SocketAddr::V6(address)] = &mut addresses[..] {
            let ip = *address.ip();
            match &self.zoned {
                Some((zoned, zone)) if *zoned == ip => address.set_scope_id(scope_id(ip, zone)?),
                _ if ip.is_unicast_link_local() => return Err(without_zone(ip)),
                _ => {}
            }
        }
        Ok(addresses)
    }
}

/// The system's number for a zone, which is the name or the number of a network interface.
fn scope_id(ip: Ipv6Addr, zone: &str) -> io::Result<u32> {
    let found = (format!("{ip}%{zone}").as_str(), 0).to_socket_addrs();
    let scope_id = found.ok().and_then(|mut found| match found.next()? {
        SocketAddr::V6(address) => Some(address.scope_id()),
        SocketAddr::V4(_) => None,
    });
    scope_id.ok_or_else(|| {
        io::Error::other(format!(
            "this machine has no network interface '{zone}' for {ip}"
        ))
    })
}

fn without_zone(ip: Ipv6Addr) -> Error {
    let message = format!("a link-local address needs its network interface: [{ip}%25eth0]");
    io::Error::other(message).into()
}

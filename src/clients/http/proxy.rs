//! Chooses the proxy for a request: none for local hosts, else that of `--proxy` or the environment.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::Proxy;

use super::Settings;
use crate::request::Target;
use crate::terminal::Failure;

/// The proxy for a target: that of `--proxy`, else one from the environment.
pub(super) fn choose(target: &Target, settings: &Settings) -> Result<Option<Proxy>, Failure> {
    match &settings.proxy {
        Some(url) => Proxy::new(url).map(Some).map_err(|_| {
            Failure::usage("--proxy is not a proxy URL")
                .hint("write it as http://host:port or socks5h://host:port")
        }),
        None if settings.no_proxy => Ok(None),
        None => from_environment(target),
    }
}

/// Reads the environment as curl does: `http_proxy` or `https_proxy` by the URL's scheme, else `all_proxy`, and `no_proxy` for exceptions.
/// `HTTP_PROXY` is ignored, because a client of a CGI program can set it. Errors do not repeat the value, which may contain a password.
fn from_environment(target: &Target) -> Result<Option<Proxy>, Failure> {
    let host = target.host();
    let exceptions = first(&["no_proxy", "NO_PROXY"]);
    if is_local(&host) || exceptions.is_some_and(|(_, list)| is_excepted(&host, &list)) {
        return Ok(None);
    }
    let found = if target.is_https() {
        first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
    } else {
        first(&["http_proxy", "all_proxy", "ALL_PROXY"])
    };
    let Some((name, url)) = found else {
        return Ok(None);
    };
    Proxy::new(&url).map(Some).map_err(|_| {
        Failure::input(format!(
            "the environment variable {name} is not a proxy URL"
        ))
        .hint("write it as http://host:port, or unset it")
    })
}

/// The first variable that is set and not empty.
fn first<'n>(names: &[&'n str]) -> Option<(&'n str, String)> {
    names.iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        (!value.is_empty()).then_some((*name, value))
    })
}

/// Whether a list such as `example.com,.example.org` or `*` includes a host. A name in it includes its subdomains.
fn is_excepted(host: &str, list: &str) -> bool {
    let matches = |pattern: &str| {
        let name = pattern
            .strip_prefix('*')
            .unwrap_or(pattern)
            .trim_start_matches('.')
            .to_ascii_lowercase();
        pattern == "*"
            || (!name.is_empty()
                && (host == name
                    || host
                        .strip_suffix(&name)
                        .is_some_and(|rest| rest.ends_with('.'))))
    };
    list.split(',').map(str::trim).any(matches)
}

/// Whether a host is on this machine or its network: loopback, private and link-local addresses, `.local` names, and names without a dot.
fn is_local(host: &str) -> bool {
    match host.parse() {
        Ok(IpAddr::V4(address)) => is_local_v4(address),
        Ok(IpAddr::V6(address)) => address
            .to_ipv4_mapped()
            .map_or_else(|| is_local_v6(address), is_local_v4),
        Err(_) => {
            let name = host.trim_end_matches('.');
            !name.contains('.')
                || [".local", ".localhost"]
                    .iter()
                    .any(|zone| name.ends_with(zone))
        }
    }
}

fn is_local_v4(address: Ipv4Addr) -> bool {
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_unspecified()
}

fn is_local_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::{is_excepted, is_local};

    #[test]
    fn local_hosts_need_no_proxy() {
        for host in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.20",
            "169.254.3.4",
            "0.0.0.0",
            "::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "::ffff:192.168.1.1",
            "localhost",
            "codec",
            "board.local",
            "board.local.",
        ] {
            assert!(is_local(host), "{host}");
        }
    }

    #[test]
    fn an_exception_covers_a_domain_and_its_subdomains() {
        for list in [
            "example.com",
            ".example.com",
            "*.example.com",
            "a.org, EXAMPLE.com",
            "*",
        ] {
            assert!(is_excepted("api.example.com", list), "{list}");
        }
        for list in [
            "",
            ",",
            "ample.com",
            "api.example.com.org",
            "pi.example.com",
        ] {
            assert!(!is_excepted("api.example.com", list), "{list}");
        }
    }

    #[test]
    fn other_hosts_are_not_local() {
        for host in [
            "8.8.8.8",
            "172.32.0.1",
            "172.15.0.1",
            "192.169.0.1",
            "11.0.0.1",
            "2001:db8::1",
            "api.ankoder.com",
            "local.example.com",
            "a.localx",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }
}

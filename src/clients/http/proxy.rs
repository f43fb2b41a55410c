//! Which requests go through a proxy: none to a machine that is near, all others as the environment says.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::Proxy;

use crate::request::Target;
use crate::terminal::Failure;

/// The proxy that the environment names for a target, as curl reads it: `http_proxy` or `https_proxy` after the URL's scheme, else `all_proxy`, in
/// lower or upper case, and `no_proxy` for the exceptions.
///
/// # Errors
/// An input error if the variable is not a proxy's URL. Its value may hold a password and is not repeated.
pub(super) fn of_environment(target: &Target) -> Result<Option<Proxy>, Failure> {
    let host = target.host();
    let exceptions = variable("no_proxy")
        .or_else(|| variable("NO_PROXY"))
        .unwrap_or_default();
    if is_near(&host) || is_excepted(&host, &exceptions) {
        return Ok(None);
    }
    let names = if target.is_https() {
        ["https_proxy", "HTTPS_PROXY"]
    } else {
        ["http_proxy", "HTTP_PROXY"]
    };
    let found = names
        .into_iter()
        .chain(["all_proxy", "ALL_PROXY"])
        .find_map(|name| Some((name, variable(name)?)));
    let Some((name, url)) = found else {
        return Ok(None);
    };
    Proxy::new(&url).map(Some).map_err(|_| {
        Failure::input(format!(
            "{name} of the environment is not the URL of a proxy"
        ))
        .hint("write it as http://host:port, or unset it")
    })
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether a list such as `example.com,.example.org` or `*` has a host: a name in it stands for itself and for all under it.
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

/// Whether a host is this machine or on its own network: loopback, private and link-local addresses, `.local` names, and names without a dot.
fn is_near(host: &str) -> bool {
    match host.parse() {
        Ok(IpAddr::V4(address)) => is_near_v4(address),
        Ok(IpAddr::V6(address)) => address
            .to_ipv4_mapped()
            .map_or_else(|| is_near_v6(address), is_near_v4),
        Err(_) => {
            let name = host.trim_end_matches('.');
            !name.contains('.')
                || [".local", ".localhost"]
                    .iter()
                    .any(|zone| name.ends_with(zone))
        }
    }
}

fn is_near_v4(address: Ipv4Addr) -> bool {
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_unspecified()
}

fn is_near_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::{is_excepted, is_near};

    #[test]
    fn no_proxy_stands_between_neighbours() {
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
            assert!(is_near(host), "{host}");
        }
    }

    #[test]
    fn an_exception_holds_for_a_name_and_all_under_it() {
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
    fn the_rest_of_the_world_is_far() {
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
            assert!(!is_near(host), "{host}");
        }
    }
}

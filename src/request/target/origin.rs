//! The server of a URL.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv6Addr;

use ureq::http::uri::Authority;

use super::error::TargetError;

/// Scheme and authority.
#[derive(Clone)]
pub(super) struct Origin {
    is_https: bool,
    /// As written, but for the zone of an IPv6 address.
    authority: Authority,
    /// The network interface that an IPv6 address is reached through, as in `[fe80::1%25eth0]`.
    zone: Option<String>,
}

impl Origin {
    /// Checks a scheme and an authority.
    pub(super) fn parse(scheme: &str, authority: &str) -> Result<Self, TargetError> {
        let is_https = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(TargetError::Neither),
        };
        let (authority, zone) = split_zone(authority);
        if let Some(zone) = zone {
            check_zone(zone, &authority)?;
        }
        Ok(Self {
            is_https,
            authority: parse_authority(&authority)?,
            zone: zone.map(str::to_owned),
        })
    }

    pub(super) fn is_https(&self) -> bool {
        self.is_https
    }

    pub(super) fn scheme(&self) -> &'static str {
        if self.is_https { "https" } else { "http" }
    }

    /// Host and port as written, without a zone.
    pub(super) fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// The host in lower case; an IPv6 address has no brackets.
    pub(super) fn host(&self) -> String {
        let host = self.authority.host();
        host.trim_matches(['[', ']']).to_ascii_lowercase()
    }

    pub(super) fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// Scheme, host and port in lower case.
    pub(super) fn server(&self) -> String {
        let default = if self.is_https { 443 } else { 80 };
        let port = self.authority.port_u16().unwrap_or(default);
        let host = self.authority.host().to_ascii_lowercase();
        let zone = self.zone().unwrap_or_default();
        format!("{}://{host}{zone}:{port}", self.scheme())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, authority) = (self.scheme(), &self.authority);
        match (&self.zone, authority.as_str().split_once(']')) {
            (Some(zone), Some((address, port))) => {
                write!(f, "{scheme}://{address}%25{zone}]{port}")
            }
            _ => write!(f, "{scheme}://{authority}"),
        }
    }
}

/// Takes the zone out of `[fe80::1%25eth0]` or `[fe80::1%eth0]`.
fn split_zone(authority: &str) -> (Cow<'_, str>, Option<&str>) {
    let Some((address, zone)) = authority.split_once('%') else {
        return (authority.into(), None);
    };
    let (zone, port) = zone.split_once(']').unwrap_or_default();
    let zone = zone.strip_prefix("25").unwrap_or(zone);
    (format!("{address}]{port}").into(), Some(zone))
}

/// Checks that a zone is the name of an interface, behind an IPv6 address.
fn check_zone(zone: &str, authority: &str) -> Result<(), TargetError> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._~-".contains(c);
    if zone.is_empty() || !zone.chars().all(is_name) || !authority.starts_with('[') {
        return Err(TargetError::Zone);
    }
    Ok(())
}

fn parse_authority(text: &str) -> Result<Authority, TargetError> {
    if text.parse::<Ipv6Addr>().is_ok() {
        return Err(TargetError::Brackets);
    }
    if text.contains('@') {
        return Err(TargetError::Credentials);
    }
    if text.is_empty() || text.starts_with(':') {
        return Err(TargetError::NoHost);
    }
    let authority: Authority = text.parse().map_err(|_| TargetError::Authority)?;
    // Authority accepts any text as a port
    let port = text[authority.host().len()..].strip_prefix(':');
    match port.map(str::parse::<u16>) {
        None if text.len() == authority.host().len() => Ok(authority),
        Some(Ok(1..)) => Ok(authority),
        _ => Err(TargetError::Authority),
    }
}

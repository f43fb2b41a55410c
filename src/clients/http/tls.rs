//! Whom TLS trusts.

use std::path::Path;

use rustls_native_certs::load_native_certs;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::{Proxy, ProxyProtocol};

use crate::request::Target;
use crate::terminal::Failure;
use crate::terminal::input::cause;

/// TLS for a target, by the certificates of a PEM file if one is given, as curl's `--cacert`, else by the system's, which `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` may replace.
///
/// # Errors
/// An input error if the file cannot be read or holds no certificate.
pub(super) fn config(
    target: &Target,
    proxy: Option<&Proxy>,
    cacert: Option<&Path>,
) -> Result<TlsConfig, Failure> {
    let config = TlsConfig::builder().provider(TlsProvider::Rustls);
    let is_needed =
        target.is_https() || proxy.is_some_and(|proxy| proxy.protocol() == ProxyProtocol::Https);
    if !is_needed && cacert.is_none() {
        return Ok(config.build());
    }
    let certificates = match cacert {
        Some(file) => from_file(file)?,
        None => load_native_certs()
            .certs
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect(),
    };
    Ok(config
        .root_certs(RootCerts::new_with_certs(&certificates))
        .unversioned_rustls_crypto_provider(rustls::crypto::ring::default_provider().into())
        .build())
}

fn from_file(file: &Path) -> Result<Vec<Certificate<'static>>, Failure> {
    let failure = |what: &str| Failure::input(format!("--cacert: '{}' {what}", file.display()));
    let pem = std::fs::read(file)
        .map_err(|error| failure(&format!("cannot be read: {}", cause(&error))))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => return Err(failure("is not PEM")),
        }
    }
    if certificates.is_empty() {
        return Err(failure("holds no certificate")
            .hint("it must be PEM, with -----BEGIN CERTIFICATE-----"));
    }
    Ok(certificates)
}

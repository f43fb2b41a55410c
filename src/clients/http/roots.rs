//! Whom TLS trusts.

use std::path::Path;

use rustls_native_certs::load_native_certs;
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use crate::terminal::Failure;
use crate::terminal::input::cause;

/// The certificates of a file if one is given, instead of the system's, as curl's `--cacert`; else the system's, which `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` may replace.
///
/// # Errors
/// An input error if the file cannot be read or holds no certificate.
pub(super) fn load(file: Option<&Path>) -> Result<RootCerts, Failure> {
    let certificates = match file {
        Some(file) => of_file(file)?,
        None => load_native_certs()
            .certs
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect(),
    };
    Ok(RootCerts::new_with_certs(&certificates))
}

fn of_file(file: &Path) -> Result<Vec<Certificate<'static>>, Failure> {
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

//! A certificate for this machine, signed by an authority that nobody else knows.

use std::error::Error;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;

/// Makes an authority and a certificate for `localhost` and 127.0.0.1; returns what serves it and the authority's certificate as PEM.
pub(crate) fn config() -> Result<(Arc<ServerConfig>, String), Box<dyn Error + Send + Sync>> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
        .distinguished_name
        .push(DnType::CommonName, "countersign simulator authority");
    let authority_key = KeyPair::generate()?;
    let pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let key = KeyPair::generate()?;
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut certificate = CertificateParams::new(names)?;
    certificate
        .distinguished_name
        .push(DnType::CommonName, "countersign simulator");
    let certificate = certificate.signed_by(&key, &issuer)?;

    let private_key = PrivateKeyDer::try_from(key.serialize_der())?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private_key)?;
    Ok((Arc::new(config), pem))
}

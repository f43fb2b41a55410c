//! A certificate for this machine, signed by a new certificate authority.

use std::error::Error;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;

type Failure = Box<dyn Error + Send + Sync>;

/// Creates a certificate authority and a certificate for `localhost` and 127.0.0.1; returns the server's config and the CA certificate as PEM.
pub(crate) fn new_authority() -> Result<(Arc<ServerConfig>, String), Failure> {
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

    Ok((config(certificate.der(), &key.serialize_der())?, pem))
}

/// The config of a server with a certificate.
pub(crate) fn config(certificate: &[u8], private_key: &[u8]) -> Result<Arc<ServerConfig>, Failure> {
    let private_key = PrivateKeyDer::try_from(private_key.to_vec())?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.to_vec().into()], private_key)?;
    Ok(Arc::new(config))
}

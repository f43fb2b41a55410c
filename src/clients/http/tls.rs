//! TLS: which servers to trust, and secure connections.

use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore,
    SignatureScheme, StreamOwned,
};
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

use super::Settings;
use super::pin::{self, Pin};
use crate::terminal::Failure;
use crate::terminal::input::cause;

/// The TLS configuration.
#[derive(Debug, Clone)]
pub(super) struct Tls {
    config: Arc<ClientConfig>,
    verifier: Arc<Verifier>,
}

impl Tls {
    /// Trusts the pinned keys if there are any, else the certificates of `--cacert`, else the system's authorities, which `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` can replace.
    pub(super) fn new(settings: &Settings) -> Result<Self, Failure> {
        let verifier = Arc::new(Verifier::new(settings)?);
        let config = ClientConfig::builder_with_provider(Arc::clone(&verifier.provider))
            .with_safe_default_protocol_versions()
            .map_err(anyhow::Error::from)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(&verifier) as _)
            .with_no_client_auth();
        Ok(Self {
            config: Arc::new(config),
            verifier,
        })
    }

    /// The server's key, if its certificate was rejected.
    pub(super) fn rejected_key(&self) -> Option<Pin> {
        *lock(&self.verifier.refused)
    }

    /// Performs the TLS handshake on a connection.
    pub(super) fn connect(
        &self,
        details: &ConnectionDetails,
        transport: impl Transport + 'static,
    ) -> Result<Secured, Error> {
        let host = details.uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Error::Tls("the host is neither a DNS name nor an address"))?;
        let mut session =
            ClientConnection::new(Arc::clone(&self.config), name).map_err(io::Error::other)?;
        let mut socket =
            TransportAdapter::new(Box::new(transport) as _, Arc::clone(&details.current_time));
        socket.set_timeout(details.timeout);
        session.complete_io(&mut socket)?;
        let config = details.config;
        Ok(Secured {
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            stream: StreamOwned::new(session, socket),
        })
    }
}

/// A connection with TLS.
pub(super) struct Secured {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl fmt::Debug for Secured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secured")
    }
}

impl Transport for Secured {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, wait: NextTimeout) -> Result<(), Error> {
        self.stream.get_mut().set_timeout(wait);
        Ok(self.stream.write_all(&self.buffers.output()[..amount])?)
    }

    fn await_input(&mut self, wait: NextTimeout) -> Result<bool, Error> {
        self.stream.get_mut().set_timeout(wait);
        let count = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

/// Decides whether to trust a server.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    /// If there are any, a certificate with one of these keys is trusted, and no other.
    pins: Vec<Pin>,
    /// `None` if no authority is known.
    authorities: Option<Arc<WebPkiServerVerifier>>,
    /// The certificates of `--cacert`, one of which may be the server's own.
    given: Vec<CertificateDer<'static>>,
    refused: Mutex<Option<Pin>>,
}

impl Verifier {
    fn new(settings: &Settings) -> Result<Self, Failure> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let given = settings
            .cacert
            .as_deref()
            .map_or(Ok(Vec::new()), read_pem)?;
        let mut roots = RootCertStore::empty();
        if settings.cacert.is_some() {
            roots.add_parsable_certificates(given.iter().cloned());
        } else if settings.pinned_keys.is_empty() {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        let authorities =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        Ok(Self {
            provider,
            pins: settings.pinned_keys.clone(),
            authorities: authorities.build().ok(),
            given,
            refused: Mutex::default(),
        })
    }

    fn verify(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(authorities) = &self.authorities else {
            return Err(CertificateError::UnknownIssuer.into());
        };
        match authorities.verify_server_cert(certificate, intermediates, name, &[], now) {
            // these errors imply that the dates are valid; authorities do not matter for the very certificate that the user trusts
            Err(error)
                if is_untrusted(&error)
                    && self.given.iter().any(|trusted| trusted == certificate) =>
            {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let pin = Pin::of(certificate)?;
        let verified = if self.pins.is_empty() {
            self.verify(certificate, intermediates, name, now)
        } else if self.pins.contains(&pin) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        };
        verified.inspect_err(|_| *lock(&self.refused) = Some(pin))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        let verified = if self.pins.is_empty() {
            verify_tls12_signature(message, certificate, signature, algorithms)
        } else {
            pin::verify_tls12_signature(message, certificate, signature, algorithms)
        };
        verified.map_err(|_| wrong_signature())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        let verified = if self.pins.is_empty() {
            verify_tls13_signature(message, certificate, signature, algorithms)
        } else {
            pin::verify_tls13_signature(message, certificate, signature, algorithms)
        };
        verified.map_err(|_| wrong_signature())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Whether a certificate is rejected because of who signed it, or because it is an authority's.
pub(super) fn is_untrusted(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(reason) = error else {
        return false;
    };
    match reason {
        CertificateError::UnknownIssuer
        | CertificateError::BadSignature
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => true,
        reason => is_authority(reason),
    }
}

/// Whether a certificate is rejected because it is an authority's.
pub(super) fn is_authority(reason: &CertificateError) -> bool {
    // rustls has no variant for this error, only a message
    matches!(reason, CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity"))
}

/// The server has not shown that it has the key of its certificate.
fn wrong_signature() -> rustls::Error {
    let message =
        "the signature of the handshake is wrong, or the server's RSA key has fewer than 2048 bits";
    rustls::Error::General(message.to_owned())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read_pem(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let failure = |what: &str| Failure::input(format!("--cacert: '{}' {what}", file.display()));
    let pem =
        fs::read(file).map_err(|error| failure(&format!("cannot be read: {}", cause(&error))))?;
    let certificates = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| failure("is not valid PEM"))?;
    if certificates.is_empty() {
        return Err(
            failure("has no certificate").hint("it must be PEM, with -----BEGIN CERTIFICATE-----")
        );
    }
    Ok(certificates)
}

//! The settings of TLS.

use std::fmt;
use std::path::PathBuf;

use super::ciphers::Ciphers;

/// The TLS of a server: its certificates, and the certificates that it requires of clients.
///
/// Off by default: without a certificate, the server speaks plain HTTP.
///
/// ```
/// use twinlane_server::{Settings, TlsSettings};
///
/// let tls = TlsSettings::new().certificate("cert.pem", "key.pem");
/// let settings = Settings::new().port(8443).tls(tls);
/// assert!(settings.tls.is_on());
/// ```
///
/// The files are read at the start, and again when they change: see [`check`](Self::check).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TlsSettings {
    /// The certificate files, in PEM: in each, the certificate of the server first, then its chain. None by default.
    ///
    /// The names of a certificate are read from the file. A client that asks for an unknown name, or for no name, gets the first
    /// one.
    pub certfiles: Vec<PathBuf>,
    /// The private key files, in PEM, in the same order as `certfiles`.
    ///
    /// None by default: each key is then read from the file of its certificate.
    pub keyfiles: Vec<PathBuf>,
    /// The password of encrypted private keys. None by default.
    pub keyfile_password: Option<KeyfilePassword>,
    /// The client certificates that are required: none by default.
    pub client_certificates: ClientCertificates,
    /// The file of the certificate authorities that sign client certificates, in PEM. None by default.
    pub client_ca: Option<PathBuf>,
    /// The lowest TLS version that is accepted. TLS 1.2 by default.
    pub minimum_version: TlsVersion,
    /// The cipher suites that are allowed. By default, all that rustls enables.
    pub ciphers: Ciphers,
    /// A port that redirects plain HTTP requests to HTTPS. None by default.
    pub redirect_port: Option<u16>,
}

impl TlsSettings {
    /// The default settings: TLS is off.
    pub fn new() -> Self {
        Self::default()
    }

    /// True if any field differs from its default.
    pub fn is_on(&self) -> bool {
        *self != Self::default()
    }

    /// All files that are read.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let certificates = self.certfiles.iter().chain(&self.keyfiles);
        certificates.chain(&self.client_ca)
    }

    /// Adds a certificate and its private key, as PEM files.
    ///
    /// A client that asks for an unknown name, or for no name, gets the first certificate.
    #[must_use]
    pub fn certificate(
        mut self,
        certfile: impl Into<PathBuf>,
        keyfile: impl Into<PathBuf>,
    ) -> Self {
        self.certfiles.push(certfile.into());
        self.keyfiles.push(keyfile.into());
        self
    }

    /// Sets the password of encrypted private keys.
    #[must_use]
    pub fn keyfile_password(mut self, password: impl Into<String>) -> Self {
        self.keyfile_password = Some(KeyfilePassword(password.into()));
        self
    }

    /// Requires or allows client certificates, and sets the file of the authorities that sign them.
    #[must_use]
    pub fn client_certificates(
        mut self,
        wanted: ClientCertificates,
        authorities: impl Into<PathBuf>,
    ) -> Self {
        self.client_certificates = wanted;
        self.client_ca = Some(authorities.into());
        self
    }

    /// Sets the lowest TLS version that is accepted.
    #[must_use]
    pub fn minimum_version(mut self, version: TlsVersion) -> Self {
        self.minimum_version = version;
        self
    }

    /// Sets the allowed cipher suites: `"ECDHE-ECDSA-AES128-GCM-SHA256".parse()?`.
    #[must_use]
    pub fn ciphers(mut self, ciphers: Ciphers) -> Self {
        self.ciphers = ciphers;
        self
    }

    /// Sets the port that redirects plain HTTP requests to HTTPS.
    #[must_use]
    pub fn redirect_port(mut self, port: u16) -> Self {
        self.redirect_port = Some(port);
        self
    }
}

/// The requirement for client certificates: Uvicorn's `--ssl-cert-reqs`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "these are all that OpenSSL has")]
pub enum ClientCertificates {
    /// Clients are not asked for a certificate.
    #[default]
    None,
    /// A client may present a certificate. If it does, one of the authorities must have signed it.
    Optional,
    /// Every client must present a certificate that one of the authorities has signed. Other clients are not served.
    Required,
}

/// A version of TLS.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TlsVersion {
    /// TLS 1.2.
    #[default]
    V1_2,
    /// TLS 1.3.
    V1_3,
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1_2 => "1.2",
            Self::V1_3 => "1.3",
        })
    }
}

/// The password of a private key. `Debug` output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyfilePassword(pub(crate) String);

impl fmt::Debug for KeyfilePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyfilePassword")
    }
}

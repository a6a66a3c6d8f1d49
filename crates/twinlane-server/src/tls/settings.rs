//! The settings of TLS.

use std::fmt;
use std::path::PathBuf;

use super::ciphers::Ciphers;

/// The TLS of a server: its certificates, and what it asks of clients. Off by default: without a certificate, clear HTTP is spoken.
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
    /// The files of the certificates: PEM, each with the server's own certificate first and its chain after it. The names that a certificate
    /// is for are in it; a client that asks for none of them, or for none at all, gets the first. None by default.
    pub certfiles: Vec<PathBuf>,
    /// The files of their private keys, in the same order: PEM. None by default: each key is in the file of its certificate.
    pub keyfiles: Vec<PathBuf>,
    /// The password of the private keys that are encrypted. None by default.
    pub keyfile_password: Option<KeyfilePassword>,
    /// The certificates that clients have to show. None by default.
    pub client_certificates: ClientCertificates,
    /// The file of the authorities that sign the certificates of clients: PEM. None by default.
    pub client_ca: Option<PathBuf>,
    /// The lowest version that is spoken. TLS 1.2 by default.
    pub minimum_version: TlsVersion,
    /// The cipher suites that are used. All that rustls has by default.
    pub ciphers: Ciphers,
    /// A port that answers clear HTTP with a redirect to HTTPS. None by default.
    pub redirect_port: Option<u16>,
}

impl TlsSettings {
    /// Off.
    pub fn new() -> Self {
        Self::default()
    }

    /// True if there is anything to do: any of the files has been named, or anything else set.
    pub fn is_on(&self) -> bool {
        *self != Self::default()
    }

    /// All files that are read.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let certificates = self.certfiles.iter().chain(&self.keyfiles);
        certificates.chain(&self.client_ca)
    }

    /// Adds a certificate and its private key, files of PEM. The first is the one for clients that ask for no name that another has.
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

    /// Sets the password of the private keys that are encrypted.
    #[must_use]
    pub fn keyfile_password(mut self, password: impl Into<String>) -> Self {
        self.keyfile_password = Some(KeyfilePassword(password.into()));
        self
    }

    /// Sets which certificates clients have to show, and the file of the authorities that sign them.
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

    /// Sets the lowest version that is spoken.
    #[must_use]
    pub fn minimum_version(mut self, version: TlsVersion) -> Self {
        self.minimum_version = version;
        self
    }

    /// Sets the cipher suites that are used: `"ECDHE-ECDSA-AES128-GCM-SHA256".parse()?`.
    #[must_use]
    pub fn ciphers(mut self, ciphers: Ciphers) -> Self {
        self.ciphers = ciphers;
        self
    }

    /// Sets the port that answers clear HTTP with a redirect to HTTPS.
    #[must_use]
    pub fn redirect_port(mut self, port: u16) -> Self {
        self.redirect_port = Some(port);
        self
    }
}

/// The certificates that clients have to show: Uvicorn's `--ssl-cert-reqs`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "these are all that OpenSSL has")]
pub enum ClientCertificates {
    /// None: clients are not asked for one.
    #[default]
    None,
    /// A client may show one. If it does, one of the authorities has signed it.
    Optional,
    /// Every client shows one that one of the authorities has signed, or is not served.
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

/// The password of a private key. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyfilePassword(pub(crate) String);

impl fmt::Debug for KeyfilePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyfilePassword")
    }
}

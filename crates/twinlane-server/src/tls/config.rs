//! The configuration of rustls, made of the files.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use httpdate::fmt_http_date;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::ServerName;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig, version};
use tracing::warn;
use webpki::EndEntityCert;

use super::by_name::ByName;
use super::certificate::{Certificate, CertificateFiles};
use super::error::{Problems, TlsError};
use super::files::Pem;
use super::settings::{ClientCertificates, TlsSettings, TlsVersion};
use super::stamp::{Stamps, stamps};
use crate::log_text::LogText;

/// The files of TLS, read and checked.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) config: Arc<ServerConfig>,
    keys: Vec<Arc<CertifiedKey>>,
    /// The time at which each certificate expires.
    ends: Vec<(PathBuf, SystemTime)>,
    /// The look of the files before they were read.
    pub(super) stamps: Stamps,
}

impl Loaded {
    /// True if one of the certificates is for this name or address.
    pub(super) fn is_for(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let Ok(host) = ServerName::try_from(host) else {
            return false;
        };
        let leaves = self.keys.iter().filter_map(|key| key.cert.first());
        let mut leaves = leaves.filter_map(|leaf| EndEntityCert::try_from(leaf).ok());
        leaves.any(|leaf| leaf.verify_is_valid_for_subject_name(&host).is_ok())
    }

    /// Writes a line on each certificate that expires soon.
    pub(super) fn tell_of_the_end(&self) {
        let soon = SystemTime::now() + SOON;
        for (file, end) in self.ends.iter().filter(|(_, end)| *end < soon) {
            let (file, end) = (file.display(), fmt_http_date(*end));
            warn!("{}: its certificate expires on {end}", LogText(file));
        }
    }
}

/// Let's Encrypt's are renewed 30 days before their end.
const SOON: Duration = Duration::from_hours(14 * 24);

/// Reads the files. It blocks.
///
/// # Errors
///
/// All that is wrong.
pub(super) fn load(settings: &TlsSettings, has_http2: bool) -> Result<Loaded, TlsError> {
    let mut problems = Problems::default();
    let stamps = stamps(settings.files());
    let mut provider = ring::default_provider();
    provider
        .cipher_suites
        .retain(|suite| settings.ciphers.has(*suite));
    let certificates = certificates(settings, &provider, &mut problems);
    let provider = Arc::new(provider);
    let verifier = client_verifier(settings, &provider, &mut problems);
    let config = config(settings, (provider, verifier), &certificates, &mut problems);
    let mut config = problems.none(config)?;
    config.alpn_protocols = protocols(has_http2);
    let ends = settings.certfiles.iter().cloned();
    let ends = ends.zip(certificates.iter().map(|certificate| certificate.expires));
    Ok(Loaded {
        config: Arc::new(config),
        ends: ends.collect(),
        keys: certificates.into_iter().map(|one| one.key).collect(),
        stamps,
    })
}

fn certificates(
    settings: &TlsSettings,
    provider: &CryptoProvider,
    problems: &mut Problems,
) -> Vec<Certificate> {
    let (certfiles, keyfiles) = (&settings.certfiles, &settings.keyfiles);
    if certfiles.is_empty() {
        problems.option("there is no certificate: give `--ssl-certfile`");
        return Vec::new();
    }
    if !keyfiles.is_empty() && keyfiles.len() != certfiles.len() {
        problems.option(
            "there are not as many `--ssl-keyfile` as `--ssl-certfile`: give one for each, or none if each key is in the file of its certificate",
        );
        return Vec::new();
    }
    let keyfiles = if keyfiles.is_empty() {
        certfiles
    } else {
        keyfiles
    };
    let files = certfiles.iter().zip(keyfiles);
    let loaded: Vec<_> = files
        .filter_map(|(certfile, keyfile)| {
            let files = CertificateFiles {
                certfile,
                keyfile,
                password: settings.keyfile_password.as_ref(),
            };
            Certificate::load(files, provider, problems)
        })
        .collect();
    if loaded.len() == certfiles.len() {
        for (certificate, file) in loaded.iter().zip(certfiles).skip(1) {
            if certificate.names.is_empty() {
                problems.file(
                    file,
                    "its certificate has no DNS names (`subjectAltName`), so that no client can ask for it",
                );
            }
        }
    }
    loaded
}

type Verifier = Option<Arc<dyn ClientCertVerifier>>;

/// `None` if clients show nothing, or there are problems.
fn client_verifier(
    settings: &TlsSettings,
    provider: &Arc<CryptoProvider>,
    problems: &mut Problems,
) -> Verifier {
    let wanted = settings.client_certificates;
    let file = match (&settings.client_ca, wanted) {
        (None, ClientCertificates::None) => return None,
        (None, _) => {
            problems.option(
                "certificates of clients are wanted, but no authority that signs them is known: give `--ssl-ca-certs`",
            );
            return None;
        }
        (Some(_), ClientCertificates::None) => {
            problems.option(
                "`--ssl-ca-certs` alone asks clients for nothing: give `--ssl-cert-reqs 2` if they need a certificate, `1` if they may show one",
            );
            return None;
        }
        (Some(file), _) => file,
    };
    let roots = Arc::new(authorities(file, problems)?);
    let verifier = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(provider));
    let verifier = if wanted == ClientCertificates::Optional {
        verifier.allow_unauthenticated()
    } else {
        verifier
    };
    match verifier.build() {
        Ok(verifier) => Some(verifier),
        Err(error) => {
            problems.file(file, error);
            None
        }
    }
}

fn authorities(file: &Path, problems: &mut Problems) -> Option<RootCertStore> {
    let certificates = Pem::read(file, problems)?.certificates();
    if certificates.is_empty() {
        problems.file(file, "no certificate is in it");
        return None;
    }
    let mut roots = RootCertStore::empty();
    for (index, certificate) in certificates.into_iter().enumerate() {
        if roots.add(certificate).is_err() {
            let number = index + 1;
            problems.file(
                file,
                format_args!("its certificate {number} cannot be read"),
            );
        }
    }
    Some(roots)
}

fn config(
    settings: &TlsSettings,
    (provider, verifier): (Arc<CryptoProvider>, Verifier),
    certificates: &[Certificate],
    problems: &mut Problems,
) -> Option<ServerConfig> {
    let versions: &[_] = match settings.minimum_version {
        TlsVersion::V1_2 => &[&version::TLS13, &version::TLS12],
        TlsVersion::V1_3 => &[&version::TLS13],
    };
    let first = Arc::clone(&certificates.first()?.key);
    let builder = ServerConfig::builder_with_provider(provider);
    let builder = match builder.with_protocol_versions(versions) {
        Ok(builder) => builder,
        Err(error) => {
            problems.option(&error.to_string());
            return None;
        }
    };
    let has_clients = verifier.is_some();
    let builder = match verifier {
        Some(verifier) => builder.with_client_cert_verifier(verifier),
        None => builder.with_no_client_auth(),
    };
    let mut config = builder.with_cert_resolver(Arc::new(ByName::new(first, certificates)));
    if has_clients {
        // A client that resumes is not verified again: its certificate may have expired meanwhile.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
    } else {
        match ring::Ticketer::new() {
            Ok(ticketer) => {
                config.ticketer = ticketer;
                config.session_storage = Arc::new(NoServerSessionStorage {});
            }
            Err(error) => problems.option(&error.to_string()),
        }
    }
    Some(config)
}

/// The server chooses the first that the client speaks, too.
fn protocols(has_http2: bool) -> Vec<Vec<u8>> {
    let (two, one) = (HTTP_2.to_vec(), b"http/1.1".to_vec());
    if has_http2 { vec![two, one] } else { vec![one] }
}

pub(crate) const HTTP_2: &[u8] = b"h2";

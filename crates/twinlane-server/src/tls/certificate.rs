//! One certificate of the server, with its key: it is checked before a client sees it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use httpdate::fmt_http_date;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};
use webpki::{EndEntityCert, KeyUsage};

use super::error::Problems;
use super::files::Pem;
use super::settings::KeyfilePassword;

/// A certificate, with its key and the names that it is for.
#[derive(Debug)]
pub(super) struct Certificate {
    pub(super) key: Arc<CertifiedKey>,
    /// In small letters. One with a wildcard begins with `*.`.
    pub(super) names: Vec<String>,
    pub(super) expires: SystemTime,
}

/// The files of a certificate.
#[derive(Clone, Copy)]
pub(super) struct CertificateFiles<'a> {
    pub(super) certfile: &'a Path,
    /// May be the same.
    pub(super) keyfile: &'a Path,
    pub(super) password: Option<&'a KeyfilePassword>,
}

impl Certificate {
    /// Reads it, and checks that it can be served. `None`: it cannot, which is among the problems.
    pub(super) fn load(
        files: CertificateFiles<'_>,
        provider: &CryptoProvider,
        problems: &mut Problems,
    ) -> Option<Self> {
        let (certfile, keyfile) = (files.certfile, files.keyfile);
        // Both are read, so that all that is wrong is told at once.
        let certificates = Pem::read(certfile, problems);
        let key =
            Pem::read(keyfile, problems).and_then(|pem| pem.key(keyfile, files.password, problems));
        let chain = certificates?.certificates();
        let Some(leaf) = chain.first().cloned() else {
            problems.file(certfile, "no certificate is in it");
            return None;
        };
        let Ok(leaf) = EndEntityCert::try_from(&leaf) else {
            problems.file(certfile, "its first certificate cannot be read");
            return None;
        };
        let expires = check_time(&leaf, certfile, problems);
        let names = leaf.valid_dns_names();
        let names = names.map(str::to_ascii_lowercase).collect();
        let Ok(key) = provider.key_provider.load_private_key(key?) else {
            problems.file(
                keyfile,
                "its private key is of a kind that cannot be used: RSA from 2048 bits up, ECDSA on P-256 and P-384, and Ed25519 can be",
            );
            return None;
        };
        let key = CertifiedKey::new(chain, key);
        if !fits(&key, 0) {
            problems.file(keyfile, misfit(certfile, &key));
            return None;
        }
        Some(Self {
            key: Arc::new(key),
            names,
            expires: expires?,
        })
    }
}

/// The key fits this one of the certificates.
fn fits(key: &CertifiedKey, number: usize) -> bool {
    let chain: Vec<CertificateDer<'static>> = key.cert[number..].to_vec();
    let one = CertifiedKey::new(chain, Arc::clone(&key.key));
    match one.keys_match() {
        // `Unknown`: the key does not tell, which none of ring's does.
        Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => true,
        Err(_) => false,
    }
}

fn misfit(certfile: &Path, key: &CertifiedKey) -> String {
    let certfile = certfile.display();
    match (1..key.cert.len()).find(|number| fits(key, *number)) {
        Some(number) => format!(
            "its private key fits certificate {} of {certfile}: the server's own comes first there, its chain after it",
            number + 1
        ),
        None => format!("its private key does not fit the certificate of {certfile}"),
    }
}

/// Checks that it is valid now. The time of its end. `None`: it is not, which is among the problems.
fn check_time(
    leaf: &EndEntityCert<'_>,
    file: &Path,
    problems: &mut Problems,
) -> Option<SystemTime> {
    let now = SystemTime::now();
    match broken_limit(leaf, now) {
        None => {}
        Some(Limit::Begin(time)) => {
            let time = fmt_http_date(time);
            problems.file(
                file,
                format_args!("its certificate is not valid before {time}"),
            );
            return None;
        }
        Some(Limit::Never) => {
            problems.file(file, "its certificate ends before it begins");
            return None;
        }
        Some(Limit::End(time)) => {
            let time = fmt_http_date(time);
            problems.file(file, format_args!("its certificate has expired on {time}"));
            return None;
        }
    }
    match broken_limit(leaf, latest()) {
        Some(Limit::End(time)) => Some(time),
        // The certificate never ends.
        _ => Some(latest()),
    }
}

/// A limit of the time in which a certificate is valid.
enum Limit {
    Begin(SystemTime),
    End(SystemTime),
    /// The certificate ends before it begins.
    Never,
}

/// The limit that this time is beyond. Webpki looks at the time before anything else, so that no authority is needed.
fn broken_limit(leaf: &EndEntityCert<'_>, time: SystemTime) -> Option<Limit> {
    let time = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let time = UnixTime::since_unix_epoch(time);
    let usage = KeyUsage::server_auth();
    match leaf.verify_for_usage(&[], &[], &[], time, usage, None, None) {
        Err(webpki::Error::CertExpired { not_after, .. }) => Some(Limit::End(system(not_after))),
        Err(webpki::Error::CertNotValidYet { not_before, .. }) => {
            Some(Limit::Begin(system(not_before)))
        }
        Err(webpki::Error::InvalidCertValidity) => Some(Limit::Never),
        _ => None,
    }
}

fn system(time: UnixTime) -> SystemTime {
    (UNIX_EPOCH + Duration::from_secs(time.as_secs().min(LAST))).min(latest())
}

/// The last second for which a date can be written.
fn latest() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(LAST)
}

const LAST: u64 = 253_402_300_799;

//! The files of TLS: PEM, with certificates or a private key.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rustls::pki_types::pem::{PemObject, SectionKind};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::error::Problems;
use super::settings::KeyfilePassword;

/// The sections of a file.
pub(super) struct Pem {
    text: Vec<u8>,
    sections: Vec<(SectionKind, Vec<u8>)>,
}

impl Pem {
    /// Reads a file. `None`: it cannot be read, which is among the problems.
    pub(super) fn read(path: &Path, problems: &mut Problems) -> Option<Self> {
        let mut text = Vec::new();
        let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut text));
        match read {
            Err(error) => {
                problems.file(path, format_args!("cannot be read: {error}"));
                return None;
            }
            Ok(bytes) if bytes as u64 > LARGEST => {
                problems.file(path, "is too large for a file of certificates or keys");
                return None;
            }
            Ok(_) => {}
        }
        // No PEM, to rustls.
        if has(&text, LEGACY_ENCRYPTION) {
            let advice = advice(path);
            let reason = "its private key is encrypted in OpenSSL's old way";
            problems.file(path, format_args!("{reason}: {advice}"));
            return None;
        }
        let sections: Result<Vec<_>, _> = PemObject::pem_slice_iter(&text).collect();
        match sections {
            Ok(sections) => Some(Self { text, sections }),
            Err(error) => {
                problems.file(path, format_args!("is broken PEM: {error}"));
                None
            }
        }
    }

    pub(super) fn certificates(&self) -> Vec<CertificateDer<'static>> {
        let sections = self.sections.iter();
        sections
            .filter(|(kind, _)| *kind == SectionKind::Certificate)
            .map(|(_, der)| CertificateDer::from(der.clone()))
            .collect()
    }

    /// The first private key. `None`: there is none that can be used, which is among the problems.
    pub(super) fn key(
        &self,
        path: &Path,
        password: Option<&KeyfilePassword>,
        problems: &mut Problems,
    ) -> Option<PrivateKeyDer<'static>> {
        let mut sections = self.sections.iter();
        let clear = sections.find_map(|(kind, der)| PrivateKeyDer::from_pem(*kind, der.clone()));
        if clear.is_some() {
            return clear;
        }
        if !has(&self.text, ENCRYPTED) {
            problems.file(path, "no private key is in it");
            return None;
        }
        let Some(password) = password else {
            problems.file(
                path,
                "its private key is encrypted, and there is no password: give `--ssl-keyfile-password` or TWINLANE_SSL_KEYFILE_PASSWORD",
            );
            return None;
        };
        match decrypt(&self.text, password) {
            Ok(key) => Some(key),
            Err(reason) => {
                problems.file(path, format_args!("{reason}: {}", advice(path)));
                None
            }
        }
    }
}

fn has(bytes: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    bytes.windows(text.len()).any(|part| part == text)
}

fn advice(path: &Path) -> String {
    let path = path.display();
    format!("`openssl pkey -in {path} -out DECRYPTED` decrypts it")
}

#[cfg(not(feature = "encrypted-keys"))]
fn decrypt(_: &[u8], _: &KeyfilePassword) -> Result<PrivateKeyDer<'static>, &'static str> {
    Err("its private key is encrypted; build with the feature `encrypted-keys`, or decrypt it")
}

/// # Errors
///
/// The mistake.
#[cfg(feature = "encrypted-keys")]
fn decrypt(
    text: &[u8],
    password: &KeyfilePassword,
) -> Result<PrivateKeyDer<'static>, &'static str> {
    use pkcs8::der::Decode;
    use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
    use rustls::pki_types::PrivatePkcs8KeyDer;

    let broken = "its encrypted private key is broken";
    let text = str::from_utf8(text).map_err(|_| broken)?;
    let from = text.find(ENCRYPTED).ok_or(broken)?;
    let (label, document) = SecretDocument::from_pem(&text[from..]).map_err(|_| broken)?;
    if !ENCRYPTED.contains(label) {
        return Err(broken);
    }
    let encrypted =
        EncryptedPrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|_| broken)?;
    let decrypted = encrypted
        .decrypt(password.0.as_bytes())
        .map_err(|_| "the password does not open its private key, or it is encrypted in a way that is not known")?;
    Ok(PrivatePkcs8KeyDer::from(decrypted.as_bytes().to_vec()).into())
}

const ENCRYPTED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
/// Before PKCS #8.
const LEGACY_ENCRYPTION: &str = "Proc-Type: 4,ENCRYPTED";
const LARGEST: u64 = 1 << 20;

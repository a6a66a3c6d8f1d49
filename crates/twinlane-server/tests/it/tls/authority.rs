//! Certificates for tests, and the files they are in.

use std::path::PathBuf;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use twinlane_server::TlsSettings;

/// An authority, and a folder for what it signs.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

/// The time of a certificate.
#[derive(Clone, Copy)]
pub(crate) enum Valid {
    Now,
    Past,
    Future,
    /// The certificate ends before it begins.
    Never,
}

/// A certificate and its key.
pub(crate) struct Signed {
    pub(crate) certificate: String,
    pub(crate) key: KeyPair,
    pub(crate) der: CertificateDer<'static>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let name = format!("Authority {:?}", &key.public_key_raw()[1..9]);
        params.distinguished_name.push(DnType::CommonName, name);
        Self {
            issuer: CertifiedIssuer::self_signed(params, key).unwrap(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn der(&self) -> CertificateDer<'static> {
        self.issuer.der().clone()
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    pub(crate) fn sign(&self, names: &[&str], valid: Valid) -> Signed {
        self.sign_for(names, valid, ExtendedKeyUsagePurpose::ServerAuth)
    }

    pub(crate) fn sign_client(&self, names: &[&str], valid: Valid) -> Signed {
        self.sign_for(names, valid, ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn sign_for(&self, names: &[&str], valid: Valid, usage: ExtendedKeyUsagePurpose) -> Signed {
        let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.extended_key_usages = vec![usage];
        (params.not_before, params.not_after) = match valid {
            Valid::Now => (date_time_ymd(2020, 1, 1), date_time_ymd(2999, 1, 1)),
            Valid::Past => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1)),
            Valid::Future => (date_time_ymd(2998, 1, 1), date_time_ymd(2999, 1, 1)),
            Valid::Never => (date_time_ymd(2999, 1, 1), date_time_ymd(2020, 1, 1)),
        };
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Signed {
            certificate: certificate.pem(),
            der: certificate.der().clone(),
            key,
        }
    }

    /// Writes a file, in one step if it is there.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let (new, path) = (self.path("new"), self.path(name));
        std::fs::write(&new, text).unwrap();
        std::fs::rename(new, &path).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a certificate for these names and its key, as `NAME.pem` and `NAME.key`.
    pub(crate) fn write_signed(&self, name: &str, signed: &Signed) -> (PathBuf, PathBuf) {
        let key = signed.key.serialize_pem();
        (
            self.write(&format!("{name}.pem"), &signed.certificate),
            self.write(&format!("{name}.key"), &key),
        )
    }

    /// TLS with a certificate for these names.
    pub(crate) fn settings(&self, names: &[&str]) -> TlsSettings {
        self.add(TlsSettings::new(), names)
    }

    pub(crate) fn add(&self, settings: TlsSettings, names: &[&str]) -> TlsSettings {
        let file = names.first().unwrap_or(&"nameless").replace('*', "any");
        let signed = self.sign(names, Valid::Now);
        let (certificate, key) = self.write_signed(&file, &signed);
        settings.certificate(certificate, key)
    }

    /// The file of its own certificate.
    pub(crate) fn file(&self) -> PathBuf {
        self.write("authority.pem", &self.pem())
    }
}

impl Signed {
    pub(crate) fn chain_and_key(&self) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        let key = self.key.serialize_der();
        (
            vec![self.der.clone()],
            PrivateKeyDer::try_from(key).unwrap(),
        )
    }
}

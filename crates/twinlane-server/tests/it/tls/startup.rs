//! Mistakes in the files are told before anything is served.

use std::path::Path;

use rcgen::KeyPair;
use twinlane_server::{ClientCertificates, Listener, Server, Settings, TlsSettings};

use super::authority::{Authority, Valid};

/// All that is wrong.
async fn reasons(tls: TlsSettings) -> Vec<String> {
    let checked = tls.check().await;
    let (listener, _connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &Settings::new().tls(tls));
    let loaded = server.load_tls().await.map(drop);
    assert_eq!(checked, loaded);
    match loaded {
        Ok(()) => Vec::new(),
        Err(error) => error.reasons().map(str::to_owned).collect(),
    }
}

async fn assert_told(tls: TlsSettings, file: &Path, text: &str) {
    let reasons = reasons(tls).await;
    let [reason] = &reasons[..] else {
        panic!("{reasons:?}");
    };
    let file = file.display().to_string();
    assert!(reason.starts_with(&format!("{file}: ")), "{reason}");
    assert!(reason.contains(text), "{reason}");
}

#[tokio::test]
async fn what_is_right_is_taken() {
    let authority = Authority::new();
    assert_eq!(reasons(authority.settings(&["a.test"])).await, [""; 0]);
    assert_eq!(reasons(TlsSettings::new()).await, [""; 0]);
    // As Uvicorn takes it: the key is in the file of its certificate.
    let signed = authority.sign(&["a.test"], Valid::Now);
    let both = format!("{}{}", signed.key.serialize_pem(), signed.certificate);
    let mut tls = TlsSettings::new();
    tls.certfiles.push(authority.write("both.pem", &both));
    assert_eq!(reasons(tls).await, [""; 0]);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_served_is_named() {
    let authority = Authority::new();
    let signed = authority.sign(&["a.test"], Valid::Now);
    let (certificate, key) = authority.write_signed("a", &signed);
    let with = |certificate: &Path, key: &Path| TlsSettings::new().certificate(certificate, key);

    let missing = authority.path("missing.pem");
    assert_told(with(&missing, &key), &missing, "cannot be read: ").await;
    assert_told(with(&certificate, &missing), &missing, "cannot be read: ").await;
    let text = authority.write("text.pem", "no certificate");
    assert_told(with(&text, &key), &text, "no certificate is in it").await;
    assert_told(with(&certificate, &text), &text, "no private key is in it").await;
    let cut = &signed.certificate[..signed.certificate.len() / 2];
    let cut = authority.write("cut.pem", cut);
    assert_told(with(&cut, &key), &cut, "is broken PEM").await;
    let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let nonsense = authority.write("nonsense.pem", nonsense);
    assert_told(
        with(&nonsense, &key),
        &nonsense,
        "its first certificate cannot be read",
    )
    .await;
    let other = KeyPair::generate().unwrap().serialize_pem();
    let other = authority.write("other.key", &other);
    assert_told(
        with(&certificate, &other),
        &other,
        "does not fit the certificate of ",
    )
    .await;
    let large = authority.write("large.pem", &"x".repeat(2 << 20));
    assert_told(with(&large, &key), &large, "is too large").await;
}

#[tokio::test]
async fn a_certificate_out_of_its_time_is_named() {
    let authority = Authority::new();
    for (valid, text) in [
        (Valid::Never, "ends before it begins"),
        (Valid::Past, "has expired on Fri, 01 Jan 2021 00:00:00 GMT"),
        (
            Valid::Future,
            "is not valid before Mon, 01 Jan 2998 00:00:00 GMT",
        ),
    ] {
        let signed = authority.sign(&["a.test"], valid);
        let (certificate, key) = authority.write_signed("a", &signed);
        let tls = TlsSettings::new().certificate(&certificate, key);
        assert_told(tls, &certificate, text).await;
    }
}

#[tokio::test]
async fn a_chain_begins_with_the_certificate_of_the_server() {
    let authority = Authority::new();
    let signed = authority.sign(&["a.test"], Valid::Now);
    let (_, key) = authority.write_signed("a", &signed);
    let turned = authority.write("turned.pem", &(authority.pem() + &signed.certificate));
    let tls = TlsSettings::new().certificate(turned, &key);
    assert_told(tls, &key, "fits certificate 2 of ").await;
    let without = authority.write("without.pem", &authority.pem());
    let tls = TlsSettings::new().certificate(without, &key);
    assert_told(tls, &key, "does not fit the certificate of ").await;
    let right = authority.write("right.pem", &(signed.certificate + &authority.pem()));
    assert_eq!(
        reasons(TlsSettings::new().certificate(right, &key)).await,
        [""; 0]
    );
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let authority = Authority::new();
    let expired = authority.sign(&["a.test"], Valid::Past);
    let (certificate, _) = authority.write_signed("a", &expired);
    let tls = TlsSettings::new()
        .certificate(&certificate, authority.path("missing.key"))
        .certificate(authority.path("missing.pem"), authority.path("missing.key"))
        .client_certificates(ClientCertificates::Required, authority.path("missing.ca"));
    let reasons = reasons(tls).await;
    for part in [
        "has expired on",
        "missing.pem: cannot",
        "missing.key: cannot",
        "missing.ca: cannot",
    ] {
        assert!(
            reasons.iter().any(|reason| reason.contains(part)),
            "{part}: {reasons:?}"
        );
    }
}

#[tokio::test]
async fn options_that_do_not_fit_are_told() {
    let authority = Authority::new();
    let certified = authority.settings(&["a.test"]);
    let mut keyless = TlsSettings::new();
    keyless.keyfiles.push("key.pem".into());
    let mut unpaired = certified.clone();
    unpaired.certfiles.push("b.pem".into());
    let mut without_authority = certified.clone();
    without_authority.client_certificates = ClientCertificates::Required;
    let mut not_asked = certified.clone();
    not_asked.client_ca = Some(authority.file());
    let mut redirecting = TlsSettings::new();
    redirecting.redirect_port = Some(0);
    for (tls, text) in [
        (keyless, "give `--ssl-certfile`"),
        (unpaired, "there are not as many `--ssl-keyfile` as"),
        (without_authority, "give `--ssl-ca-certs`"),
        (not_asked, "give `--ssl-cert-reqs 2`"),
        (redirecting, "give `--ssl-certfile`"),
    ] {
        let reasons = reasons(tls).await;
        assert!(
            reasons.len() == 1 && reasons[0].contains(text),
            "{text}: {reasons:?}"
        );
    }
}

#[tokio::test]
async fn a_second_certificate_needs_a_name() {
    let authority = Authority::new();
    let tls = authority.add(authority.settings(&[]), &["a.test"]);
    assert_eq!(
        reasons(tls).await,
        [""; 0],
        "the first is for those that ask for none"
    );
    let tls = authority.add(authority.settings(&["a.test"]), &[]);
    let file = authority.path("nameless.pem");
    assert_told(tls, &file, "has no DNS names").await;
}

/// In the clear nothing is served that was to be within TLS.
#[tokio::test]
async fn a_server_that_cannot_serve_tls_serves_nothing() {
    let tls = TlsSettings::new().certificate("missing.pem", "missing.key");
    let server = super::Tls::start(tls);
    assert!(!server.ended.await.unwrap());
}

/// The key of `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc -pass pass:secret`.
const ENCRYPTED: &str = include_str!("encrypted.key");
/// The certificate of the key, by `openssl req -new -x509 -days 36500 -subj /CN=a -addext subjectAltName=DNS:a.test`.
const CERTIFICATE: &str = include_str!("encrypted.pem");
/// The same key by `openssl ec -aes128`, OpenSSL's old way.
const OLD: &str = include_str!("encrypted_old.key");

#[tokio::test]
async fn an_encrypted_key_needs_its_password() {
    let authority = Authority::new();
    let certificate = authority.write("a.pem", CERTIFICATE);
    let key = authority.write("a.key", ENCRYPTED);
    let tls = TlsSettings::new().certificate(&certificate, &key);
    assert_told(tls.clone(), &key, "give `--ssl-keyfile-password`").await;
    assert_told(
        tls.clone().keyfile_password("wrong"),
        &key,
        "openssl pkey -in ",
    )
    .await;
    assert_eq!(reasons(tls.keyfile_password("secret")).await, [""; 0]);

    let old = authority.write("old.key", OLD);
    let tls = TlsSettings::new().certificate(&certificate, &old);
    assert_told(tls.keyfile_password("secret"), &old, "openssl pkey -in ").await;
}

#[test]
fn a_password_is_not_shown() {
    let tls = TlsSettings::new().keyfile_password("hunter2");
    assert!(!format!("{tls:?}").contains("hunter2"));
    let shown = Settings::new().tls(tls).parse(["app", "--help"], |_| None);
    assert!(!shown.unwrap_err().to_string().contains("hunter2"));
}

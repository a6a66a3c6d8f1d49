//! Several certificates, chosen by the name that a client asks for.

use rustls::pki_types::CertificateDer;
use twinlane_server::TlsSettings;

use super::Tls;
use super::authority::{Authority, Valid};
use super::client::Greeting;

/// The certificate for a client that asks for this name, and trusts all certificates.
async fn certificate(server: &Tls, authority: &Authority, name: &str) -> CertificateDer<'static> {
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(authority).shake(name, raw).await.unwrap();
    let response = super::client::ask(&mut stream, "/").await.unwrap();
    let asked = format!(
        "{:?}",
        (!name.starts_with('1')).then(|| name.to_ascii_lowercase())
    );
    assert!(response.contains(&asked), "{response}");
    stream.get_ref().1.peer_certificates().unwrap()[0]
        .clone()
        .into_owned()
}

#[tokio::test]
async fn a_client_gets_the_certificate_of_the_name_that_it_asks_for() {
    let authority = Authority::new();
    let first = authority.sign(&["a.test", "127.0.0.1", "x.y.wild.test"], Valid::Now);
    let second = authority.sign(&["b.test", "c.test"], Valid::Now);
    let wild = authority.sign(&["*.wild.test"], Valid::Now);
    let mut tls = TlsSettings::new();
    for (name, signed) in [("first", &first), ("second", &second), ("wild", &wild)] {
        let (certificate, key) = authority.write_signed(name, signed);
        tls = tls.certificate(certificate, key);
    }
    let server = Tls::start(tls);
    for (name, signed) in [
        ("a.test", &first),
        ("b.test", &second),
        ("C.TEST", &second),
        ("one.wild.test", &wild),
        // A wildcard is one label.
        ("x.y.wild.test", &first),
        // An address is not asked for by name.
        ("127.0.0.1", &first),
    ] {
        let given = certificate(&server, &authority, name).await;
        assert_eq!(given, signed.der, "{name}");
    }
}

#[tokio::test]
async fn a_client_that_asks_for_a_name_that_is_not_there_gets_the_first() {
    let authority = Authority::new();
    let tls = authority.add(authority.settings(&["a.test"]), &["b.test"]);
    let server = Tls::start(tls);
    let raw = server.connector.connect().await.unwrap();
    let error = Greeting::of(&authority)
        .shake("c.test", raw)
        .await
        .unwrap_err();
    let error = error.to_string();
    assert!(error.contains("not valid for name"), "{error}");
    assert!(
        error.contains("a.test") && !error.contains("b.test"),
        "{error}"
    );
}

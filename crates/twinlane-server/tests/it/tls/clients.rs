//! Certificates of clients.

use rustls::version;
use twinlane_server::{ClientCertificates, TlsSettings};

use super::Tls;
use super::authority::{Authority, Signed, Valid};
use super::client::{Greeting, ask};

/// A server, and the authority of its clients.
fn settings(servers: &Authority, clients: &Authority, wanted: ClientCertificates) -> TlsSettings {
    let tls = servers.settings(&["a.test"]);
    tls.client_certificates(wanted, clients.file())
}

/// The response to a client that shows this. In TLS 1.3 it learns of a refusal only when it reads.
async fn response(
    server: &Tls,
    servers: &Authority,
    shown: Option<Signed>,
) -> Result<String, String> {
    let raw = server.connector.connect().await.unwrap();
    let mut greeting = Greeting::of(servers);
    if let Some(shown) = shown {
        greeting = greeting.certificate(shown);
    }
    let asked = async {
        let mut stream = greeting.shake("a.test", raw).await?;
        ask(&mut stream, "/").await
    };
    asked.await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_client_shows_what_the_settings_want() {
    let (servers, clients, others) = (Authority::new(), Authority::new(), Authority::new());
    let known = || clients.sign_client(&["billing.test"], Valid::Now);
    let told = "Some(([\"billing.test\"], []))";
    for wanted in [ClientCertificates::Optional, ClientCertificates::Required] {
        let server = Tls::start(settings(&servers, &clients, wanted));
        let shown = response(&server, &servers, Some(known())).await.unwrap();
        assert!(shown.ends_with(told), "{shown}");

        let none = response(&server, &servers, None).await;
        match wanted {
            ClientCertificates::Optional => assert!(none.unwrap().ends_with("None")),
            _ => assert!(none.unwrap_err().contains("CertificateRequired")),
        }
        for (shown, alert) in [
            (
                others.sign_client(&["billing.test"], Valid::Now),
                "UnknownCA",
            ),
            (
                clients.sign_client(&["billing.test"], Valid::Past),
                "CertificateExpired",
            ),
            (
                clients.sign_client(&["billing.test"], Valid::Future),
                "CertificateExpired",
            ),
            // One for servers.
            (
                clients.sign(&["billing.test"], Valid::Now),
                "received fatal alert",
            ),
        ] {
            let refused = response(&server, &servers, Some(shown)).await.unwrap_err();
            assert!(refused.contains(alert), "{wanted:?}: {refused}");
        }
    }
    let server = Tls::start(servers.settings(&["a.test"]));
    let unasked = response(&server, &servers, Some(known())).await.unwrap();
    assert!(unasked.ends_with("None"), "{unasked}");
}

/// Its certificate may have expired since.
#[tokio::test]
async fn a_client_with_a_certificate_does_not_resume() {
    let (servers, clients) = (Authority::new(), Authority::new());
    for (wanted, resumes) in [
        (ClientCertificates::Optional, false),
        (ClientCertificates::None, true),
    ] {
        for version in [&version::TLS12, &version::TLS13] {
            let tls = match wanted {
                ClientCertificates::None => servers.settings(&["a.test"]),
                _ => settings(&servers, &clients, wanted),
            };
            let server = Tls::start(tls);
            let greeting = Greeting::of(&servers).version(version);
            let connector = greeting.connector();
            let mut kind = None;
            for _ in 0..2 {
                let raw = server.connector.connect().await.unwrap();
                let name = "a.test".try_into().unwrap();
                let mut stream = connector.connect(name, raw).await.unwrap();
                ask(&mut stream, "/").await.unwrap();
                kind = stream.get_ref().1.handshake_kind();
            }
            let has_resumed = kind == Some(rustls::HandshakeKind::Resumed);
            assert_eq!(has_resumed, resumes, "{wanted:?} {version:?}");
        }
    }
}

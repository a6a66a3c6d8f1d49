//! Files that change while the server serves.

use std::fs;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep};
use twinlane_server::TlsSettings;

use super::Tls;
use super::authority::{Authority, Valid};
use super::client::Greeting;
use crate::log::Lines;

async fn certificate(server: &Tls, authority: &Authority) -> CertificateDer<'static> {
    let raw = server.connector.connect().await.unwrap();
    let stream = Greeting::of(authority).shake("a.test", raw).await.unwrap();
    stream.get_ref().1.peer_certificates().unwrap()[0]
        .clone()
        .into_owned()
}

/// Waits until a client gets this certificate, which it does soon.
async fn wait_for(server: &Tls, authority: &Authority, expected: &CertificateDer<'static>) {
    let begun = Instant::now();
    while certificate(server, authority).await != *expected {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it is not read again"
        );
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn new_files_are_served_and_no_connection_is_lost() {
    let authority = Authority::new();
    let tls = authority.settings(&["a.test"]);
    let server = Tls::start(tls);
    let raw = server.connector.connect().await.unwrap();
    let mut kept = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    for _ in 0..3 {
        let next = authority.sign(&["a.test"], Valid::Now);
        authority.write_signed("a.test", &next);
        wait_for(&server, &authority, &next.der).await;
    }
    kept.write_all(b"GET / HTTP/1.1\r\nhost: a.test\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut response = String::new();
    kept.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK"), "{response}");
    assert!(server.end().await);
}

/// As Kubernetes changes what it mounts: a link to a folder is replaced.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_link_that_is_replaced_is_a_change() {
    use std::os::unix::fs::symlink;

    let authority = Authority::new();
    let mut next = None;
    for version in ["1", "2"] {
        let signed = authority.sign(&["a.test"], Valid::Now);
        let folder = authority.path(version);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("tls.crt"), &signed.certificate).unwrap();
        fs::write(folder.join("tls.key"), signed.key.serialize_pem()).unwrap();
        next = Some(signed);
    }
    let data = authority.path("..data");
    symlink("1", &data).unwrap();
    for file in ["tls.crt", "tls.key"] {
        symlink(format!("..data/{file}"), authority.path(file)).unwrap();
    }
    let tls = TlsSettings::new().certificate(authority.path("tls.crt"), authority.path("tls.key"));
    let server = Tls::start(tls);
    certificate(&server, &authority).await;
    symlink("2", authority.path("..data_tmp")).unwrap();
    fs::rename(authority.path("..data_tmp"), &data).unwrap();
    wait_for(&server, &authority, &next.unwrap().der).await;
}

#[tokio::test(start_paused = true)]
async fn files_that_cannot_be_used_are_told_once_and_change_nothing() {
    let (lines, _log) = Lines::keep("twinlane_server");
    let authority = Authority::new();
    let server = Tls::start(authority.settings(&["a.test"]));
    let before = certificate(&server, &authority).await;
    let told = || lines.text().matches("cannot be used").count();

    // The key of another, as when one of two files is forgotten.
    let next = authority.sign(&["a.test"], Valid::Now);
    authority.write("a.test.key", &next.key.serialize_pem());
    sleep(Duration::from_secs(10)).await;
    assert_eq!(told(), 1, "{}", lines.text());
    assert!(
        lines
            .text()
            .contains("a.test.key: its private key does not fit"),
        "{}",
        lines.text()
    );
    assert_eq!(certificate(&server, &authority).await, before);

    fs::remove_file(authority.path("a.test.pem")).unwrap();
    sleep(Duration::from_secs(10)).await;
    assert_eq!(told(), 2, "{}", lines.text());
    assert_eq!(certificate(&server, &authority).await, before);

    authority.write_signed("a.test", &next);
    wait_for(&server, &authority, &next.der).await;
}

/// An authority that is no longer trusted is not trusted by those that are connected later.
#[tokio::test(start_paused = true)]
async fn the_authorities_of_clients_are_read_again_too() {
    use twinlane_server::ClientCertificates;

    let (servers, clients, next) = (Authority::new(), Authority::new(), Authority::new());
    let file = servers.write("clients.pem", &clients.pem());
    let tls = servers.settings(&["a.test"]);
    let server = Tls::start(tls.client_certificates(ClientCertificates::Required, file));
    let is_served = async |authority: &Authority| {
        let raw = server.connector.connect().await.unwrap();
        let shown = authority.sign_client(&["billing.test"], Valid::Now);
        let greeting = Greeting::of(&servers).certificate(shown);
        match greeting.shake("a.test", raw).await {
            Ok(mut stream) => super::client::ask(&mut stream, "/").await.is_ok(),
            Err(_) => false,
        }
    };
    assert!(is_served(&clients).await && !is_served(&next).await);
    servers.write("clients.pem", &next.pem());
    sleep(Duration::from_secs(10)).await;
    assert!(is_served(&next).await && !is_served(&clients).await);
}

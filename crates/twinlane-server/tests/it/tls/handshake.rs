//! The handshake: versions, protocols, and clients that fail it.

use std::time::Duration;

use h2::client;
use rustls::version;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep};
use twinlane_server::{Server, Settings, TlsVersion};

use super::Tls;
use super::authority::Authority;
use super::client::{Greeting, ask};

#[tokio::test]
async fn a_request_within_tls_is_https() {
    let authority = Authority::new();
    let server = Tls::start(authority.settings(&["a.test"]));
    for (version, told) in [(&version::TLS13, "TLS 1.3"), (&version::TLS12, "TLS 1.2")] {
        let raw = server.connector.connect().await.unwrap();
        let greeting = Greeting::of(&authority).version(version);
        let mut stream = greeting.shake("a.test", raw).await.unwrap();
        let response = ask(&mut stream, "/").await.unwrap();
        assert!(response.contains("\r\n\r\nhttps HTTP/1.1 "), "{response}");
        assert!(response.contains(told), "{response}");
        assert!(
            response.contains("_SHA256") || response.contains("_SHA384"),
            "{response}"
        );
        assert!(
            response.ends_with("None Some(\"a.test\") None"),
            "{response}"
        );
    }
    assert!(server.end().await);
}

/// A scheme that a client writes there is only its word.
#[tokio::test]
async fn the_scheme_of_a_target_counts_for_nothing() {
    let authority = Authority::new();
    let server = Tls::start(authority.settings(&["a.test"]));
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    let response = ask(&mut stream, "http://a.test/").await.unwrap();
    assert!(response.contains("\r\n\r\nhttps "), "{response}");
}

#[tokio::test]
async fn a_service_that_knows_its_connection_is_told_no_scheme() {
    let authority = Authority::new();
    let settings = Settings::new().tls(authority.settings(&["a.test"]));
    let server = Tls::start_server(&settings, Server::scheme_of_connection);
    for (target, told) in [("/", "none"), ("http://a.test/", "https")] {
        let raw = server.connector.connect().await.unwrap();
        let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
        let response = ask(&mut stream, target).await.unwrap();
        let told = format!("\r\n\r\n{told} ");
        assert!(response.contains(&told), "{target}: {response}");
    }
    assert!(server.end().await);
}

#[tokio::test]
async fn the_version_of_http_is_what_the_client_names() {
    let authority = Authority::new();
    let tls = authority.settings(&["a.test"]);
    for (has_http2, named, agreed) in [
        (true, &["h2", "http/1.1"][..], Some(&b"h2"[..])),
        (true, &["http/1.1", "h2"], Some(b"h2")),
        (true, &["http/1.1"], Some(b"http/1.1")),
        (true, &[], None),
        (false, &["h2", "http/1.1"], Some(b"http/1.1")),
    ] {
        let server = Tls::start_with(&Settings::new().tls(tls.clone()).http2(has_http2));
        let raw = server.connector.connect().await.unwrap();
        let greeting = Greeting::of(&authority).protocols(named);
        let stream = greeting.shake("a.test", raw).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), agreed, "{named:?}");
        let told = if agreed == Some(b"h2") {
            let (mut requests, connection) = client::handshake(stream).await.unwrap();
            let connection = tokio::spawn(connection);
            let request = ::http::Request::get("http://a.test/").body(()).unwrap();
            let (response, _) = requests.send_request(request, true).unwrap();
            let mut body = response.await.unwrap().into_body();
            let told = body.data().await.unwrap().unwrap();
            drop((requests, body));
            connection.await.unwrap().unwrap();
            String::from_utf8(told.to_vec()).unwrap()
        } else {
            let mut stream = stream;
            ask(&mut stream, "/").await.unwrap()
        };
        let version = if agreed == Some(b"h2") {
            "https HTTP/2.0"
        } else {
            "https HTTP/1.1"
        };
        assert!(told.contains(version), "{named:?}: {told}");
        assert!(server.end().await);
    }
}

/// Without a name that both speak there is no connection (RFC 7301, section 3.2).
#[tokio::test]
async fn a_client_that_speaks_something_else_is_refused() {
    let authority = Authority::new();
    let server = Tls::start(authority.settings(&["a.test"]));
    let raw = server.connector.connect().await.unwrap();
    let greeting = Greeting::of(&authority).protocols(&["ftp"]);
    let error = greeting.shake("a.test", raw).await.unwrap_err().to_string();
    assert!(error.contains("NoApplicationProtocol"), "{error}");
}

/// HTTP/2 is named by ALPN, or not spoken (RFC 9113, section 3.3).
#[tokio::test]
async fn the_preface_of_http_2_is_for_clear_text() {
    let authority = Authority::new();
    let server = Tls::start(authority.settings(&["a.test"]));
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    stream.write_all(preface).await.unwrap();
    let mut answer = Vec::new();
    // Hyper ends such a connection without a word.
    let _ = stream.read_to_end(&mut answer).await;
    // Nothing, or a refusal of HTTP/1.1; a frame of HTTP/2 begins with its length.
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_version_below_the_minimum_is_refused() {
    let authority = Authority::new();
    let tls = authority
        .settings(&["a.test"])
        .minimum_version(TlsVersion::V1_3);
    let server = Tls::start(tls);
    let raw = server.connector.connect().await.unwrap();
    let greeting = Greeting::of(&authority).version(&version::TLS12);
    let error = greeting.shake("a.test", raw).await.unwrap_err().to_string();
    assert!(error.contains("ProtocolVersion"), "{error}");
}

#[tokio::test]
async fn only_the_ciphers_of_the_settings_are_used() {
    let authority = Authority::new();
    let ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305:TLS_AES_128_GCM_SHA256";
    let tls = authority
        .settings(&["a.test"])
        .ciphers(ciphers.parse().unwrap());
    let server = Tls::start(tls);
    for (version, suite) in [
        (
            &version::TLS12,
            " TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 ",
        ),
        (&version::TLS13, " TLS_AES_128_GCM_SHA256 "),
    ] {
        let raw = server.connector.connect().await.unwrap();
        let greeting = Greeting::of(&authority).version(version);
        let mut stream = greeting.shake("a.test", raw).await.unwrap();
        let response = ask(&mut stream, "/").await.unwrap();
        assert!(response.contains(suite), "{response}");
    }
}

#[tokio::test]
async fn a_client_that_speaks_clear_http_is_told_what_to_ask_for() {
    let authority = Authority::new();
    let server = Tls::start(authority.settings(&["a.test"]));
    let mut raw = server.connector.connect().await.unwrap();
    raw.write_all(b"GET / HTTP/1.1\r\nhost: a.test\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    raw.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with("https://"), "{answer}");
    assert!(server.end().await);
}

#[tokio::test]
async fn what_is_no_tls_is_closed() {
    let authority = Authority::new();
    let server = Tls::start(authority.settings(&["a.test"]));
    for garbage in [&b"\x16\x03\x01\x00\x02xx"[..], b"\0\0\0\0\0\0", b"ssh-2.0"] {
        let mut raw = server.connector.connect().await.unwrap();
        raw.write_all(garbage).await.unwrap();
        raw.shutdown().await.unwrap();
        let mut answer = Vec::new();
        raw.read_to_end(&mut answer).await.unwrap();
        // At most an alert.
        assert!(answer.len() <= 7, "{garbage:?}: {answer:?}");
    }
    assert!(server.end().await);
}

/// Other clients are served meanwhile.
#[tokio::test(start_paused = true)]
async fn a_client_that_stalls_in_its_handshake_is_cut_off_and_delays_nobody() {
    const LIMIT: Duration = Duration::from_secs(30);
    let authority = Authority::new();
    let tls = authority.settings(&["a.test"]);
    let server = Tls::start_with(&Settings::new().tls(tls).header_timeout(LIMIT));
    let begun = Instant::now();
    let mut stalled = Vec::new();
    for beginning in [
        &b""[..],
        b"\x16",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        let mut raw = server.connector.connect().await.unwrap();
        raw.write_all(beginning).await.unwrap();
        stalled.push(raw);
    }
    sleep(LIMIT / 2).await;
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    ask(&mut stream, "/").await.unwrap();
    assert!(begun.elapsed() < LIMIT * 3 / 4, "{:?}", begun.elapsed());
    for mut raw in stalled {
        let mut answer = Vec::new();
        raw.read_to_end(&mut answer).await.unwrap();
        let time = begun.elapsed();
        assert!(time >= LIMIT && time < LIMIT * 5 / 4, "{time:?}");
    }
    assert!(server.end().await);
}

#[tokio::test(start_paused = true)]
async fn connections_in_their_handshake_count() {
    let authority = Authority::new();
    let tls = authority.settings(&["a.test"]);
    let server = Tls::start_with(&Settings::new().tls(tls).max_connections(1));
    let stalled = server.connector.connect().await.unwrap();
    sleep(Duration::from_secs(1)).await;
    let raw = server.connector.connect().await.unwrap();
    assert!(Greeting::of(&authority).shake("a.test", raw).await.is_err());
    drop(stalled);
    sleep(Duration::from_secs(1)).await;
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    ask(&mut stream, "/").await.unwrap();
}

/// A client cannot tell a response that was cut off from one that has ended otherwise.
#[tokio::test]
async fn an_end_without_close_notify_is_no_end() {
    let authority = Authority::new();
    let server = Tls::start(authority.settings(&["a.test"]));
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    // `read_to_string` fails without one.
    let response = ask(&mut stream, "/large").await.unwrap();
    assert!(response.len() > super::LARGE);
}

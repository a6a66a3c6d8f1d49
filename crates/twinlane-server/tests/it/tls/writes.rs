//! Clients that do not read: rustls takes what is written, and keeps it.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};
use twinlane_server::Settings;

use super::Tls;
use super::authority::Authority;
use super::client::Greeting;

const IDLE: Duration = Duration::from_secs(10);

fn server(authority: &Authority, min_rate: usize) -> Tls {
    let tls = authority.settings(&["a.test"]);
    let settings = Settings::new()
        .tls(tls)
        .write_timeout(IDLE)
        .min_rate(min_rate);
    Tls::start_with(&settings.header_timeout(IDLE * 100).shutdown_timeout(None))
}

/// Without one, until the server stops.
async fn time_of_the_end(server: Tls) -> Duration {
    let begun = Instant::now();
    assert!(
        timeout(IDLE * 20, server.end())
            .await
            .expect("the client holds the server")
    );
    begun.elapsed()
}

/// Also the one whose response fits into what rustls keeps, so that hyper has written all of it.
#[tokio::test(start_paused = true)]
async fn a_client_that_reads_nothing_is_cut_off() {
    let authority = Authority::new();
    for path in ["/large", "/some"] {
        let server = server(&authority, 0);
        let raw = server.connector.connect().await.unwrap();
        let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        sleep(Duration::from_millis(1)).await;
        let time = time_of_the_end(server).await;
        assert!(time > IDLE / 2 && time < IDLE * 2, "{path}: {time:?}");
    }
}

/// The end of a connection is waited for no longer.
#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_the_end_is_cut_off() {
    let authority = Authority::new();
    let server = server(&authority, 0);
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    stream
        .write_all(b"GET /some HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    sleep(Duration::from_millis(1)).await;
    let time = time_of_the_end(server).await;
    assert!(time > IDLE / 2 && time < IDLE * 2, "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_slowly_gets_all_of_it() {
    let authority = Authority::new();
    let server = server(&authority, 0);
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    let request = b"GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let (mut read, mut bytes) = (0, vec![0; 64 << 10]);
    loop {
        sleep(IDLE / 2).await;
        match stream.read(&mut bytes).await.unwrap() {
            0 => break,
            more => read += more,
        }
    }
    assert!(read > super::LARGE, "{read}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_too_slowly_is_cut_off() {
    let authority = Authority::new();
    let server = server(&authority, 1 << 20);
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    stream
        .write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    let begun = Instant::now();
    let mut bytes = vec![0; 16 << 10];
    while stream.read(&mut bytes).await.is_ok_and(|read| read > 0) {
        assert!(begun.elapsed() < IDLE * 10, "it is not cut off");
        sleep(IDLE / 10).await;
    }
}

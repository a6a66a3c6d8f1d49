//! A stop, in each state of a connection within TLS.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep};
use twinlane_server::Settings;

use super::Tls;
use super::authority::Authority;
use super::client::Greeting;

const LIMIT: Duration = Duration::from_secs(20);

fn server(authority: &Authority) -> Tls {
    let tls = authority.settings(&["a.test"]);
    Tls::start_with(&Settings::new().tls(tls).shutdown_timeout(Some(LIMIT)))
}

#[tokio::test(start_paused = true)]
async fn what_has_nothing_in_flight_ends_at_once() {
    let authority = Authority::new();
    for state in [
        "connected",
        "half a handshake",
        "silent",
        "half a head",
        "kept alive",
    ] {
        let server = server(&authority);
        let mut raw = server.connector.connect().await.unwrap();
        let begun;
        if state == "connected" || state == "half a handshake" {
            if state != "connected" {
                raw.write_all(b"\x16\x03\x01\x02").await.unwrap();
            }
            sleep(Duration::from_secs(1)).await;
            begun = Instant::now();
            assert!(server.end().await, "{state}");
            raw.read_to_end(&mut Vec::new()).await.unwrap();
        } else {
            let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
            match state {
                "half a head" => stream.write_all(b"GET / HT").await.unwrap(),
                "kept alive" => {
                    stream
                        .write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
                        .await
                        .unwrap();
                    server.goes_on.notify_one();
                    let mut response = String::new();
                    while !response.ends_with("slow") {
                        response.push(char::from(stream.read_u8().await.unwrap()));
                    }
                }
                _ => {}
            }
            sleep(Duration::from_secs(1)).await;
            begun = Instant::now();
            assert!(server.end().await, "{state}");
            // A silent one is dropped; one that has been answered is told of the end.
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
        assert!(begun.elapsed() < Duration::from_secs(1), "{state}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_in_flight_is_answered_and_ended_with_close_notify() {
    let authority = Authority::new();
    let server = server(&authority);
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    stream
        .write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    sleep(Duration::from_secs(1)).await;
    server.stop.notify_one();
    sleep(LIMIT / 2).await;
    server.goes_on.notify_one();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(response.ends_with("slow"), "{response}");
    assert!(server.ended.await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn what_does_not_end_in_time_is_cut_off() {
    let authority = Authority::new();
    let server = server(&authority);
    let raw = server.connector.connect().await.unwrap();
    let mut stream = Greeting::of(&authority).shake("a.test", raw).await.unwrap();
    stream
        .write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    sleep(Duration::from_secs(1)).await;
    let begun = Instant::now();
    assert!(!server.end().await);
    let time = begun.elapsed();
    assert!(time >= LIMIT && time < LIMIT * 5 / 4, "{time:?}");
    // The client can tell that it was cut off.
    assert!(stream.read_to_string(&mut String::new()).await.is_err());
}

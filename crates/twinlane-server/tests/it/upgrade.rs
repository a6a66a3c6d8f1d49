//! Connections that a service upgrades to another protocol.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tower_service::Service;
use twinlane_server::{Incoming, Listener, MemoryConnector, Server, Settings};

use crate::client::Client;

const UPGRADE: &str =
    "GET /up HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: shout\r\n\r\n";
const SWITCHING: &str = "HTTP/1.1 101 Switching Protocols\r\n";

struct Upgrading {
    connector: MemoryConnector,
    stop: Arc<Notify>,
    ended: JoinHandle<bool>,
}

/// Once upgraded, each byte comes back as a capital letter, until the client ends its side.
fn serve(settings: &Settings) -> Upgrading {
    let service = tower::service_fn(|request: Request<Incoming>| async {
        let mut response = Response::new(Full::<Bytes>::default());
        if request.headers().contains_key(header::UPGRADE) {
            *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
            let headers = response.headers_mut();
            headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
            headers.insert(header::UPGRADE, HeaderValue::from_static("shout"));
            let upgraded = hyper::upgrade::on(request);
            tokio::spawn(async move {
                let (mut reading, mut writing) =
                    tokio::io::split(TokioIo::new(upgraded.await.unwrap()));
                // The end of one side leaves the other.
                while let Ok(byte) = reading.read_u8().await {
                    if writing.write_u8(byte.to_ascii_uppercase()).await.is_err() {
                        break;
                    }
                }
            });
        }
        Ok::<_, Infallible>(response)
    });
    start(service, settings)
}

fn start<S>(service: S, settings: &Settings) -> Upgrading
where
    S: Service<Request<Incoming>, Response = Response<Full<Bytes>>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
{
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, settings);
    let stop = Arc::new(Notify::new());
    let stopped = Arc::clone(&stop);
    let ended =
        tokio::spawn(server.serve(
            move |_| service.clone(),
            async move { stopped.notified().await },
        ));
    Upgrading {
        connector,
        stop,
        ended,
    }
}

impl Upgrading {
    async fn upgraded(&self) -> Client<DuplexStream> {
        let mut client = Client::in_memory(&self.connector).await;
        // The bytes that follow at once belong to the other protocol.
        client.send(&format!("{UPGRADE}early ")).await;
        let head = client.read_until("\r\n\r\n").await;
        assert!(head.starts_with(SWITCHING), "{head}");
        client.read_until("EARLY ").await;
        client
    }
}

#[tokio::test]
async fn a_service_upgrades_its_connection() {
    let server = serve(&Settings::default());
    let mut client = server.upgraded().await;
    for word in ["one", "two"] {
        client.send(word).await;
        client.read_until(&word.to_uppercase()).await;
    }
}

/// None of the deadlines of HTTP is over an upgraded connection that says nothing.
#[tokio::test(start_paused = true)]
async fn an_upgraded_connection_may_be_silent() {
    let server = serve(&Settings::default());
    let mut client = server.upgraded().await;
    tokio::time::sleep(Duration::from_hours(1)).await;
    client.send("still").await;
    client.read_until("STILL").await;
}

#[tokio::test]
async fn an_upgraded_connection_is_counted_until_it_ends() {
    let server = serve(&Settings::default().max_connections(1));
    let client = server.upgraded().await;
    let mut second = Client::in_memory(&server.connector).await;
    assert!(second.read_to_end().await.starts_with("HTTP/1.1 503 "));
    drop(client);
    loop {
        let mut other = Client::in_memory(&server.connector).await;
        other.get("/").await;
        if other
            .read_until("\r\n\r\n")
            .await
            .starts_with("HTTP/1.1 200 OK\r\n")
        {
            break;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_an_upgraded_connection_and_then_cuts_it_off() {
    let time = Duration::from_secs(20);
    let server = serve(&Settings::default().shutdown_timeout(Some(time)));
    let mut client = server.upgraded().await;
    server.stop.notify_one();
    tokio::time::sleep(time / 2).await;
    client.send("still").await;
    client.read_until("STILL").await;
    assert!(!server.ended.is_finished());
    assert_eq!(client.read_to_end().await, "");
    assert!(!server.ended.await.unwrap(), "nothing was cut off");
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_when_an_upgraded_connection_has_ended() {
    let server = serve(&Settings::default().shutdown_timeout(None));
    let client = server.upgraded().await;
    server.stop.notify_one();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!server.ended.is_finished());
    drop(client);
    assert!(server.ended.await.unwrap(), "it was cut off");
}

/// Once upgraded, it writes without end. The client has asked for it.
async fn serve_flood(settings: &Settings) -> (Upgrading, Client<DuplexStream>) {
    let service = tower::service_fn(|request: Request<Incoming>| async {
        let mut response = Response::new(Full::<Bytes>::default());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let upgraded = hyper::upgrade::on(request);
        tokio::spawn(async move {
            let mut stream = TokioIo::new(upgraded.await.unwrap());
            while stream.write_all(&vec![b'x'; 1 << 16]).await.is_ok() {}
        });
        Ok::<_, Infallible>(response)
    });
    let server = start(service, settings);
    let mut client = Client::in_memory(&server.connector).await;
    client.send(UPGRADE).await;
    client.read_until("\r\n\r\n").await;
    (server, client)
}

#[tokio::test(start_paused = true)]
async fn an_upgraded_connection_that_is_written_to_only_is_cut_off_too() {
    let settings = Settings::default().write_timeout(Duration::MAX);
    let settings = settings.shutdown_timeout(Some(Duration::from_secs(1)));
    let (server, mut client) = serve_flood(&settings).await;
    server.stop.notify_one();
    assert!(!server.ended.await.unwrap(), "nothing was cut off");
    // Its end, after what had been written.
    client.read_to_end().await;
}

#[tokio::test(start_paused = true)]
async fn an_upgraded_client_that_does_not_read_is_let_go() {
    let (server, _client) = serve_flood(&Settings::default().shutdown_timeout(None)).await;
    server.stop.notify_one();
    assert!(server.ended.await.unwrap(), "it was cut off");
}

/// Bytes that a client still sends are discarded only while the connection speaks HTTP.
#[tokio::test]
async fn an_upgraded_connection_reads_on_when_its_own_side_has_ended() {
    let sent = Arc::new(Notify::new());
    let (tell, mut told) = tokio::sync::mpsc::channel(1);
    let is_sent = Arc::clone(&sent);
    let service = tower::service_fn(move |request: Request<Incoming>| {
        let (is_sent, tell) = (Arc::clone(&is_sent), tell.clone());
        async move {
            let mut response = Response::new(Full::<Bytes>::default());
            *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
            let upgraded = hyper::upgrade::on(request);
            tokio::spawn(async move {
                let mut stream = TokioIo::new(upgraded.await.unwrap());
                is_sent.notified().await;
                assert_eq!(stream.read_u8().await.unwrap(), b'a');
                stream.shutdown().await.unwrap();
                let mut text = String::new();
                stream.read_to_string(&mut text).await.unwrap();
                tell.send(text).await.unwrap();
            });
            Ok::<_, Infallible>(response)
        }
    });
    let server = start(service, &Settings::default());
    let mut client = Client::in_memory(&server.connector).await;
    client.send(UPGRADE).await;
    client.read_until("\r\n\r\n").await;
    client.send("as late").await;
    sent.notify_one();
    assert_eq!(client.read_to_end().await, "");
    drop(client);
    assert_eq!(told.recv().await.unwrap(), "s late");
}

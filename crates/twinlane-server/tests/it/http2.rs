//! HTTP/2.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use ::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};
use h2::Reason;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Body, Bytes, Frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use twinlane_server::{Incoming, Listener, MemoryConnector, Server, Settings};

use crate::client::{Client, LARGE, Running};
use crate::http2_client::{Http2, body_of, read, read_some};

const PREFACE: &str = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const LIMIT: Duration = Duration::from_secs(40);
const NEVER: Duration = Duration::from_secs(1 << 20);

/// Nothing ends by itself.
fn patient() -> Settings {
    Settings::default()
        .header_timeout(NEVER)
        .keep_alive_timeout(NEVER)
        .body_idle_timeout(NEVER)
        .write_timeout(NEVER)
        .min_rate(0)
        .shutdown_timeout(None)
}

/// The bytes of a frame without content, or with this one.
fn frame(kind: u8, flags: u8, stream: u32, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let mut bytes = length[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(content);
    bytes
}

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const WINDOW_UPDATE: u8 = 8;

#[tokio::test]
async fn both_versions_are_spoken_on_one_port() {
    let (_server, connector) = Running::in_memory(&Settings::default());
    let mut new = Http2::in_memory(&connector).await;
    let mut old = Client::in_memory(&connector).await;
    for path in ["/a", "/b"] {
        let response = new.get(path).await;
        assert_eq!(response.status, 200);
        assert_eq!(response.body, path.as_bytes());
        assert!(response.headers.contains_key("date"));
        old.get(path).await;
        let answer = old.read_until(path).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_preface_may_arrive_byte_by_byte() {
    let (_server, connector) = Running::in_memory(&Settings::default());
    let mut stream = connector.connect().await.unwrap();
    for byte in PREFACE.bytes() {
        stream.write_all(&[byte]).await.unwrap();
        sleep(Duration::from_millis(1)).await;
    }
    let settings = frame(SETTINGS, 0, 0, b"");
    stream.write_all(&settings).await.unwrap();
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], SETTINGS);
}

/// A method that begins as the preface does, in pieces.
#[tokio::test(start_paused = true)]
async fn a_request_that_only_begins_as_the_preface_is_http_1() {
    let (_server, connector) = Running::in_memory(&Settings::default());
    // Without what came first, the rest is no request.
    for cut in [3, 4] {
        let mut client = Client::in_memory(&connector).await;
        let request = "PRI / HTTP/1.1\r\nhost: a\r\n\r\n";
        client.send(&request[..cut]).await;
        sleep(Duration::from_secs(1)).await;
        client.send(&request[cut..]).await;
        let answer = client.read_until("\r\n\r\n/").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn switched_off_it_is_not_spoken() {
    let (_server, connector) = Running::in_memory(&Settings::default().http2(false));
    let mut client = Client::in_memory(&connector).await;
    client.send(PREFACE).await;
    assert_eq!(client.read_to_end().await, "");
}

/// The seconds until the server closes the connection of a client that sends this, a byte every second.
async fn seconds_of(connector: &MemoryConnector, sent: &[u8]) -> u64 {
    let begun = Instant::now();
    let mut stream = connector.connect().await.unwrap();
    let mut sent = sent.iter();
    let mut read = [0; 1024];
    loop {
        if let Some(byte) = sent.next() {
            // The connection may have been closed.
            let _ = stream.write_all(&[*byte]).await;
        }
        let read = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut read)).await;
        if let Ok(Ok(0) | Err(_)) = read {
            return begun.elapsed().as_secs();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_preface_that_does_not_arrive_is_cut_off() {
    let (_server, connector) = Running::in_memory(&Settings::default().header_timeout(LIMIT));
    for sent in ["", "P", "PRI * HTTP/2.0\r\n"] {
        let seconds = seconds_of(&connector, sent.as_bytes()).await;
        assert!((39..=41).contains(&seconds), "{sent:?}: {seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_a_request_is_closed() {
    let (_server, connector) = Running::in_memory(&Settings::default().header_timeout(LIMIT));
    let settings = frame(SETTINGS, 0, 0, b"");
    let half_a_head = frame(HEADERS, 0, 1, b"");
    for sent in [
        &[][..],
        &settings,
        &[settings.clone(), half_a_head].concat(),
    ] {
        let sent = [PREFACE.as_bytes(), sent].concat();
        let seconds = seconds_of(&connector, &sent).await;
        assert!((40..=100).contains(&seconds), "{seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_closed_with_a_word_though_its_client_pings() {
    let (_server, connector) = Running::in_memory(
        &Settings::default()
            .header_timeout(NEVER)
            .keep_alive_timeout(LIMIT),
    );
    let mut client = Http2::in_memory(&connector).await;
    client.get("/a").await;
    let begun = Instant::now();
    while client.ping().await.is_ok() {
        sleep(Duration::from_secs(1)).await;
    }
    let time = begun.elapsed();
    assert!(time >= LIMIT && time <= LIMIT * 3 / 2, "{time:?}");
    client.ended().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_request_in_flight_keeps_its_connection_open() {
    let (server, connector) = Running::in_memory(&Settings::default().header_timeout(LIMIT));
    let mut client = Http2::in_memory(&connector).await;
    let slow = client.begin("/slow").await;
    sleep(10 * LIMIT).await;
    server.echo.slow_goes_on.notify_one();
    assert_eq!(read(slow).await.body, b"/slow");
    assert_eq!(client.get("/next").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_is_given_up_and_no_other() {
    let settings = patient().body_idle_timeout(LIMIT);
    let (_server, connector) = Running::in_memory(&settings);
    let mut client = Http2::in_memory(&connector).await;
    let (stalls, mut stalled) = client.post("/body").await;
    let (goes_on, mut going_on) = client.post("/body").await;
    stalled.send_data(Bytes::from("1"), false).unwrap();
    let begun = Instant::now();
    let sends = async {
        for _ in 0..10 {
            going_on.send_data(Bytes::from("1"), false).unwrap();
            sleep(LIMIT / 2).await;
        }
        going_on.send_data(Bytes::new(), true).unwrap();
        read(goes_on).await
    };
    let stalls = async {
        let read = read(stalls).await;
        (read, begun.elapsed())
    };
    let ((stalled, time), whole) = tokio::join!(stalls, sends);
    assert_eq!((stalled.status.as_u16(), whole.status.as_u16()), (408, 200));
    assert!(time >= LIMIT && time < LIMIT * 5 / 4, "{time:?}");
}

/// The connection reads on, so that only the stream tells that its client does not.
#[tokio::test(start_paused = true)]
async fn a_response_that_is_not_read_is_given_up_and_no_other() {
    let (_server, connector) = Running::in_memory(&patient().write_timeout(LIMIT));
    let mut client = Http2::in_memory(&connector).await;
    let mut unread = body_of(client.begin("/large").await).await;
    let begun = Instant::now();
    let mut length = 0;
    let error = loop {
        match unread.data().await.unwrap() {
            Ok(piece) => length += piece.len(),
            Err(error) => break error,
        }
    };
    assert_eq!(error.reason(), Some(Reason::CANCEL), "{error}");
    let time = begun.elapsed();
    assert!(time >= LIMIT && time < LIMIT * 5 / 4, "{time:?}");
    assert!(length < LARGE);
    // Data that has not been read takes up the room of other streams, too.
    drop(unread);
    assert_eq!(client.get("/next").await.status, 200);
}

/// The client makes room in time, a fifth of what is asked for.
#[tokio::test(start_paused = true)]
async fn a_response_that_is_read_too_slowly_is_given_up() {
    let settings = patient().write_timeout(LIMIT).min_rate(4096);
    let (_server, connector) = Running::in_memory(&settings);
    let mut stream = connector.connect().await.unwrap();
    let large = [&[0x82, 0x86, 0x04, 6][..], b"/large", &[0x41, 1, b'a']].concat();
    let sent = [
        PREFACE.as_bytes(),
        &frame(SETTINGS, 0, 0, b""),
        &frame(WINDOW_UPDATE, 0, 0, &(1_u32 << 30).to_be_bytes()),
        &frame(HEADERS, 5, 1, &large),
    ];
    stream.write_all(&sent.concat()).await.unwrap();
    let (mut reading, mut writing) = tokio::io::split(stream);
    let makes_room = async {
        loop {
            sleep(LIMIT / 2).await;
            let room = frame(WINDOW_UPDATE, 0, 1, &(16_u32 << 10).to_be_bytes());
            writing.write_all(&room).await.unwrap();
        }
    };
    let is_reset = async {
        loop {
            let mut head = [0; 9];
            reading.read_exact(&mut head).await.unwrap();
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut content = vec![0; length as usize];
            reading.read_exact(&mut content).await.unwrap();
            if head[3] == RST_STREAM {
                break;
            }
        }
    };
    let begun = Instant::now();
    tokio::select! {
        () = makes_room => {}
        () = is_reset => {}
        () = sleep(10 * LIMIT) => panic!("it goes on"),
    }
    assert!(begun.elapsed() > LIMIT * 5 / 4);
}

#[tokio::test(start_paused = true)]
async fn a_response_that_is_read_steadily_is_not_given_up() {
    let settings = Settings::default().write_timeout(LIMIT).min_rate(1000);
    let (_server, connector) = Running::in_memory(&settings);
    let mut client = Http2::in_memory(&connector).await;
    let mut body = body_of(client.begin("/large").await).await;
    let mut length = 0;
    while length < 1 << 20 {
        let piece = read_some(&mut body).await.unwrap().unwrap();
        length += piece.len();
        // Two times what is asked for.
        sleep(Duration::from_millis(piece.len() as u64 / 2)).await;
    }
    while let Some(piece) = read_some(&mut body).await {
        length += piece.unwrap().len();
    }
    assert_eq!(length, LARGE);
}

#[tokio::test]
async fn large_bodies_pass_whole() {
    let (_server, connector) = Running::in_memory(&Settings::default());
    let mut client = Http2::in_memory(&connector).await;
    let large = client.get("/large").await;
    assert_eq!(large.body.len(), LARGE);
    assert_eq!(large.headers["content-length"], LARGE.to_string());
    let (response, mut body) = client.post("/body").await;
    let mut left = LARGE;
    while left > 0 {
        body.reserve_capacity(left);
        let room = std::future::poll_fn(|cx| body.poll_capacity(cx)).await;
        let piece = room.unwrap().unwrap().min(left);
        left -= piece;
        body.send_data(vec![b'x'; piece].into(), left == 0).unwrap();
    }
    assert_eq!(read(response).await.status, 200);
}

#[tokio::test]
async fn trailers_pass_both_ways() {
    let service = tower::service_fn(|request: Request<Incoming>| async {
        let read = request.into_body().collect().await.unwrap();
        let trailers = read.trailers().cloned().unwrap();
        let frames = vec![Frame::trailers(trailers), Frame::data(read.to_bytes())];
        Ok::<_, Infallible>(Response::new(Frames(frames)))
    });
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &Settings::default());
    tokio::spawn(server.serve(move |_| service, std::future::pending()));
    let mut client = Http2::in_memory(&connector).await;
    let (response, mut body) = client.post("/").await;
    let sum = HeaderName::from_static("x-sum");
    let trailers = HeaderMap::from_iter([(sum, HeaderValue::from_static("42"))]);
    body.send_data(Bytes::from("body"), false).unwrap();
    body.send_trailers(trailers.clone()).unwrap();
    let response = read(response).await;
    assert_eq!(response.body, b"body");
    assert_eq!(response.trailers, Some(trailers));
}

/// A body of these frames, the last first.
struct Frames(Vec<Frame<Bytes>>);

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop().map(Ok))
    }
}

/// Notes that the future of a response has been dropped.
struct DropNote(Arc<Notify>);

impl Drop for DropNote {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn a_stream_that_is_reset_drops_its_response() {
    let (began, dropped) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let service = {
        let (began, dropped) = (Arc::clone(&began), Arc::clone(&dropped));
        tower::service_fn(move |_: Request<Incoming>| {
            let (began, note) = (Arc::clone(&began), DropNote(Arc::clone(&dropped)));
            async move {
                began.notify_one();
                let () = std::future::pending().await;
                drop(note);
                Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
            }
        })
    };
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &patient());
    tokio::spawn(server.serve(move |_| service.clone(), std::future::pending()));
    let mut client = Http2::in_memory(&connector).await;
    let (response, mut stream) = client.send(Http2::request("/"), true).await;
    began.notified().await;
    stream.send_reset(Reason::CANCEL);
    dropped.notified().await;
    assert!(response.await.is_err());
    client.ping().await.unwrap();
    // The end of the connection does so, too.
    let _response = client.begin("/").await;
    began.notified().await;
    drop(client);
}

#[tokio::test]
async fn who_gives_up_request_after_request_is_cut_off() {
    let (server, connector) = Running::in_memory(&patient());
    let mut client = Http2::in_memory(&connector).await;
    let mut begun = 0;
    while begun < 10_000 && client.ping().await.is_ok() {
        let (_response, mut stream) = client.send(Http2::request("/slow"), true).await;
        server.echo.slow_began.notified().await;
        stream.send_reset(Reason::CANCEL);
        begun += 1;
    }
    assert!((200..=205).contains(&begun), "{begun}");
    // Nobody else is.
    let mut other = Http2::in_memory(&connector).await;
    for _ in 0..300 {
        let (_response, mut stream) = other.send(Http2::request("/slow"), true).await;
        server.echo.slow_began.notified().await;
        stream.send_reset(Reason::CANCEL);
        assert_eq!(other.get("/a").await.status, 200);
    }
}

#[tokio::test]
async fn requests_beyond_those_of_all_connections_are_refused() {
    let settings = patient().max_connections(2).max_concurrent_streams(7);
    let (server, connector) = Running::in_memory(&settings);
    let mut first = Http2::in_memory(&connector).await;
    let mut second = Http2::in_memory(&connector).await;
    let slow = [first.begin("/slow").await, second.begin("/slow").await];
    server.echo.slow_began.notified().await;
    server.echo.slow_began.notified().await;
    assert_eq!(first.max_streams(), 7);
    let refused = second.get("/a").await;
    assert_eq!(refused.status, 503);
    assert_eq!(refused.headers["retry-after"], "1");
    server.echo.slow_goes_on.notify_one();
    server.echo.slow_goes_on.notify_one();
    for slow in slow {
        assert_eq!(read(slow).await.status, 200);
    }
    while second.get("/a").await.status != 200 {}
}

#[tokio::test]
async fn what_proxies_may_read_differently_is_refused() {
    let (server, connector) = Running::in_memory(&Settings::default());
    let mut client = Http2::in_memory(&connector).await;
    let mut other_host = Http2::request("/host");
    let b = HeaderValue::from_static("b");
    other_host.headers_mut().insert("host", b);
    let mut many = Http2::request("/many");
    for _ in 0..101 {
        let value = HeaderValue::from_static("1");
        many.headers_mut().append("x-many", value);
    }
    let mut tunnel = Http2::request("/tunnel");
    *tunnel.method_mut() = Method::CONNECT;
    *tunnel.uri_mut() = "a.test:80".parse().unwrap();
    for (request, status) in [(other_host, 400), (many, 431), (tunnel, 400)] {
        assert_eq!(client.ask(request).await.status, status);
    }
    assert!(server.echo.seen.lock().unwrap().is_empty());
    assert_eq!(client.get("/host").await.body, b"a.test");
}

#[tokio::test]
async fn a_stop_finishes_what_is_in_flight() {
    let (server, connector) = Running::in_memory(&patient());
    let mut client = Http2::in_memory(&connector).await;
    let slow = client.begin("/slow").await;
    server.echo.slow_began.notified().await;
    server.tell_to_stop();
    server.echo.slow_goes_on.notify_one();
    let response = read(slow).await;
    assert_eq!(response.body, b"/slow");
    client.ended().await.unwrap();
    server.end().await;
}

#[tokio::test]
async fn a_stop_closes_connections_that_are_idle() {
    let (server, connector) = Running::in_memory(&patient());
    let mut used = Http2::in_memory(&connector).await;
    used.get("/a").await;
    let mut fresh = Http2::in_memory(&connector).await;
    fresh.ping().await.unwrap();
    server.tell_to_stop();
    used.ended().await.unwrap();
    fresh.ended().await.unwrap();
    server.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_the_rest_of_a_preface() {
    let (server, connector) = Running::in_memory(&patient());
    let mut stream = connector.connect().await.unwrap();
    stream.write_all(&PREFACE.as_bytes()[..9]).await.unwrap();
    sleep(LIMIT).await;
    let begun = Instant::now();
    server.tell_to_stop();
    server.end().await;
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_a_client_that_does_not_listen() {
    let (server, connector) = Running::in_memory(&patient());
    let mut stream = connector.connect().await.unwrap();
    let settings = frame(SETTINGS, 0, 0, b"");
    let sent = [PREFACE.as_bytes(), &settings].concat();
    stream.write_all(&sent).await.unwrap();
    sleep(LIMIT).await;
    let begun = Instant::now();
    server.tell_to_stop();
    server.end().await;
    assert!(begun.elapsed() <= Duration::from_secs(2));
    drop(stream);
}

#[tokio::test(start_paused = true)]
async fn a_stop_cuts_off_what_takes_too_long() {
    let settings = patient().shutdown_timeout(Some(LIMIT));
    let (server, connector) = Running::in_memory(&settings);
    let mut client = Http2::in_memory(&connector).await;
    let slow = client.begin("/slow").await;
    server.echo.slow_began.notified().await;
    let begun = Instant::now();
    server.tell_to_stop();
    server.end_with_a_cut().await;
    let time = begun.elapsed();
    assert!(time >= LIMIT && time < LIMIT * 5 / 4, "{time:?}");
    assert!(slow.await.is_err());
    drop(client);
}

/// A client that has been told to end, and goes on.
#[tokio::test(start_paused = true)]
async fn a_stop_is_not_held_up_by_new_requests() {
    let (server, connector) = Running::in_memory(&patient());
    let mut stream = connector.connect().await.unwrap();
    let mut sent = [PREFACE.as_bytes(), &frame(SETTINGS, 0, 0, b"")].concat();
    // `:method: GET`, `:scheme: http`, `:path: /`, `:authority: a`, from the static table.
    let head = [0x82, 0x86, 0x84, 0x41, 1, b'a'];
    let begun = Instant::now();
    let asks = async {
        for number in 0_u32.. {
            sent.extend(frame(HEADERS, 5, number * 2 + 1, &head));
            if stream.write_all(&sent).await.is_err() {
                break;
            }
            sent.clear();
            if number == 3 {
                server.tell_to_stop();
            }
            sleep(Duration::from_millis(300)).await;
            let mut read = [0; 4096];
            while let Ok(Ok(1..)) =
                tokio::time::timeout(Duration::from_millis(1), stream.read(&mut read)).await
            {
            }
        }
    };
    asks.await;
    server.end().await;
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "{:?}",
        begun.elapsed()
    );
}

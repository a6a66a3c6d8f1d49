//! Trailers pass, of requests and of responses.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Frame};
use twinlane_server::{Incoming, Listener, Server, Settings};

use crate::client::Client;

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

#[tokio::test]
async fn trailers_of_a_response_reach_the_client() {
    let service = tower::service_fn(|_: Request<Incoming>| async {
        let sum = (
            HeaderName::from_static("x-sum"),
            HeaderValue::from_static("42"),
        );
        let frames = [
            Frame::trailers(HeaderMap::from_iter([sum])),
            Frame::data(Bytes::from("body")),
        ];
        let response = Response::builder().header(header::TRAILER, "x-sum");
        let response = response.body(Frames(frames.into()));
        Ok::<_, Infallible>(response.unwrap())
    });
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &Settings::default());
    tokio::spawn(server.serve(move |_| service, std::future::pending()));
    let mut client = Client::in_memory(&connector).await;
    client
        .send("GET / HTTP/1.1\r\nhost: a\r\nte: trailers\r\n\r\n")
        .await;
    client
        .read_until("\r\n4\r\nbody\r\n0\r\nx-sum: 42\r\n\r\n")
        .await;
}

/// A proxy before the server may find the end of the request elsewhere, so that it is the last of its connection.
#[tokio::test]
async fn trailers_of_a_request_reach_the_service() {
    let service = tower::service_fn(|request: Request<Incoming>| async {
        let mut body = request.into_body();
        let mut seen = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.unwrap();
            seen.push(match Frame::into_trailers(frame) {
                Ok(trailers) => format!("{trailers:?}"),
                Err(data) => format!("{:?}", data.into_data().unwrap()),
            });
        }
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(seen.join(" "))))
    });
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &Settings::default());
    tokio::spawn(server.serve(move |_| service, std::future::pending()));
    let mut client = Client::in_memory(&connector).await;
    let head = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n";
    client
        .send(&format!("{head}4\r\nbody\r\n0\r\nx-sum: 42\r\n\r\n"))
        .await;
    let response = client.read_to_end().await;
    assert!(response.contains("\r\nconnection: close\r\n"), "{response}");
    assert!(
        response.ends_with("b\"body\" {\"x-sum\": \"42\"}"),
        "{response}"
    );
}

//! One server for the contenders on bare hyper and axum, so that they differ in nothing but what they do to a request.
//!
//! Twinlane brings its own: serving is a part of what it is measured at.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::net::Ipv4Addr;
use std::thread::available_parallelism;
use std::time::Duration;

use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use crate::flags;

/// How long a client may take over a request's head: Twinlane's default, so that every contender arms a timer.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Serves on `127.0.0.1`, port `--port`, with `--workers` worker threads (default: one a core), until it is killed.
///
/// # Errors
///
/// The runtime could not be made, or the port could not be had.
pub fn run<S, B>(service: S) -> io::Result<()>
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let workers = flags::value("--workers").unwrap_or(available_parallelism()?.get());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()?;
    runtime.block_on(accept(service))
}

async fn accept<S, B>(service: S) -> io::Result<()>
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, flags::required("--port"))).await?;
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ_TIMEOUT);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let connection = builder.serve_connection(TokioIo::new(stream), service.clone());
        tokio::spawn(async move {
            // A client that goes away is no news here.
            let _ = connection.await;
        });
    }
}

//! One server for the contenders on bare hyper and axum, so that they differ in nothing but what they do to a request.
//!
//! Twinlane brings its own: serving is a part of what it is measured at.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::net::Ipv4Addr;
#[cfg(feature = "transports")]
use std::pin::pin;
#[cfg(feature = "transports")]
use std::sync::Arc;
#[cfg(feature = "transports")]
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::Duration;

use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
#[cfg(feature = "transports")]
use hyper::server::conn::http2;
use hyper::service::Service;
#[cfg(feature = "transports")]
use hyper::service::service_fn;
#[cfg(feature = "transports")]
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
#[cfg(feature = "transports")]
use tokio::time::sleep;

use crate::flags;
#[cfg(feature = "transports")]
use crate::tls;

/// The longest time for a request's head: `--header-timeout`, or Twinlane's default, so that every contender arms a timer.
pub(crate) fn header_timeout() -> Duration {
    Duration::from_secs(flags::value("--header-timeout").unwrap_or(30))
}

/// Serves on `127.0.0.1`, port `--port`, with `--workers` worker threads (default: one a core), until it is killed. With
/// `--protocol http2` it speaks HTTP/2 alone, by prior knowledge; with `--ssl-certfile` and `--ssl-keyfile` HTTP/1.1 within TLS.
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
    S::Future: Send + 'static,
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
    S::Future: Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, flags::required("--port"))).await?;
    let protocol: String = flags::value("--protocol").unwrap_or_default();
    let http1 = http1();
    #[cfg(feature = "transports")]
    let (http2, tls) = (http2(), tls::acceptor()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        #[cfg(feature = "transports")]
        if let Some(tls) = tls.clone() {
            tokio::spawn(tls::serve(tls, stream, http1.clone(), service.clone()));
            continue;
        }
        let stream: TokioIo<TcpStream> = TokioIo::new(stream);
        let service = service.clone();
        match &*protocol {
            #[cfg(feature = "transports")]
            "http2" => drop(tokio::spawn(until_idle(http2.clone(), stream, service))),
            "" => drop(tokio::spawn(http1.serve_connection(stream, service))),
            other => return Err(io::Error::other(format!("no protocol `{other}`"))),
        }
    }
}

fn http1() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout());
    builder
}

/// The limits are Twinlane's.
#[cfg(feature = "transports")]
fn http2() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .max_concurrent_streams(100)
        .max_header_list_size(64 << 10)
        .initial_stream_window_size(256 << 10)
        .initial_connection_window_size(1 << 20)
        .max_send_buf_size(64 << 10)
        .max_frame_size(16 << 10)
        .header_table_size(4096)
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(100);
    builder
}

/// A connection without a request for as long as a head may take is closed, as Twinlane's are. Hyper has no deadline for it.
#[cfg(feature = "transports")]
async fn until_idle<S, B>(
    builder: http2::Builder<TokioExecutor>,
    stream: TokioIo<TcpStream>,
    service: S,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Send + 'static,
    S::Future: Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let begun = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&begun);
    let counted = service_fn(move |request| {
        count.fetch_add(1, Ordering::Relaxed);
        service.call(request)
    });
    let mut connection = pin!(builder.serve_connection(stream, counted));
    let limit = header_timeout();
    loop {
        let before = begun.load(Ordering::Relaxed);
        tokio::select! {
            _ended = connection.as_mut() => return,
            () = sleep(limit) => {}
        }
        if begun.load(Ordering::Relaxed) == before {
            connection.as_mut().graceful_shutdown();
        }
    }
}

//! One connection: serving it, and ending it where the server stops.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tower_service::Service;
use tracing::debug;

use crate::own_wakes::OwnWakes;
use crate::server::Shared;
use crate::socket::{Reads, Socket};

/// Serves the connection in a task of its own.
pub(crate) fn spawn<S, B>(stream: TcpStream, service: S, shared: Arc<Shared>)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let connection = async move {
        let _open = shared.open.track();
        let socket = Socket::new(stream);
        let mut stop = Stop::new(socket.reads());
        let connection = shared
            .http
            .serve_connection(socket, TowerToHyperService::new(service));
        let mut connection = pin!(connection);
        let mut news = pin!(shared.stopping.news.notified());
        // A task has one waker, so asking for news once is enough: no poll after this one pays for it.
        let mut own_wakes = poll_fn(|cx| {
            let _later = news.as_mut().poll(cx);
            Poll::Ready(OwnWakes::new(cx.waker()))
        })
        .await;
        let ended = poll_fn(|cx| {
            own_wakes.poll(cx, |cx| {
                let polled = connection.as_mut().poll(cx);
                if polled.is_pending() && shared.stopping.has_started() && stop.is_due() {
                    connection.as_mut().graceful_shutdown();
                    return connection.as_mut().poll(cx);
                }
                polled
            })
        })
        .await;
        if let Err(error) = ended {
            debug!("a connection ended early: {error}");
        }
    };
    tokio::spawn(twinlane_lanes::watch(Box::pin(connection)));
}

/// Whether the server stops, and who wants to be woken when it does.
#[derive(Default)]
pub(crate) struct Stopping {
    started: AtomicBool,
    news: Notify,
}

impl Stopping {
    pub(crate) fn start(&self) {
        self.started.store(true, Ordering::Release);
        self.news.notify_waiters();
    }

    fn has_started(&self) -> bool {
        self.started.load(Ordering::Acquire)
    }
}

/// When a connection of a server that stops is told to end: not before the requests that had arrived have been begun,
/// because hyper answers only the one that it is at.
struct Stop {
    reads: Reads,
    /// How many there had been when this was asked first.
    before: Option<u32>,
    told: bool,
}

impl Stop {
    fn new(reads: Reads) -> Self {
        Self {
            reads,
            before: None,
            told: false,
        }
    }

    /// True once, when hyper has nothing left to begin. To be asked after each poll of a server that stops.
    fn is_due(&mut self) -> bool {
        if self.told {
            return false;
        }
        let now = self.reads.since_waiting();
        let more = now.wrapping_sub(*self.before.get_or_insert(now));
        self.told = now == 0 || more > MOST_READS;
        self.told
    }
}

/// A client that never stops sending must not keep the server from stopping. Hyper reads 8 KiB at first and more when
/// that is not enough, so that these take in half a megabyte of requests and more.
const MOST_READS: u32 = 64;

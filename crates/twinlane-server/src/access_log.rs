//! A line for each answer, as Uvicorn writes it.

use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::uri::PathAndQuery;
use http::{Request, Response, Uri, Version};
use tower_service::Service;

use crate::connection_info::{Connection, ForwardedClient};
use crate::log_text::LogText;

/// A service that logs what the inner one answers, at INFO, target `twinlane::access`.
#[derive(Debug, Clone)]
pub(crate) struct AccessLog<S> {
    inner: S,
    peer: Client,
}

/// The span of a request, in the extensions of its response: the line of the access log is written within it.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_structs, reason = "a span is all it is")]
pub struct LogSpan(pub tracing::Span);

/// A response to a probe, by its mark in its extensions: its line has the level DEBUG, so that probes each second do not fill the log.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a mark")]
pub struct ProbeResponse;

/// The one who asks, as a line begins. A client without an address has `-`.
#[derive(Debug, Clone, Copy)]
struct Client(Option<SocketAddr>);

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => f.write_str("-"),
        }
    }
}

impl<S> AccessLog<S> {
    pub(crate) fn new(inner: S, connection: &Connection) -> Self {
        let peer = Client(connection.peer());
        Self { inner, peer }
    }
}

impl<S, A, B> Service<Request<A>> for AccessLog<S>
where
    S: Service<Request<A>, Response = Response<B>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<B>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<B>, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let forwarded = request.extensions().get::<ForwardedClient>();
        let client = forwarded.map_or(self.peer, |client| Client(client.0));
        let line = format!(
            "{client} - \"{} {} {}\"",
            request.method(),
            target(request.uri()),
            name(request.version())
        );
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            let status = response.status();
            let reason = status.canonical_reason().unwrap_or_default();
            if response.extensions().get::<ProbeResponse>().is_some() {
                tracing::debug!(target: "twinlane::access", "{} {} {reason}", LogText(&line), status.as_u16());
                return Ok(response);
            }
            let span = response.extensions().get::<LogSpan>().cloned();
            let _entered = span.as_ref().map(|span| span.0.enter());
            tracing::info!(target: "twinlane::access", "{} {} {reason}", LogText(&line), status.as_u16());
            Ok(response)
        })
    }
}

/// Uvicorn's name of a version.
fn name(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "HTTP/2",
        Version::HTTP_10 => "HTTP/1.0",
        _ => "HTTP/1.1",
    }
}

/// The path and the query, also where a client sends the whole address.
fn target(uri: &Uri) -> &str {
    uri.path_and_query().map_or("", PathAndQuery::as_str)
}

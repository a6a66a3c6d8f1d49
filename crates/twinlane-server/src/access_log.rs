//! A line for each answer, as Uvicorn writes it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower_service::Service;

/// A service that logs what the inner one answers, at INFO, target `twinlane::access`.
#[derive(Debug, Clone)]
pub(crate) struct AccessLog<S> {
    inner: S,
    peer: SocketAddr,
}

impl<S> AccessLog<S> {
    pub(crate) fn new(inner: S, peer: SocketAddr) -> Self {
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
        let peer = self.peer;
        let line = format!(
            "{} {} {:?}",
            request.method(),
            request.uri(),
            request.version()
        );
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            tracing::info!(target: "twinlane::access", "{peer} - \"{line}\" {}", response.status());
            Ok(response)
        })
    }
}

//! The service of one connection, as hyper calls it: checks each request, and keeps count of those that are being answered.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use pin_project_lite::pin_project;
use tracing::debug;

use crate::incoming::Incoming;
use crate::pace::PaceLimits;
use crate::request_check::{Refusal, check};
use crate::state::{ConnectionState, RequestGuard};

pub(crate) struct ConnectionService<S> {
    inner: TowerToHyperService<S>,
    state: ConnectionState,
    bodies: PaceLimits,
}

impl<S> ConnectionService<S> {
    pub(crate) fn new(inner: S, state: ConnectionState, bodies: PaceLimits) -> Self {
        Self {
            inner: TowerToHyperService::new(inner),
            state,
            bodies,
        }
    }
}

impl<S, B> Service<Request<hyper::body::Incoming>> for ConnectionService<S>
where
    S: tower_service::Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone,
{
    type Response = Response<ResponseBody<B>>;
    type Error = Infallible;
    type Future = ResponseFuture<<TowerToHyperService<S> as Service<Request<Incoming>>>::Future>;

    fn call(&self, request: Request<hyper::body::Incoming>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        // A body without a length is chunked: hyper knows no other.
        let is_chunked = body.size_hint().exact().is_none();
        if let Err(refusal) = check(&mut parts, is_chunked) {
            return ResponseFuture::refused(refusal);
        }
        let chunked_on = is_chunked.then(|| self.state.clone());
        let body = Incoming::new(body, self.bodies, chunked_on);
        ResponseFuture::Serving {
            response: self.inner.call(Request::from_parts(parts, body)),
            guard: Some(self.state.begin_request()),
        }
    }
}

pin_project! {
    /// The response of a request, or of one that is refused.
    #[project = ResponseFutureParts]
    pub(crate) enum ResponseFuture<F> {
        Serving {
            #[pin]
            response: F,
            guard: Option<RequestGuard>,
        },
        Refused {
            refusal: Refusal,
        },
    }
}

impl<F> ResponseFuture<F> {
    #[cold]
    fn refused(refusal: Refusal) -> Self {
        debug!("a request is refused: {}", refusal.0);
        Self::Refused { refusal }
    }
}

impl<F, B> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, Infallible>>,
{
    type Output = Result<Response<ResponseBody<B>>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (response, guard) = match self.project() {
            ResponseFutureParts::Serving { response, guard } => (response, guard),
            ResponseFutureParts::Refused { refusal } => {
                return Poll::Ready(Ok(refusal.response()));
            }
        };
        let Ok(mut response) = ready!(response.poll(cx));
        let guard = guard.take();
        if let Some(true) = guard
            .as_ref()
            .map(|guard| guard.connection().is_framing_lost())
        {
            close_after(&mut response);
        }
        Poll::Ready(Ok(response.map(|body| ResponseBody {
            body: Some(body),
            text: None,
            _guard: guard,
        })))
    }
}

/// The request is the last of its connection: hyper reads no other.
#[cold]
fn close_after<B>(response: &mut Response<B>) {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
}

impl Refusal {
    fn response<B>(self) -> Response<ResponseBody<B>> {
        let mut response = Response::new(ResponseBody {
            body: None,
            text: Some(Bytes::from_static(self.0.as_bytes())),
            _guard: None,
        });
        *response.status_mut() = StatusCode::BAD_REQUEST;
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, plain);
        close_after(&mut response);
        response
    }
}

pin_project! {
    /// The body of a response, until whose end its request counts.
    pub(crate) struct ResponseBody<B> {
        #[pin]
        body: Option<B>,
        // Instead of a body: why the request is refused.
        text: Option<Bytes>,
        _guard: Option<RequestGuard>,
    }
}

impl<B: Body<Data = Bytes>> Body for ResponseBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let this = self.project();
        match this.body.as_pin_mut() {
            Some(body) => body.poll_frame(cx),
            None => Poll::Ready(this.text.take().map(|text| Ok(Frame::data(text)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.body {
            Some(body) => body.is_end_stream(),
            None => self.text.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            Some(body) => body.size_hint(),
            None => SizeHint::with_exact(self.text.as_ref().map_or(0, |text| text.len() as u64)),
        }
    }
}

//! The service of one connection, as hyper calls it for each stream.

use std::cell::RefCell;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::service::Service;
use pin_project_lite::pin_project;
use tracing::debug;

use crate::extras::Extras;
use crate::http2::request_check::{LastAuthority, StreamRefusal, check};
use crate::http2::response_body::ResponseBody;
use crate::http2::streams::{Progress, Streams};
use crate::incoming::Incoming;
use crate::pace::PaceLimits;
use crate::service::{Arriving, Waiting, when_ready};

/// The rules that the requests of a connection are held to.
pub(crate) struct StreamChecks {
    pub(crate) bodies: PaceLimits,
    pub(crate) max_headers: usize,
    pub(crate) arriving: Arriving,
    /// `None`: none is set.
    pub(crate) extras: Option<Arc<Extras>>,
}

pub(crate) struct StreamService<S> {
    inner: S,
    streams: Arc<Streams>,
    checks: StreamChecks,
    /// The authority of the last request: most clients name one again and again.
    authority: RefCell<LastAuthority>,
}

impl<S> StreamService<S> {
    pub(crate) fn new(inner: S, streams: Arc<Streams>, checks: StreamChecks) -> Self {
        Self {
            inner,
            streams,
            checks,
            authority: RefCell::default(),
        }
    }

    /// Makes a request one as of HTTP/1.1, as its client has sent it.
    fn check(&self, parts: &mut Parts) -> Result<(), StreamRefusal> {
        let StreamChecks {
            max_headers,
            arriving,
            ..
        } = &self.checks;
        check(parts, *max_headers, &mut self.authority.borrow_mut())?;
        Ok(arriving.apply(parts)?)
    }
}

impl<S, B> Service<Request<hyper::body::Incoming>> for StreamService<S>
where
    S: tower_service::Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
{
    type Response = Response<ResponseBody<B>>;
    type Error = Infallible;
    type Future = ResponseFuture<S::Future>;

    fn call(&self, request: Request<hyper::body::Incoming>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let checked = self.check(&mut parts);
        let extras = self.checks.extras.as_ref().filter(|_| checked.is_ok());
        // Counted here, it is counted until its stream has ended.
        let is_counted = extras
            .is_some_and(|extras| extras.begin((&parts.method, &parts.uri, &parts.extensions)));
        let is_too_many = extras.is_some() && !is_counted;
        let progress = Arc::new(Progress::new(self.checks.extras.clone(), is_counted));
        let has_room = self.streams.begin(Arc::clone(&progress)) && !is_too_many;
        if let Err(refusal) = checked {
            return ResponseFuture::refused(refusal, progress);
        }
        if !has_room {
            self.checks.arriving.log_refusal(&parts, TOO_MANY.status);
            return ResponseFuture::refused(TOO_MANY, progress);
        }
        let body = Incoming::of_stream(body, self.checks.bodies);
        let request = Request::from_parts(parts, body);
        let mut service = self.inner.clone();
        // Most services are always ready, and the request need not be kept until they are.
        let is_ready = service.poll_ready(&mut Context::from_waker(Waker::noop()));
        if is_ready.is_ready() {
            let response = service.call(request);
            let progress = Some(progress);
            return ResponseFuture::Serving { response, progress };
        }
        ResponseFuture::Waiting {
            response: Box::pin(when_ready(service, request)),
            progress: Some(progress),
        }
    }
}

/// The server has as many requests as it takes, or takes no more.
const TOO_MANY: StreamRefusal = StreamRefusal {
    status: StatusCode::SERVICE_UNAVAILABLE,
    text: "Too many requests for now",
};

pin_project! {
    /// The response of a request, or of one that is refused.
    #[project = ResponseFutureParts]
    pub(crate) enum ResponseFuture<F: Future> {
        Serving {
            #[pin]
            response: F,
            progress: Option<Arc<Progress>>,
        },
        // Waits for a service that was not ready.
        Waiting {
            response: Waiting<F::Output>,
            progress: Option<Arc<Progress>>,
        },
        Refused {
            refusal: StreamRefusal,
            progress: Option<Arc<Progress>>,
        },
    }
}

impl<F: Future> ResponseFuture<F> {
    #[cold]
    fn refused(refusal: StreamRefusal, progress: Arc<Progress>) -> Self {
        debug!("a request is refused: {}", refusal.text);
        Self::Refused {
            refusal,
            progress: Some(progress),
        }
    }
}

impl<F, B> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, Infallible>>,
{
    type Output = Result<Response<ResponseBody<B>>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (polled, progress) = match self.project() {
            ResponseFutureParts::Serving { response, progress } => (response.poll(cx), progress),
            ResponseFutureParts::Waiting { response, progress } => {
                (response.as_mut().poll(cx), progress)
            }
            ResponseFutureParts::Refused { refusal, progress } => {
                let progress = progress.take().unwrap_or_default();
                let mut response = refusal.response(Arc::clone(&progress));
                progress.add_headers(response.headers_mut());
                return Poll::Ready(Ok(response));
            }
        };
        let Ok(mut response) = ready!(polled);
        // Handed on, as it is not polled again.
        let progress = progress.take().unwrap_or_default();
        progress.add_headers(response.headers_mut());
        Poll::Ready(Ok(response.map(|body| ResponseBody::Served {
            body,
            rest: Bytes::new(),
            progress,
        })))
    }
}

impl StreamRefusal {
    fn response<B>(self, progress: Arc<Progress>) -> Response<ResponseBody<B>> {
        let text = self.text.as_bytes();
        let mut response = Response::new(ResponseBody::Refused { text, progress });
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if !text.is_empty() {
            let plain = HeaderValue::from_static("text/plain; charset=utf-8");
            headers.insert(header::CONTENT_TYPE, plain);
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

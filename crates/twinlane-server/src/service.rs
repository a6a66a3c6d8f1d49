//! The service of one connection, as hyper calls it: checks each request, makes one that a proxy passes on that of its client, and keeps count of those that are being answered.

use std::cell::RefCell;
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::mem::take;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use hyper::service::Service;
use pin_project_lite::pin_project;
use tracing::debug;
use twinlane_path::Scheme;

use crate::access_log::AccessLines;
use crate::extras::Extras;
use crate::forwarded::Forwarding;
use crate::incoming::Incoming;
use crate::pace::PaceLimits;
use crate::request_check::{LastHost, Refusal, check};
use crate::state::{ConnectionState, RequestGuard};
use crate::stated_length;

/// A service that can answer the requests of a connection.
pub(crate) trait HttpService:
    tower_service::Service<
        Request<Incoming>,
        Response = Response<Self::Body>,
        Error = Infallible,
        Future: Send + 'static,
    > + Clone
    + Send
    + 'static
{
    type Body: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>>
        + Send
        + 'static;
}

impl<S, B> HttpService for S
where
    S: tower_service::Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Body = B;
}

pub(crate) struct ConnectionService<S> {
    inner: S,
    state: ConnectionState,
    bodies: PaceLimits,
    /// The host of the last request: most clients name one again and again.
    host: RefCell<LastHost>,
    arriving: Arriving,
}

/// The facts of all requests of a connection, which no client decides.
#[derive(Debug)]
pub(crate) struct Arriving {
    /// The headers that are believed. `None`: the client is the peer, and says all by itself.
    pub(crate) forwarding: Option<Arc<Forwarding>>,
    /// The scheme of the connection.
    pub(crate) scheme: Scheme,
    /// True if services look for the scheme in the extensions of a request. Without it they take a request for one in the clear.
    pub(crate) notes_scheme: bool,
    /// The lines of the access log. `None`: there is none.
    pub(crate) lines: Option<AccessLines>,
}

impl Arriving {
    /// Notes in the access log that a request is refused, as Uvicorn does where a limit refuses it.
    pub(crate) fn log_refusal(&self, request: &Parts, status: StatusCode) {
        if let Some(lines) = self.lines {
            lines.refused(request, status);
        }
    }

    /// Makes a request the one that its client has sent, as the connection and a trusted proxy tell it.
    ///
    /// # Errors
    ///
    /// The request is refused, since the proxy's words cannot be true.
    #[inline]
    pub(crate) fn apply(&self, parts: &mut Parts) -> Result<(), Refusal> {
        // A scheme in the target is the client's word for how it has connected: it counts for nothing.
        let notes_scheme = self.notes_scheme && self.scheme == Scheme::Https;
        if notes_scheme || parts.uri.scheme().is_some() {
            parts.extensions.insert(self.scheme);
        }
        match &self.forwarding {
            Some(forwarding) => forwarding.apply(parts, self.scheme),
            None => Ok(()),
        }
    }
}

impl<S> ConnectionService<S> {
    pub(crate) fn new(
        inner: S,
        state: ConnectionState,
        (bodies, arriving): (PaceLimits, Arriving),
    ) -> Self {
        Self {
            inner,
            state,
            bodies,
            host: RefCell::default(),
            arriving,
        }
    }
}

impl<S, B> Service<Request<hyper::body::Incoming>> for ConnectionService<S>
where
    S: tower_service::Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    B: Body,
{
    type Response = Response<ResponseBody<B>>;
    type Error = Infallible;
    type Future = ResponseFuture<S::Future>;

    fn call(&self, request: Request<hyper::body::Incoming>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        // A body without a length is chunked: hyper knows no other.
        let is_chunked = body.size_hint().exact().is_none();
        if let Err(refusal) = check(&mut parts, is_chunked, &mut self.host.borrow_mut()) {
            return ResponseFuture::refused(refusal, self.state.extras().cloned());
        }
        if let Err(refusal) = self.arriving.apply(&mut parts) {
            return ResponseFuture::refused(refusal, self.state.extras().cloned());
        }
        let mut body = Incoming::new(body, self.bodies, Some(&self.state));
        if is_chunked {
            body = body.chunked();
        }
        if let Some(extras) = self.state.extras()
            && !extras.begin((&parts.method, &parts.uri, &parts.extensions))
        {
            self.arriving.log_refusal(&parts, TOO_MANY);
            return ResponseFuture::too_many(Some(Arc::clone(extras)));
        }
        let request = Request::from_parts(parts, body);
        let guard = Some(self.state.begin_request());
        let mut service = self.inner.clone();
        // Most services are always ready, and the request need not be kept until they are.
        let is_ready = service.poll_ready(&mut Context::from_waker(Waker::noop()));
        if is_ready.is_ready() {
            let response = service.call(request);
            return ResponseFuture::Serving { response, guard };
        }
        ResponseFuture::Waiting {
            response: Box::pin(when_ready(service, request)),
            guard,
        }
    }
}

const TOO_MANY: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

/// The response of a service that was not ready for a request.
#[cold]
pub(crate) async fn when_ready<S>(
    mut service: S,
    request: Request<Incoming>,
) -> Result<S::Response, Infallible>
where
    S: tower_service::Service<Request<Incoming>, Error = Infallible>,
{
    let Ok(()) = poll_fn(|cx| service.poll_ready(cx)).await;
    service.call(request).await
}

/// The response of a service that was not ready.
pub(crate) type Waiting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

pin_project! {
    /// The response of a request, or of one that is refused.
    #[project = ResponseFutureParts]
    pub(crate) enum ResponseFuture<F: Future> {
        Serving {
            #[pin]
            response: F,
            guard: Option<RequestGuard>,
        },
        // Waits for a service that was not ready.
        Waiting {
            response: Waiting<F::Output>,
            guard: Option<RequestGuard>,
        },
        Refused {
            status: StatusCode,
            text: &'static str,
            extras: Option<Arc<Extras>>,
        },
    }
}

impl<F: Future> ResponseFuture<F> {
    #[cold]
    fn refused(refusal: Refusal, extras: Option<Arc<Extras>>) -> Self {
        debug!("a request is refused: {}", refusal.0);
        Self::Refused {
            status: StatusCode::BAD_REQUEST,
            text: refusal.0,
            extras,
        }
    }

    /// The response if the most requests are in flight, in Uvicorn's words.
    #[cold]
    fn too_many(extras: Option<Arc<Extras>>) -> Self {
        Self::Refused {
            status: TOO_MANY,
            text: "Service Unavailable",
            extras,
        }
    }
}

impl<F, B> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, Infallible>>,
    B: Body,
{
    type Output = Result<Response<ResponseBody<B>>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (polled, guard) = match self.project() {
            ResponseFutureParts::Serving { response, guard } => (response.poll(cx), guard),
            ResponseFutureParts::Waiting { response, guard } => (response.as_mut().poll(cx), guard),
            ResponseFutureParts::Refused {
                status,
                text,
                extras,
            } => {
                let mut response = refusal(*status, text);
                if let Some(extras) = extras {
                    extras.add_headers(response.headers_mut());
                }
                return Poll::Ready(Ok(response));
            }
        };
        let Ok(mut response) = ready!(polled);
        stated_length::correct(&mut response);
        let guard = guard.take();
        if let Some(connection) = guard.as_ref().map(RequestGuard::connection) {
            if let Some(extras) = connection.extras() {
                extras.add_headers(response.headers_mut());
            }
            if connection.is_framing_lost() {
                close_after(&mut response);
            }
            // Before hyper hands the socket on.
            if response.status() == StatusCode::SWITCHING_PROTOCOLS {
                connection.note_upgrade();
            }
        }
        Poll::Ready(Ok(response.map(|body| ResponseBody::Served { body, guard })))
    }
}

/// The request is the last of its connection: hyper reads no other.
#[cold]
fn close_after<B>(response: &mut Response<B>) {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
}

fn refusal<B>(status: StatusCode, text: &'static str) -> Response<ResponseBody<B>> {
    let text = text.as_bytes();
    let mut response = Response::new(ResponseBody::Refused { text });
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    close_after(&mut response);
    response
}

pin_project! {
    /// The body of a response.
    #[project = ResponseBodyParts]
    pub(crate) enum ResponseBody<B> {
        // The request counts until the end of the body.
        Served {
            #[pin]
            body: B,
            guard: Option<RequestGuard>,
        },
        // The reason for refusing the request.
        Refused {
            text: &'static [u8],
        },
    }
}

impl<B: Body<Data = Bytes>> Body for ResponseBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        match self.project() {
            ResponseBodyParts::Served { body, .. } => body.poll_frame(cx),
            ResponseBodyParts::Refused { text } => {
                let text = take(text);
                let frame = (!text.is_empty()).then(|| Frame::data(Bytes::from_static(text)));
                Poll::Ready(frame.map(Ok))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Served { body, .. } => body.is_end_stream(),
            Self::Refused { text } => text.is_empty(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Served { body, .. } => body.size_hint(),
            Self::Refused { text } => SizeHint::with_exact(text.len() as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Scheme::{Http, Https};

    #[test]
    fn a_scheme_is_noted_for_services_that_look_for_it_and_never_taken_from_the_target() {
        for (notes_scheme, scheme, target, noted) in [
            (true, Http, "/", None),
            (true, Https, "/", Some(Https)),
            (false, Https, "/", None),
            (true, Http, "https://a/", Some(Http)),
            (false, Http, "https://a/", Some(Http)),
            (true, Https, "http://a/", Some(Https)),
            (false, Https, "http://a/", Some(Https)),
        ] {
            let arriving = Arriving {
                forwarding: None,
                scheme,
                notes_scheme,
                lines: None,
            };
            let (mut parts, ()) = Request::get(target).body(()).unwrap().into_parts();
            arriving.apply(&mut parts).unwrap();
            let found = parts.extensions.get::<Scheme>().copied();
            assert_eq!(found, noted, "{notes_scheme} {scheme} {target}");
        }
    }
}

//! The id of a request: in, out, and in every log line.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use http_body::{Frame, SizeHint};
use tracing::{Instrument, Span, error_span};
use twinlane_model::types::Uuid;
use twinlane_server::LogSpan;
use twinlane_web::request_id::is_well_formed;
use twinlane_web::{Body, BoxError, Response};

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::Error;
use crate::request::Request;

/// Gives every request an id, which connects its log lines here and in other services.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::{RequestId, RequestIds};
/// use twinlane::parameter::Extension;
///
/// #[get("/")]
/// async fn read(id: Extension<RequestId>) -> String {
///     id.to_string()
/// }
///
/// # fn main() {
/// let app = App::new().routes(routes![read]).middleware(RequestIds::new());
/// # app.check().unwrap();
/// # }
/// ```
///
/// The id comes from the header `x-request-id` if a client or a proxy has sent one. Otherwise it is a new random UUID. It appears in these places:
///
/// - as an [`Extension`](crate::parameter::Extension) of the request,
/// - in the same header of the request and of the response,
/// - as `request{id=..}` in each log line of the request: in every lane, in tasks after the response, while a stream is sent, and in the access log.
///
/// An id from a client is accepted only if it is 1 to 128 ASCII letters, digits and `-_.:/+=@~`. Any other id is replaced. A client can send an id
/// that another client has used, so the id proves nothing about the client.
///
/// Add this middleware last. Then it is the outermost, and the log lines of the other middleware have the id too.
#[derive(Debug)]
pub struct RequestIds {
    header: String,
    takes: bool,
    name: MadeOnce<HeaderName>,
}

/// The id of one request. Clones are cheap.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl RequestIds {
    /// Creates the middleware, with the header `x-request-id`.
    pub fn new() -> Self {
        Self::in_header("x-request-id")
    }

    /// Creates the middleware with another header, such as `x-correlation-id`. A name that HTTP does not allow is a startup error.
    pub fn in_header(name: impl Into<String>) -> Self {
        Self {
            header: name.into(),
            takes: true,
            name: MadeOnce::default(),
        }
    }

    /// Makes a new id for every request and ignores ids from clients: for a server that is open to the internet without a proxy.
    #[must_use]
    pub fn always_new(mut self) -> Self {
        self.takes = false;
        self
    }

    fn make(&self) -> Result<HeaderName, Vec<String>> {
        let name = HeaderName::try_from(self.header.as_str());
        name.map_err(|_| vec![format!("`{}` is no name of a header", self.header)])
    }

    /// The id that was sent, if there is one that can be taken.
    fn sent(&self, name: &HeaderName, request: &Request) -> Option<RequestId> {
        let mut sent = request.headers().get_all(name).iter();
        let id = sent.next().filter(|_| self.takes)?;
        let is_alone = sent.next().is_none();
        let id = id.to_str().ok()?;
        (is_alone && is_well_formed(id.as_bytes())).then(|| RequestId(id.into()))
    }
}

impl Default for RequestIds {
    fn default() -> Self {
        Self::new()
    }
}

impl Middleware for RequestIds {
    const MAY_FAIL: bool = false;

    async fn handle(&self, mut request: Request, next: Next) -> Result<Response, Error> {
        let name = self.name.get(|| self.make())?;
        let id = self.sent(name, &request);
        let id = id.unwrap_or_else(|| RequestId(Uuid::new_v4().to_string().into()));
        let value = HeaderValue::try_from(id.as_str()).map_err(Error::from)?;
        // The level of errors: the id is to stand beside them, whatever else is left out of the log.
        let span = error_span!("request", id = %id);
        // For who reads the headers, such as a service that is asked further on.
        request.headers_mut().insert(name, value.clone());
        request.extensions_mut().insert(id);
        let mut response = next.run(request).instrument(span.clone()).await;
        response.headers_mut().insert(name, value);
        response.extensions_mut().insert(LogSpan(span.clone()));
        if response.body().is_stream() {
            response = response.map(|body| Body::stream(SpannedBody { body, span }));
        }
        Ok(response)
    }

    fn mistakes(&self) -> Vec<String> {
        self.name.mistakes(|| self.make())
    }
}

/// A stream that is made within a span.
struct SpannedBody {
    body: Body,
    span: Span,
}

impl http_body::Body for SpannedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let _entered = this.span.enter();
        Pin::new(&mut this.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

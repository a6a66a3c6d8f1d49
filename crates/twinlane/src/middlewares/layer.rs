//! Tower layers as middleware.

use std::any::type_name;
use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;
use twinlane_web::{Body, BoxError, Response};

use super::{Added, AddedMiddleware, Answering, Handle, Next, ViaErrorOr};
use crate::errors::{Error, HttpError, Result};
use crate::request::{Request, RequestRest};

/// A layer of tower that can wrap an application.
///
/// The service of the layer takes and returns the same types as [`NextService`], with bodies of any type. Every layer of `tower` and `tower-http`
/// that works with hyper fits. The layer is applied once, when it is added. So all requests share the state that the clones of its service share.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a layer around an application",
    label = "not such a layer",
    note = "its service takes an `http::Request<Body>`, returns an `http::Response` and is `Clone + Send + Sync`; its error turns into a boxed one"
)]
pub trait MiddlewareLayer<ResponseBody> {
    /// Converts the layer into middleware.
    #[doc(hidden)]
    fn into_middleware(self) -> Added;
}

impl<L, S, B> MiddlewareLayer<B> for L
where
    L: Layer<NextService, Service = S>,
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn into_middleware(self) -> Added {
        let service = self.layer(NextService { _private: () });
        let middleware = Arc::new(LayerMiddleware(service));
        Added(AddedMiddleware::new(type_name::<L>(), middleware))
    }
}

/// A service that a layer has made.
struct LayerMiddleware<S>(S);

impl<S, B> Handle for LayerMiddleware<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    const MAY_FAIL: bool = true;

    type Via = ViaErrorOr;
    type Response = Result<Response>;

    async fn handle(self: Arc<Self>, request: Request, next: Next) -> Result<Response> {
        let mut service = self.0.clone();
        let (mut request, rest) = request.into_http_and_rest();
        request.extensions_mut().insert(Inside { next, rest });
        let failed = |error: S::Error| Error::from_boxed(error.into());
        poll_fn(|cx| service.poll_ready(cx)).await.map_err(failed)?;
        let response = service.call(request).await.map_err(failed)?;
        Ok(response.map(Body::stream))
    }
}

/// The rest of the application and of the request, on its way through a layer.
#[derive(Clone)]
struct Inside {
    next: Next,
    rest: RequestRest,
}

/// The rest of the application as a tower service, which a layer wraps.
///
/// A request must keep its extensions on the way through the layer: they identify the request.
#[derive(Debug, Clone)]
pub struct NextService {
    _private: (),
}

impl<B> Service<http::Request<B>> for NextService
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering<Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let mut request = request.map(Body::stream);
        let inside = request.extensions_mut().remove::<Inside>();
        Box::pin(async move {
            let Some(Inside { next, rest }) = inside else {
                tracing::error!("a layer has made a request without the extensions of its own");
                return Ok(HttpError::internal().into_response());
            };
            Ok(next.run(Request::of_http(request, rest)).await)
        })
    }
}

impl fmt::Debug for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inside").finish_non_exhaustive()
    }
}

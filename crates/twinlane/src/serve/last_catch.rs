//! The outermost service around an application that is served within another: a failure there is a plain 500.

use std::convert::Infallible;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{Either, Full};
use tower_service::Service;
use tracing::error;
use twinlane_lanes::{RunToEnd, catch_panic};
use twinlane_server::LogText;
use twinlane_web::BoxError;

use crate::errors::Error;
use crate::fixed_response::TEXT;
use crate::log::Causes;
use crate::service::Service as Application;

/// A service that answers the errors and panics of another.
#[derive(Debug, Clone)]
pub(super) struct LastCatch<S> {
    service: S,
    /// The application within the service.
    application: Application,
}

impl<S> LastCatch<S> {
    pub(super) fn new(service: S, application: Application) -> Self {
        Self {
            service,
            application,
        }
    }
}

type Caught<B> = Response<Either<B, Full<Bytes>>>;

impl<S, R, B> Service<Request<R>> for LastCatch<S>
where
    S: Service<Request<R>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: 'static,
    R: Send + 'static,
{
    type Response = Caught<B>;
    type Error = Infallible;
    type Future = RunToEnd<Result<Caught<B>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // Asked in the call, where an error can be answered.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        let mut service = self.service.clone();
        let name = format!("{} {}", request.method(), LogText(request.uri().path()));
        let answered = async move {
            std::future::poll_fn(|cx| service.poll_ready(cx)).await?;
            service.call(request).await
        };
        self.application.around(Box::pin(async move {
            let failure = match catch_panic(answered).await {
                Ok(Ok(response)) => return Ok(response.map(Either::Left)),
                Ok(Err(error)) => {
                    let error = Error::from_boxed(error.into());
                    format!("failed around the application: {}", Causes(&error))
                }
                Err(panic) => {
                    format!(
                        "panicked around the application: {}",
                        LogText(&panic.message)
                    )
                }
            };
            error!("{name} {failure}");
            Ok(internal_error())
        }))
    }
}

fn internal_error<B>() -> Caught<B> {
    let mut response = Response::new(Either::Right(Full::from("Internal Server Error")));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
    response
}

//! A tower service of any type.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use tower_service::Service;
use twinlane_web::{Body, BoxError, Response};

use super::{Mount, MountContent, Mountable};
use crate::errors::{Error, Result};
use crate::middlewares::Answering;

/// A service, whatever its type.
pub(crate) trait AnyService: Send + Sync {
    /// The response of a clone of it, when that is ready.
    fn answer(self: Arc<Self>, request: http::Request<Body>) -> Answering<Result<Response>>;

    /// The mistakes in its options, a sentence each.
    fn mistakes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The marker of tower services, which answer with this body.
pub struct ViaService<B>(PhantomData<B>);

impl<S, B> Mountable<ViaService<B>> for S
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn into_mount(self) -> Mount {
        Mount::of(MountContent::Service(Arc::new(ClonedService(self))))
    }
}

struct ClonedService<S>(S);

impl<S, B> AnyService for ClonedService<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn answer(self: Arc<Self>, request: http::Request<Body>) -> Answering<Result<Response>> {
        Box::pin(async move {
            let failed = |error: S::Error| Error::from_boxed(error.into());
            let mut service = self.0.clone();
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(failed)?;
            let response = service.call(request).await.map_err(failed)?;
            Ok(response.map(Body::stream))
        })
    }
}

impl<B> fmt::Debug for ViaService<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ViaService")
    }
}

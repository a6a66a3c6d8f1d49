//! `Extension<T>`: what a layer around the application has put into the request.

use std::any::type_name;
use std::ops::Deref;

use super::{Gather, Kind, Parameter, Slot};

/// A value that a `tower` layer has added to the request's extensions. The operation gets a clone.
///
/// If it is missing, the response is a 500, and the log names the missing type; `Option<Extension<T>>` may be missing.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::parameter::Extension;
///
/// #[derive(Clone)]
/// struct RequestId(u64);
///
/// #[get("/")]
/// async fn read(id: Extension<RequestId>) -> u64 {
///     id.0.0
/// }
///
/// # fn main() {
/// # let app = App::new().routes(routes![read]);
/// # let mut service = app.into_service().unwrap();
/// # let mut request = twinlane::http::Request::new(twinlane::response::Body::empty());
/// # request.extensions_mut().insert(RequestId(7));
/// # let runtime = twinlane::lanes::RuntimeBuilder::new().workers(1).build().unwrap();
/// # let response = runtime.block_on(async move { tower_service::Service::call(&mut service, request).await }).unwrap();
/// # assert_eq!(response.status(), 200);
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper to be taken apart")]
pub struct Extension<T>(pub T);

impl<T> Deref for Extension<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The marker of parameters that are extensions.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaExtension {}

impl<T: Clone + Send + Sync + 'static> Parameter<ViaExtension> for Extension<T> {
    fn kind() -> Kind {
        Kind::Request
    }

    fn gather(cx: &mut Gather<'_>, _: &Slot) -> Option<Self> {
        let found = cx.inputs.parts.extensions.get().cloned();
        if found.is_none() {
            cx.problems.missing_extension = Some(type_name::<T>());
        }
        found.map(Self)
    }
}

impl<T: Clone + Send + Sync + 'static> Parameter<ViaExtension> for Option<Extension<T>> {
    fn kind() -> Kind {
        Kind::Request
    }

    fn gather(cx: &mut Gather<'_>, _: &Slot) -> Option<Self> {
        let found = cx.inputs.parts.extensions.get().cloned();
        Some(found.map(Extension))
    }
}

//! `UrlFor<read_item>`: links to an operation, which startup knows of.

use std::any::{TypeId, type_name};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;

use super::request::names;
use super::{Gather, Inputs, Kind, Parameter, Slot};
use crate::names::{UrlBase, UrlBuilder, UrlError, UrlTarget, Wanted};

/// Builds URLs of an operation: [`Request::url_for`](crate::Request::url_for) as a parameter.
///
/// If no route leads to the operation, the application does not start. One parameter can build many URLs.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::routing::UrlFor;
///
/// #[get("/items/{item_id}")]
/// async fn read_item(item_id: i64) -> i64 {
///     item_id
/// }
///
/// #[get("/items")]
/// async fn list(item: UrlFor<read_item>) -> Result<Vec<String>> {
///     let urls = [1, 2, 3].map(|id| item.param("item_id", id).url());
///     Ok(urls.into_iter().collect::<Result<_, _>>()?)
/// }
///
/// # fn main() {
/// assert!(App::new().routes(routes![list, read_item]).check().is_ok());
///
/// let error = App::new().routes(routes![list]).check().unwrap_err();
/// assert!(error.to_string().contains("read_item"));
/// # }
/// ```
pub struct UrlFor<O: UrlTarget> {
    base: Arc<UrlBase>,
    operation: PhantomData<fn() -> O>,
}

impl<O: UrlTarget> UrlFor<O> {
    /// Sets a path parameter: see [`UrlBuilder::param`].
    pub fn param(&self, name: &str, value: impl Serialize) -> UrlBuilder {
        self.builder().param(name, value)
    }

    /// Adds a pair to the query: see [`UrlBuilder::query`].
    pub fn query(&self, name: &str, value: impl Serialize) -> UrlBuilder {
        self.builder().query(name, value)
    }

    /// The URL of an operation whose path has no parameters: see [`UrlBuilder::url`].
    ///
    /// # Errors
    ///
    /// The path has parameters.
    pub fn url(&self) -> Result<String, UrlError> {
        self.builder().url()
    }

    fn builder(&self) -> UrlBuilder {
        UrlBuilder::new(Arc::clone(&self.base), Wanted::operation::<O>())
    }
}

impl<O: UrlTarget> Clone for UrlFor<O> {
    fn clone(&self) -> Self {
        Self {
            base: Arc::clone(&self.base),
            operation: PhantomData,
        }
    }
}

impl<O: UrlTarget> fmt::Debug for UrlFor<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UrlFor<{}>", type_name::<O>())
    }
}

/// The marker of parameters that link to an operation.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaUrlFor {}

impl<O: UrlTarget> Parameter<ViaUrlFor> for UrlFor<O> {
    fn kind() -> Kind {
        Kind::UrlFor {
            operation: TypeId::of::<O>(),
            name: type_name::<O>(),
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let Inputs { parts, arrival, .. } = &cx.inputs;
        let base = UrlBase::new(names(slot), parts, arrival);
        Some(Self {
            base: Arc::new(base),
            operation: PhantomData,
        })
    }
}

//! The URLs that a request makes, of other operations.

use std::sync::Arc;

use super::{Request, RequestRest};
use crate::names::{UrlBase, UrlBuilder, UrlPathBuilder, UrlTarget, Wanted};

/// The URLs of other operations.
impl Request {
    /// A URL that leads to an operation, named by its function: `request.url_for::<read_item>().param("item_id", 5).url()?`.
    ///
    /// If several routes lead to the operation, the first one is taken whose parameters are those that are given. An operation that no route
    /// leads to is an [error](crate::routing::UrlError::NoRoute) when the URL is made. Taken as a parameter of the type
    /// [`UrlFor<read_item>`](crate::routing::UrlFor), it is one when the application starts.
    ///
    /// The host is the one that the client named: see [`host`](Self::host).
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// #[get("/items/{item_id}")]
    /// async fn read_item(item_id: i64) -> i64 {
    ///     item_id
    /// }
    ///
    /// #[post("/items", status = 303)]
    /// async fn create(request: &Request) -> Result<Redirect> {
    ///     Ok(Redirect::to(request.url_for::<read_item>().param("item_id", 5).url()?))
    /// }
    /// # fn main() {}
    /// ```
    pub fn url_for<O: UrlTarget>(&self) -> UrlBuilder {
        UrlBuilder::new(self.url_base(), Wanted::operation::<O>())
    }

    /// A URL that leads to a route by its name: that of the function, or the option `name` of the operation.
    ///
    /// The pages of the framework have FastAPI's names: `openapi`, `swagger_ui_html`, `swagger_ui_redirect`, `redoc_html`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// #[get("/items/{item_id}", name = "item")]
    /// async fn read_item(item_id: i64) -> i64 {
    ///     item_id
    /// }
    ///
    /// #[get("/")]
    /// async fn index(request: &Request) -> Result<Redirect> {
    ///     Ok(Redirect::to(request.url_for_name("item").param("item_id", 5).url()?))
    /// }
    /// # fn main() {}
    /// ```
    pub fn url_for_name(&self, name: &str) -> UrlBuilder {
        UrlBuilder::new(self.url_base(), Wanted::Name(name.to_owned()))
    }

    /// The path within the application that leads to an operation: as [`url_for`](Self::url_for), without the host and without the path
    /// that a proxy puts before it.
    pub fn url_path_for<O: UrlTarget>(&self) -> UrlPathBuilder {
        UrlPathBuilder::new(self.url_base(), Wanted::operation::<O>())
    }

    /// The path within the application that leads to a route: as [`url_for_name`](Self::url_for_name), likewise.
    pub fn url_path_for_name(&self, name: &str) -> UrlPathBuilder {
        UrlPathBuilder::new(self.url_base(), Wanted::Name(name.to_owned()))
    }

    /// The URL of the outermost application.
    #[cfg(feature = "templates")]
    pub(crate) fn base_url(&self) -> String {
        let base = self.url_base();
        let origin = base.origin.as_deref().unwrap_or_default();
        [origin, &base.app_root_path, "/"].concat()
    }

    fn url_base(&self) -> Arc<UrlBase> {
        let RequestRest { arrival, names, .. } = &self.0.rest;
        Arc::new(UrlBase::new(names.clone(), &self.0.head, arrival))
    }
}

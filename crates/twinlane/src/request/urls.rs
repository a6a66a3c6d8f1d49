//! The URLs that a request makes, of other operations.

use std::sync::Arc;

use super::{Request, RequestRest};
use crate::names::{UrlBase, UrlBuilder, UrlPathBuilder, UrlTarget, Wanted};

/// The URLs of other operations.
impl Request {
    /// Builds the URL of an operation, named by its function: `request.url_for::<read_item>().param("item_id", 5).url()?`.
    ///
    /// If the operation has several routes, the first route with exactly the given parameters is used. If it has no route, making the URL is an
    /// [error](crate::routing::UrlError::NoRoute). To find this error when the application starts, take the parameter
    /// [`UrlFor<read_item>`](crate::routing::UrlFor) instead.
    ///
    /// The host is that of the client's request: see [`host`](Self::host).
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

    /// Builds the URL of a route by its name: the name of the function, or the option `name` of the operation.
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

    /// Builds the path of an operation within the application: as [`url_for`](Self::url_for), without the host and without the prefix of a proxy.
    pub fn url_path_for<O: UrlTarget>(&self) -> UrlPathBuilder {
        UrlPathBuilder::new(self.url_base(), Wanted::operation::<O>())
    }

    /// Builds the path of a route within the application: as [`url_for_name`](Self::url_for_name), without the host and without the prefix of a
    /// proxy.
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

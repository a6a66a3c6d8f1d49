//! A URL in the making.

use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use serde::Serialize;
use twinlane_web::{Scheme, url};

use super::wanted::{GivenParams, Wanted, add_to_query};
use super::{FoundPath, Names, UrlError};
use crate::arrival::Arrival;

/// The place of the application in the world, as a request sees it: the beginning of its URLs.
#[derive(Debug, Default)]
pub(crate) struct UrlBase {
    /// `None`: the request was made by hand.
    pub(crate) names: Option<Arc<Names>>,
    /// `http://localhost:8000`. `None`: the request names no host that can be used.
    pub(crate) origin: Option<String>,
    /// For a URL at another host.
    pub(crate) is_https: bool,
    /// The path of the application that the request is in, as it stands in a URL, without a slash at its end.
    pub(crate) root_path: String,
    /// Likewise, of the outermost application.
    pub(crate) app_root_path: String,
    /// The number of mounts on the way of the request.
    pub(crate) depth: usize,
}

impl UrlBase {
    pub(crate) fn new(names: Option<Arc<Names>>, request: &Parts, arrival: &Arrival) -> Self {
        let escaped = |path| url::escaped_path(path).to_string();
        let (scheme, root_path) = (arrival.scheme(request), &arrival.root_path);
        Self {
            names,
            origin: url::origin(request, scheme),
            is_https: scheme == Scheme::Https,
            root_path: escaped(root_path.as_str()),
            app_root_path: escaped(root_path.outermost()),
            depth: root_path.depth(),
        }
    }
}

/// A URL in the making, returned by [`Request::url_for`](crate::Request::url_for).
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/items/{item_id}")]
/// async fn read_item(item_id: i64, q: Option<String>) -> i64 {
///     item_id
/// }
///
/// #[get("/")]
/// async fn index(request: &Request) -> Result<Value> {
///     let url = request.url_for::<read_item>().param("item_id", 5).query("q", "a b").url()?;
///     Ok(json!({ "first": url })) // http://localhost:8000/items/5?q=a+b
/// }
///
/// # #[twinlane::main]
/// # async fn main() -> twinlane::Result {
/// # let client = twinlane::testing::TestClient::new(App::new().routes(routes![index, read_item]));
/// # let response = client.get("/").header("host", "localhost:8000").await;
/// # assert_eq!(response.json::<Value>(), json!({ "first": "http://localhost:8000/items/5?q=a+b" }));
/// # Ok(())
/// # }
/// ```
#[must_use = "a URL is made by `url`"]
#[derive(Clone)]
pub struct UrlBuilder {
    base: Arc<UrlBase>,
    path: PathBuilder,
    query: String,
    /// The first value of the query that no text stands for.
    refused: Option<String>,
}

impl UrlBuilder {
    pub(crate) fn new(base: Arc<UrlBase>, wanted: Wanted) -> Self {
        Self {
            base,
            path: PathBuilder::new(wanted),
            query: String::new(),
            refused: None,
        }
    }

    /// Sets a parameter of the path. If it is set twice, the last value is used.
    ///
    /// A value is written as `serde` writes it: a number, a text, a `bool`, a UUID, a date, a variant of an enum. It is percent-encoded.
    pub fn param(mut self, name: &str, value: impl Serialize) -> Self {
        self.path.params.set(name, value);
        self
    }

    /// Adds a pair to the query. A list adds several pairs, and `None` adds none.
    ///
    /// ```
    /// # use twinlane::prelude::*;
    /// # #[get("/items")]
    /// # async fn list(page: Option<u32>) {}
    /// # fn next(request: &Request, cursor: Option<&str>) -> Result<String> {
    /// let next = request.url_for::<list>().query("page", 2).query("tag", ["a", "b"]).query("cursor", cursor);
    /// Ok(next.url()?) // http://localhost:8000/items?page=2&tag=a&tag=b
    /// # }
    /// ```
    pub fn query(mut self, name: &str, value: impl Serialize) -> Self {
        if let Err(reason) = add_to_query(&mut self.query, name, value) {
            let refused = || format!("`{name}` of the query: {reason}");
            self.refused.get_or_insert_with(refused);
        }
        self
    }

    /// The URL with the scheme and the host that the client has used: see [`Request::host`](crate::Request::host).
    ///
    /// The URL of a WebSocket begins with `ws` or `wss`. A route that is mounted at a host has that host. Without a usable host the URL begins with
    /// the path.
    ///
    /// # Errors
    ///
    /// No route fits the operation or the name, the parameters are not those of the route, or a URL cannot contain a value: see [`UrlError`].
    pub fn url(self) -> Result<String, UrlError> {
        let found = self.path.found(&self.base)?;
        if let Some(message) = self.refused {
            let wanted = self.path.wanted.to_string();
            return Err(UrlError::Value { wanted, message });
        }
        let UrlBase {
            origin,
            is_https,
            root_path,
            app_root_path,
            ..
        } = &*self.base;
        let scheme = if *is_https { "https" } else { "http" };
        let origin = match &found.host {
            Some(host) => [scheme, "://", host].concat(),
            None => origin.clone().unwrap_or_default(),
        };
        let root_path = if found.is_own {
            root_path
        } else {
            app_root_path
        };
        let mut url = [origin.as_str(), root_path, &found.path].concat();
        if found.is_websocket {
            url = url::for_websocket(url);
        }
        if !self.query.is_empty() {
            url.extend(["?", &self.query]);
        }
        Ok(url)
    }
}

/// The path of a URL in the making, returned by [`Request::url_path_for`](crate::Request::url_path_for).
#[must_use = "a path is made by `path`"]
#[derive(Clone)]
pub struct UrlPathBuilder {
    base: Arc<UrlBase>,
    path: PathBuilder,
}

impl UrlPathBuilder {
    pub(crate) fn new(base: Arc<UrlBase>, wanted: Wanted) -> Self {
        Self {
            base,
            path: PathBuilder::new(wanted),
        }
    }

    /// The path of an application, without a request.
    pub(crate) fn of_app(names: &Arc<Names>, wanted: Wanted) -> Self {
        let base = UrlBase {
            names: Some(Arc::clone(names)),
            ..UrlBase::default()
        };
        Self::new(Arc::new(base), wanted)
    }

    /// Sets a parameter of the path: see [`UrlBuilder::param`].
    pub fn param(mut self, name: &str, value: impl Serialize) -> Self {
        self.path.params.set(name, value);
        self
    }

    /// The path within the application, percent-encoded, without the root path that a proxy puts before it.
    ///
    /// # Errors
    ///
    /// As [`UrlBuilder::url`].
    pub fn path(self) -> Result<String, UrlError> {
        let FoundPath { path, is_own, .. } = self.path.found(&self.base)?;
        let UrlBase {
            root_path,
            app_root_path,
            ..
        } = &*self.base;
        match root_path.strip_prefix(app_root_path.as_str()) {
            Some(mount) if is_own => Ok([mount, &path].concat()),
            _ => Ok(path),
        }
    }
}

/// The wanted route and its parameters, for both builders.
#[derive(Debug, Clone)]
struct PathBuilder {
    wanted: Wanted,
    params: GivenParams,
}

impl PathBuilder {
    fn new(wanted: Wanted) -> Self {
        let params = GivenParams::default();
        Self { wanted, params }
    }

    fn found(&self, base: &UrlBase) -> Result<FoundPath, UrlError> {
        let names = base.names.as_ref().ok_or(UrlError::NoApplication)?;
        names.find(&self.wanted, &self.params, base.depth)
    }
}

impl fmt::Debug for UrlBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UrlBuilder")
            .field("path", &self.path)
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for UrlPathBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UrlPathBuilder")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

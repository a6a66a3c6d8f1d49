//! `&Request`: the request itself.

use std::borrow::Cow;
use std::net::SocketAddr;

use http::request::Parts;
use http::{Extensions, HeaderMap, Method, Uri, Version, header};
use twinlane_web::Host;
use twinlane_web::query::Query;
use twinlane_web::routing::Params;

/// The request that is being answered, without its body, for what no other parameter reads.
///
/// The body is a [`RequestBody`](crate::RequestBody) beside it.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/whoami")]
/// async fn whoami(request: &Request) -> Value {
///     json!({
///         "url": request.url(),
///         "agent": request.header("user-agent"),
///         "client": request.client().map(|client| client.ip().to_string()),
///     })
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct Request {
    parts: Parts,
    client: Option<SocketAddr>,
    path_params: Vec<(String, String)>,
}

impl Request {
    /// A request by hand, to call a path operation as the function it is.
    pub fn new<B>(request: http::Request<B>) -> Self {
        Self {
            parts: request.into_parts().0,
            client: None,
            path_params: Vec::new(),
        }
    }

    pub(crate) fn of(
        parts: &Parts,
        client: Option<SocketAddr>,
        path_params: Vec<(String, String)>,
    ) -> Self {
        Self {
            parts: parts.clone(),
            client,
            path_params,
        }
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The target, as it was sent.
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// The HTTP version.
    pub fn version(&self) -> Version {
        self.parts.version
    }

    /// The whole URL, with the host that the client named: `http://localhost:8000/items?limit=5`.
    ///
    /// Without a [`host`](Self::host) it begins with the path.
    pub fn url(&self) -> String {
        twinlane_web::url::of(&self.parts)
    }

    /// The host that the client named, with its port: that of the target, or else of the `Host` header.
    ///
    /// `None`: the client named none, or one that cannot be used, such as `a/b?c@d`. It can be any host of the client's
    /// choice: compare it with your own before a link or a decision rests on it.
    ///
    /// ```
    /// use twinlane::Request;
    ///
    /// let request = http::Request::get("/").header("host", "localhost:8000").body(())?;
    /// let request = Request::new(request);
    /// let host = request.host().unwrap();
    /// assert_eq!((host.name(), host.port()), ("localhost", Some(8000)));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn host(&self) -> Option<Host<'_>> {
        twinlane_web::url::host(&self.parts)
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The first header of a name. A byte that is no ASCII is a character of ISO 8859-1.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        twinlane_web::header::first(&self.parts.headers, name)
    }

    /// The pairs of the query.
    pub fn query(&self) -> Query<'_> {
        Query::new(self.parts.uri.query().unwrap_or_default())
    }

    /// A parameter of the path, decoded.
    pub fn path_param(&self, name: &str) -> Option<&str> {
        let mut params = self.path_params.iter();
        params
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every parameter of the path, decoded, by name.
    pub fn path_params(&self) -> impl Iterator<Item = (&str, &str)> {
        let params = self.path_params.iter();
        params.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        twinlane_web::header::cookie(&self.parts.headers, name)
    }

    /// Every cookie, in order.
    pub fn cookies(&self) -> impl Iterator<Item = (String, String)> {
        twinlane_web::header::cookies(&self.parts.headers)
    }

    /// The media type of the body, as it was sent.
    pub fn content_type(&self) -> Option<&str> {
        self.parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// Who is on the other side of the connection: a proxy, where there is one. `None` in a test, and below a server that does
    /// not say.
    pub fn client(&self) -> Option<SocketAddr> {
        self.client
    }

    /// What tower layers have put beside the request.
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }
}

/// The parameters of a path, by name.
pub(crate) fn path_params(names: &[String], params: &Params<'_>) -> Vec<(String, String)> {
    let values = (0..).map(|place| params.get(place).to_owned());
    names.iter().cloned().zip(values).collect()
}

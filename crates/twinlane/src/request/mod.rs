//! The request itself: `&Request` of an operation, and `Request` of a middleware.

mod urls;

use std::borrow::Cow;
use std::fmt;
#[cfg(feature = "sessions")]
use std::future::Future;
use std::mem::take;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderValue, Method, Uri, Version, header};
use http_body::Body as _;
use twinlane_server::Settings;
#[cfg(feature = "tls")]
use twinlane_server::{ClientCertificate, TlsInfo};
use twinlane_web::path::DecodedPath;
use twinlane_web::query::Query;
use twinlane_web::routing::Params;
use twinlane_web::{Body, Host, ReadError, ReadLimits, Scheme};

use crate::arrival::Arrival;
#[cfg(feature = "sessions")]
use crate::errors::{Error, Result};
use crate::matched::MatchedOperation;
use crate::names::Names;
use crate::root_path::RootPath;
#[cfg(feature = "sessions")]
use crate::session::{Session, SessionSlot};
use crate::witness::ErrorWitness;

/// The request that is being answered.
///
/// An operation takes it as `&Request`, without the body: for that, take a [`RequestBody`](crate::parameter::RequestBody), too. A
/// [middleware](crate::middleware::Middleware) has the whole request, and may change it.
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
// Boxed: a middleware hands it on, and each move would copy some hundred bytes.
pub struct Request(Box<RequestParts>);

/// All of a request.
struct RequestParts {
    head: Parts,
    /// Within a lock that is never taken, so that a `&Request` can be used in every thread.
    body: Mutex<Body>,
    rest: RequestRest,
}

/// The facts of a request beside what HTTP says.
#[derive(Debug, Clone)]
pub(crate) struct RequestRest {
    pub(crate) arrival: Arrival,
    pub(crate) path_params: Vec<(String, String)>,
    /// The most bytes that are read of its body.
    pub(crate) max_body_size: usize,
    /// The routes that URLs are made of. `None`: it was made by hand.
    pub(crate) names: Option<Arc<Names>>,
}

/// The head of a request, as the server hands it over, or in the request that a middleware has handed on, where it stays.
pub(crate) trait HasParts: Send + 'static {
    fn parts(&self) -> &Parts;

    fn into_parts(self) -> Parts;
}

impl HasParts for Parts {
    fn parts(&self) -> &Parts {
        self
    }

    fn into_parts(self) -> Parts {
        self
    }
}

impl HasParts for Request {
    fn parts(&self) -> &Parts {
        Self::parts(self)
    }

    fn into_parts(self) -> Parts {
        self.0.head
    }
}

/// The head of a request, for the response to an error.
pub(crate) struct RequestHead {
    pub(crate) parts: Parts,
    pub(crate) arrival: Arrival,
}

impl Request {
    /// Makes a request, to call a path operation or a middleware as a plain function, for example in a test.
    pub fn new<B: Into<Body>>(request: http::Request<B>) -> Self {
        let rest = RequestRest {
            arrival: Arrival::default(),
            path_params: Vec::new(),
            max_body_size: Settings::default().max_body_size,
            names: None,
        };
        Self::of_http(request.map(Into::into), rest)
    }

    /// As an operation or a handler of errors has it.
    pub(crate) fn of(parts: &Parts, arrival: Arrival, path_params: Vec<(String, String)>) -> Self {
        let request = http::Request::from_parts(parts.clone(), Body::empty());
        let rest = RequestRest {
            arrival,
            path_params,
            max_body_size: 0,
            names: None,
        };
        Self::of_http(request, rest)
    }

    /// The same request, which makes URLs of these names.
    pub(crate) fn with_names(mut self, names: Arc<Names>) -> Self {
        self.0.rest.names = Some(names);
        self
    }

    /// The names that it makes URLs of.
    #[cfg(feature = "templates")]
    pub(crate) fn names(&self) -> Option<&Names> {
        self.0.rest.names.as_deref()
    }

    /// The facts that came with it: its connection, its session.
    #[cfg(all(feature = "templates", feature = "sessions"))]
    pub(crate) fn arrival(&self) -> &Arrival {
        &self.0.rest.arrival
    }

    /// The same request, without its body.
    #[cfg(feature = "templates")]
    pub(crate) fn without_body(&self) -> Self {
        Self::of_parts(self.0.head.clone(), Body::empty(), self.0.rest.clone())
    }

    /// As a middleware has it.
    pub(crate) fn of_http(request: http::Request<Body>, rest: RequestRest) -> Self {
        let (head, body) = request.into_parts();
        Self::of_parts(head, body, rest)
    }

    /// As a middleware has it.
    #[inline]
    pub(crate) fn of_parts(mut head: Parts, body: Body, rest: RequestRest) -> Self {
        rest.arrival.note_scheme(&mut head);
        let place = Box::new_uninit();
        Self(Box::write(
            place,
            RequestParts {
                head,
                body: Mutex::new(body),
                rest,
            },
        ))
    }

    /// Converts the request into the type of the `http` crate. The [client](Self::client) is lost.
    pub fn into_http(self) -> http::Request<Body> {
        self.into_http_and_rest().0
    }

    /// Takes what is needed beside its head to answer it.
    pub(crate) fn take_arrival_and_body(&mut self) -> (Arrival, Body) {
        let arrival = take(&mut self.0.rest.arrival);
        (arrival, take(self.body_mut()))
    }

    pub(crate) fn into_parts(self) -> (Arrival, (Parts, Body)) {
        let RequestParts { head, body, rest } = *self.0;
        let body = body.into_inner();
        let body = body.unwrap_or_else(PoisonError::into_inner);
        (rest.arrival, (head, body))
    }

    pub(crate) fn into_http_and_rest(self) -> (http::Request<Body>, RequestRest) {
        let RequestParts { head, body, rest } = *self.0;
        let body = body.into_inner();
        let body = body.unwrap_or_else(PoisonError::into_inner);
        (http::Request::from_parts(head, body), rest)
    }

    /// As much of its head as the response to an error needs: all of it, if handlers of errors see it.
    pub(crate) fn head_for_error(&self, all: bool) -> Box<RequestHead> {
        Box::new(RequestHead {
            parts: self.parts_for_error(all),
            arrival: self.0.rest.arrival.clone(),
        })
    }

    fn parts_for_error(&self, all: bool) -> Parts {
        if all {
            return self.0.head.clone();
        }
        let (mut head, ()) = http::Request::new(()).into_parts();
        head.method.clone_from(&self.0.head.method);
        head.uri.clone_from(&self.0.head.uri);
        if let Some(length) = self.0.head.headers.get(header::CONTENT_LENGTH) {
            head.headers.insert(header::CONTENT_LENGTH, length.clone());
        }
        if let Some(witness) = ErrorWitness::of(&self.0.head.extensions) {
            head.extensions.insert(witness.clone());
        }
        head
    }

    /// Its head.
    pub(crate) fn parts(&self) -> &Parts {
        &self.0.head
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.0.head.method
    }

    /// The target, as it was sent.
    pub fn uri(&self) -> &Uri {
        &self.0.head.uri
    }

    /// The HTTP version.
    pub fn version(&self) -> Version {
        self.0.head.version
    }

    /// The scheme of the client's request: `http`, or `https` within TLS.
    ///
    /// Behind a [trusted proxy](crate::Settings::forwarded_allow_ips) it is the scheme between the client and the proxy.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::routing::Scheme;
    ///
    /// #[get("/login")]
    /// async fn login(request: &Request) -> Result<String> {
    ///     match request.scheme() {
    ///         Scheme::Https => Ok("welcome".to_owned()),
    ///         Scheme::Http => Err(HttpError::new(403, "Passwords are sent within TLS only").into()),
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    pub fn scheme(&self) -> Scheme {
        twinlane_web::url::scheme(&self.0.head)
    }

    /// The whole URL, with the host that the client sent: `http://localhost:8000/items?limit=5`.
    ///
    /// It includes a prefix that a proxy has removed from the path: see [`root_path`](Self::root_path). Without a [`host`](Self::host) it begins
    /// with the path.
    pub fn url(&self) -> String {
        twinlane_web::url::of(&self.0.head, self.taken_root_path())
    }

    /// The host that the client sent, with its port: the host of the target, or else of the `Host` header.
    ///
    /// `None`: the client sent no host, or an invalid one, such as `a/b?c@d`. A client can send any host: compare it with your own before you use
    /// it in a link or a decision.
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
        twinlane_web::url::host(&self.0.head)
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.head.headers
    }

    /// The first header of a name. Bytes beyond ASCII are read as ISO 8859-1.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        twinlane_web::header::first(&self.0.head.headers, name)
    }

    /// The pairs of the query.
    pub fn query(&self) -> Query<'_> {
        Query::new(self.0.head.uri.query().unwrap_or_default())
    }

    /// The decoded value of a path parameter. `None`: the path has no such parameter.
    pub fn path_param(&self, name: &str) -> Option<&str> {
        let mut params = self.0.rest.path_params.iter();
        params
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// All path parameters: their names and decoded values.
    pub fn path_params(&self) -> impl Iterator<Item = (&str, &str)> {
        let params = self.0.rest.path_params.iter();
        params.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let value = twinlane_web::header::cookie(&self.0.head.headers, name);
        value.map(Cow::into_owned)
    }

    /// Every cookie, in order.
    pub fn cookies(&self) -> impl Iterator<Item = (String, String)> {
        twinlane_web::header::cookies(&self.0.head.headers)
    }

    /// The media type of the body, as it was sent.
    pub fn content_type(&self) -> Option<&str> {
        self.0.head.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// The address of the client: the other end of the connection, or the client of a [trusted proxy](crate::Settings::forwarded_allow_ips).
    ///
    /// Most proxies do not send the port, which is then 0. `None` in a test, with a server that does not set it, and if a trusted proxy does not
    /// know it.
    pub fn client(&self) -> Option<SocketAddr> {
        self.0.rest.arrival.client
    }

    /// The TLS of the connection: its version, the server name that the client sent, the client's certificate.
    ///
    /// `None`: the connection has no TLS, for example if a proxy ends TLS itself.
    #[cfg(feature = "tls")]
    pub fn tls(&self) -> Option<&TlsInfo> {
        self.0.rest.arrival.tls.as_ref()
    }

    /// The certificate of the client, if the [settings](crate::server::TlsSettings::client_certificates) ask for one.
    ///
    /// It has been verified: see [`ClientCertificate`]. Its names have not been compared with anything.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// /// The service that calls, by its certificate.
    /// struct Caller(String);
    ///
    /// #[dependency]
    /// async fn caller(request: &Request) -> Result<Caller> {
    ///     let shown = request.client_certificate();
    ///     let names = shown.map(|certificate| certificate.dns_names()).unwrap_or_default();
    ///     let known = names.into_iter().find(|name| name.ends_with(".services.internal"));
    ///     known.map(Caller).ok_or(HttpError::new(403, "A certificate of a service is needed").into())
    /// }
    ///
    /// #[get("/invoices")]
    /// async fn invoices(caller: Depends<caller>) -> String {
    ///     format!("invoices for {}", caller.0)
    /// }
    /// # fn main() {}
    /// ```
    #[cfg(feature = "tls")]
    pub fn client_certificate(&self) -> Option<&ClientCertificate> {
        self.tls()?.client_certificate()
    }

    /// The path prefix under which clients reach the application, such as `/api/v1`; empty without a prefix.
    ///
    /// It comes from [`App::root_path`](crate::App::root_path) or from the server. In a mounted application it ends with the path of the mount.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[get("/where")]
    /// async fn whereabouts(request: &Request) -> Value {
    ///     json!([request.root_path(), request.url()])
    /// }
    ///
    /// let app = App::new().root_path("/api/v1").routes(routes![whereabouts]);
    /// let response = TestClient::blocking(app).get("/where").send();
    /// assert_eq!(response.json::<Value>(), json!(["/api/v1", "http://testserver/api/v1/where"]));
    /// ```
    pub fn root_path(&self) -> &str {
        self.0.rest.arrival.root_path.as_str()
    }

    /// The decoded path by which the application finds its route.
    pub(crate) fn route_path(&self) -> DecodedPath<'_> {
        let path = DecodedPath::new(self.0.head.uri.path());
        self.0.rest.arrival.root_path.route_path(path)
    }

    /// The part of the root path that the target does not have.
    pub(crate) fn taken_root_path(&self) -> &str {
        self.0.rest.arrival.root_path.taken()
    }

    /// The session, for a middleware within [`Sessions`](crate::sessions::Sessions). A function takes [`&mut Session`](crate::sessions::Session) instead.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// async fn only_for_users(request: Request, next: Next) -> Result<Response> {
    ///     if !request.session().await?.contains("user") {
    ///         return Err(HttpError::new(401, "Not logged in").into());
    ///     }
    ///     Ok(next.run(request).await)
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// No `Sessions` middleware is around the code, or the store of the sessions fails.
    #[cfg(feature = "sessions")]
    pub fn session(&self) -> impl Future<Output = Result<Session>> + Send + use<> {
        let slot = self.0.rest.arrival.session.clone();
        let headers = self.headers().clone();
        async move {
            let slot = slot.ok_or_else(|| Error::msg(NO_SESSIONS))?;
            slot.load(&headers).await
        }
    }

    /// The extensions: values that middleware and tower layers have added to the request.
    pub fn extensions(&self) -> &Extensions {
        &self.0.head.extensions
    }
}

/// The changes that a middleware may make.
impl Request {
    /// The method, to change it.
    ///
    /// In a middleware around the whole application, a change affects which operation the request matches. In a middleware around an operation, the
    /// operation is already decided.
    pub fn method_mut(&mut self) -> &mut Method {
        &mut self.0.head.method
    }

    /// The target, to change it: see [`method_mut`](Self::method_mut).
    pub fn uri_mut(&mut self) -> &mut Uri {
        &mut self.0.head.uri
    }

    /// The headers, to change them.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.0.head.headers
    }

    /// The extensions, to add values to them. Operations take a value as [`Extension<T>`](crate::parameter::Extension).
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.0.head.extensions
    }

    /// The operation that the request matches. It is known when the rest of the application [has run](crate::middleware::Next::run).
    pub fn matched(&mut self) -> MatchedOperation {
        let matched = self.0.head.extensions.get_or_insert_default();
        MatchedOperation::clone(matched)
    }

    /// Sets the client, for all code that runs after this.
    pub fn set_client(&mut self, client: SocketAddr) {
        self.0.rest.arrival.client = Some(client);
    }

    /// Sets the path prefix under which clients reach the application, for all code that runs after this: a prefix that a proxy has removed.
    pub fn set_root_path(&mut self, root_path: RootPath) {
        self.0.rest.arrival.root_path = root_path;
    }

    /// Gives it a session, for all that comes after it.
    #[cfg(feature = "sessions")]
    pub(crate) fn set_session(&mut self, session: Arc<SessionSlot>) {
        self.0.rest.arrival.session = Some(session);
    }

    /// Sets the scheme of the client's request, for all code that runs after this.
    pub fn set_scheme(&mut self, scheme: Scheme) {
        self.0.head.extensions.insert(scheme);
    }

    /// Reads the whole body. The body stays in the request for later code, so a middleware can look at it.
    ///
    /// Around an operation its `max_body_size` applies. Around the whole application the limit of the [`Settings`](crate::Settings) applies. To
    /// stream the body instead, use [`body_mut`](Self::body_mut). If this future is dropped before its end, the part that it has read is lost.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::error::RequestValidationError;
    /// use twinlane::middleware::Next;
    /// use twinlane::Response;
    ///
    /// /// FastAPI's example of a custom route: an invalid body is in the response, and in the log.
    /// async fn with_body(mut request: Request, next: Next) -> Result<Response> {
    ///     let body = request.bytes().await?;
    ///     let answered = next.try_run(request).await;
    ///     if let Err(error) = &answered
    ///         && let Some(invalid) = error.downcast_ref::<RequestValidationError>()
    ///     {
    ///         let body = String::from_utf8_lossy(&body).into_owned();
    ///         let detail = json!({ "errors": invalid.errors(), "body": body });
    ///         return Err(HttpError::new(422, detail).into());
    ///     }
    ///     answered
    /// }
    ///
    /// #[post("/")]
    /// async fn sum(numbers: Vec<i64>) -> i64 {
    ///     numbers.iter().sum()
    /// }
    ///
    /// let router = Router::new().routes(routes![sum]).middleware(with_body);
    /// # let _ = App::new().router(router);
    /// ```
    ///
    /// # Errors
    ///
    /// The body is too large, does not arrive in time, or breaks off. If the error is returned with `?`, the client gets the usual response: 413,
    /// 408 or 400.
    pub async fn bytes(&mut self) -> Result<Bytes, ReadError> {
        let limits = ReadLimits::new(self.0.rest.max_body_size);
        let bytes = take(self.body_mut()).read(limits).await?;
        *self.body_mut() = Body::from(bytes.clone());
        Ok(bytes)
    }

    /// The body as a stream, to read it in pieces or to wrap it.
    pub fn body_mut(&mut self) -> &mut Body {
        let body = self.0.body.get_mut();
        body.unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the body. `Content-Length` is set to its length, or removed if the length is not known.
    ///
    /// ```
    /// use twinlane::Request;
    ///
    /// let mut request = Request::new(http::Request::post("/").body("packed")?);
    /// request.set_body("unpacked");
    /// assert_eq!(request.headers()["content-length"], "8");
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn set_body(&mut self, body: impl Into<Body>) {
        let body = body.into();
        let headers = &mut self.0.head.headers;
        headers.remove(header::TRANSFER_ENCODING);
        match body.size_hint().exact() {
            Some(length) => {
                headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            }
            None => {
                headers.remove(header::CONTENT_LENGTH);
            }
        }
        *self.body_mut() = body;
    }
}

impl<B: Into<Body>> From<http::Request<B>> for Request {
    fn from(request: http::Request<B>) -> Self {
        Self::new(request)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("head", &self.0.head)
            .field("rest", &self.0.rest)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "sessions")]
const NO_SESSIONS: &str = "the request has no session: write `.middleware(Sessions::new(secret))` around what asks for one";

/// The parameters of a path, by name, with those of the mounts on the way.
pub(crate) fn path_params(
    arrival: &Arrival,
    (names, params): (&[String], &Params<'_>),
) -> Vec<(String, String)> {
    let own = own_path_params(names, params);
    let outer = arrival.root_path.params();
    if outer.is_empty() {
        return own.collect();
    }
    let outer = outer.iter().filter(|(name, _)| !names.contains(name));
    own.chain(outer.cloned()).collect()
}

/// The same, without those of the mounts on the way.
pub(crate) fn own_path_params(
    names: &[String],
    params: &Params<'_>,
) -> impl Iterator<Item = (String, String)> {
    let values = (0..).map(|place| params.get(place).to_owned());
    names.iter().cloned().zip(values)
}

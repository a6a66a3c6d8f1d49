//! The client for async tests.

use std::net::SocketAddr;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::cookies::CookieJar;
use super::options::{ClientOptions, basic_credentials, bearer_credentials, header_of};
use super::test_url::TestUrl;
use super::tested_app::TestedApp;
use super::{BlockingClient, Cookies, TestRequest};
use crate::app::App;
use crate::errors::Result;
use crate::names::{UrlPathBuilder, UrlTarget, Wanted};
use crate::service::Service;

/// Sends requests to an application in process, and keeps its [cookies](Self::cookies).
///
/// It follows redirects only with [`follow_redirects`](Self::follow_redirects). Clones send requests to the same application and share the cookies.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
///
/// #[post("/sum")]
/// async fn sum(numbers: Vec<i64>, #[header] authorization: String) -> Value {
///     json!({ "sum": numbers.iter().sum::<i64>(), "by": authorization })
/// }
///
/// # #[twinlane::main]
/// # async fn main() -> twinlane::Result {
/// let client = TestClient::new(App::new().routes(routes![sum])).bearer_auth("a token");
/// let response = client.post("/sum").json(&[1, 2, 3]).await;
/// assert_eq!(response.status(), 200);
/// assert_eq!(response.json::<Value>(), json!({ "sum": 6, "by": "Bearer a token" }));
/// # Ok(())
/// # }
/// ```
///
/// A request has the headers of the test and `Host`, and no others.
///
/// [`new`](Self::new) suits most tests: the application starts at the first request. To test the start and the stop of an application, use
/// [`start`](Self::start) and [`stop`](Self::stop).
#[derive(Debug, Clone)]
pub struct TestClient {
    pub(super) app: Arc<TestedApp>,
    pub(super) options: Arc<ClientOptions>,
    pub(super) jar: CookieJar,
}

impl TestClient {
    /// Creates a client for async tests. It needs a tokio runtime, such as that of `#[tokio::test]`.
    ///
    /// The application starts at the first request, which panics if the start fails.
    ///
    /// # Panics
    ///
    /// If the application has mistakes. The message reports each of them.
    #[track_caller]
    pub fn new(app: App) -> Self {
        match app.check_for_test() {
            Ok(checked) => Self::with(TestedApp::checked(checked)),
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts the application, and returns a client for it.
    ///
    /// # Errors
    ///
    /// The report of every mistake of the application, or the error with which its start failed.
    pub async fn start(app: App) -> Result<Self> {
        let running = app.check_for_test()?.start().await?;
        Ok(Self::with(TestedApp::running(running)))
    }

    /// Stops the application, as [`Running::stop`](crate::lifespan::Running::stop) does.
    ///
    /// An application that has not started is not stopped. Neither is a service that was given to [`of`](Self::of).
    ///
    /// # Errors
    ///
    /// The first error of undoing the values that the start has made.
    pub async fn stop(self) -> Result {
        self.app.stop().await
    }

    /// Announces the stop of the application, as [`App::serve`](crate::App::serve) does at the signal.
    ///
    /// The [ready path](crate::lifespan::Health) answers 503 from now on. Everything else continues.
    ///
    /// # Panics
    ///
    /// If the application does not start.
    pub async fn begin_drain(&self) {
        self.app.service().await.begin_drain();
    }

    /// Creates a client for an application that is frozen already, for example one with its own settings.
    pub fn of(service: Service) -> Self {
        Self::with(TestedApp::of(service))
    }

    fn with(app: TestedApp) -> Self {
        Self {
            app: Arc::new(app),
            options: Arc::default(),
            jar: CookieJar::default(),
        }
    }

    /// Creates a client for plain tests, with its own runtime.
    ///
    /// # Panics
    ///
    /// If the application has mistakes, with the report of each of them, or if the runtime cannot be created.
    #[track_caller]
    pub fn blocking(app: App) -> BlockingClient {
        BlockingClient::new(Self::new(app))
    }

    /// Sets the URL that precedes the path of each request; `http://testserver` by default.
    ///
    /// The application sees the host and the scheme of this URL. The path of this URL comes before the path of each request.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[get("/v1/where")]
    /// async fn whereabouts(request: &Request) -> String {
    ///     request.url()
    /// }
    ///
    /// let client = TestClient::blocking(App::new().routes(routes![whereabouts]));
    /// let client = client.base_url("https://shop.example/v1");
    /// assert_eq!(client.get("/where").send().json::<String>(), "https://shop.example/v1/where");
    /// ```
    ///
    /// # Panics
    ///
    /// If the text is no `http` or `https` URL.
    #[must_use]
    #[track_caller]
    pub fn base_url(mut self, url: &str) -> Self {
        match TestUrl::parse(url) {
            Ok(url) => self.options_mut().base_url = url,
            Err(reason) => panic!("`{url}` is no base URL: {reason}"),
        }
        self
    }

    /// Adds a header to each request that does not set a header of this name itself.
    ///
    /// # Panics
    ///
    /// If the name or the value is not one that HTTP allows.
    #[must_use]
    #[track_caller]
    pub fn header(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let (name, value) = header_of(name, value.as_ref());
        self.with_header(name, value)
    }

    /// Adds the header `Authorization` with this name and password to each request that has none.
    #[must_use]
    pub fn basic_auth(self, user: &str, password: &str) -> Self {
        self.with_header(header::AUTHORIZATION, basic_credentials(user, password))
    }

    /// Adds the header `Authorization: Bearer` with this token to each request that has no `Authorization`.
    ///
    /// # Panics
    ///
    /// If a header cannot contain the token.
    #[must_use]
    #[track_caller]
    pub fn bearer_auth(self, token: &str) -> Self {
        self.with_header(header::AUTHORIZATION, bearer_credentials(token))
    }

    /// Makes the path of an operation, without a request. The type of its function names the operation: Starlette's `app.url_path_for`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[get("/items/{item_id}")]
    /// async fn read_item(item_id: i64) -> i64 {
    ///     item_id
    /// }
    ///
    /// # #[twinlane::main]
    /// # async fn main() -> twinlane::Result {
    /// let client = TestClient::new(App::new().routes(routes![read_item]));
    /// let path = client.url_path_for::<read_item>().param("item_id", 5).path()?;
    /// assert_eq!(client.get(&path).await.json::<i64>(), 5);
    /// # Ok(())
    /// # }
    /// ```
    pub fn url_path_for<O: UrlTarget>(&self) -> UrlPathBuilder {
        UrlPathBuilder::of_app(self.app.names(), Wanted::operation::<O>())
    }

    /// Makes the path of a route by its name, without a request: see [`Request::url_for_name`](crate::Request::url_for_name).
    pub fn url_path_for_name(&self, name: &str) -> UrlPathBuilder {
        UrlPathBuilder::of_app(self.app.names(), Wanted::Name(name.to_owned()))
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.options_mut().headers.append(name, value);
        self
    }

    /// Follows redirects if `true`, at most 20 for each request; `false` by default, as httpx's own clients. Each request can override it.
    ///
    /// The status decides about the next request. With 302 and 303 it is a `GET` without a body, or a `HEAD` after a `HEAD`. With 301 a `POST` becomes
    /// such a `GET`. In all other cases the same request is sent again. Every request goes to the application, whatever its host. An `Authorization`
    /// of the request or of the client is sent to the same origin, and to the same host after a redirect from `http` to `https` at the default
    /// ports.
    #[must_use]
    pub fn follow_redirects(mut self, follow: bool) -> Self {
        self.options_mut().follows_redirects = follow;
        self
    }

    /// If true, a failure of the application panics in the test, with the error that the response hides. False by default: the response is a 500.
    ///
    /// An [`HttpError`](crate::HttpError) is no failure. Neither is an error with a handler for its own type. An error that only the handler of 500
    /// answers is a failure.
    #[must_use]
    pub fn panic_on_server_error(mut self, panic: bool) -> Self {
        self.options_mut().panics_on_server_error = panic;
        self
    }

    /// Sets the client address that the application sees; none by default.
    #[must_use]
    pub fn client_address(mut self, address: SocketAddr) -> Self {
        self.options_mut().address = Some(address);
        self
    }

    /// Sets the path that a proxy would remove from the front of each request; none by default.
    ///
    /// # Panics
    ///
    /// If the path is no [`RootPath`](crate::routing::RootPath).
    #[must_use]
    #[track_caller]
    pub fn root_path(mut self, path: &str) -> Self {
        match path.parse() {
            Ok(root_path) => self.options_mut().root_path = root_path,
            Err(error) => panic!("`{path}` is no root path: {error}"),
        }
        self
    }

    fn options_mut(&mut self) -> &mut ClientOptions {
        Arc::make_mut(&mut self.options)
    }

    /// The cookies of the client, to read and to set.
    pub fn cookies(&self) -> Cookies {
        self.jar.of_host(&self.options.base_url)
    }

    pub(super) fn default_headers(&self) -> &HeaderMap {
        &self.options.headers
    }

    /// A `GET` request.
    pub fn get(&self, path: &str) -> TestRequest {
        self.request(Method::GET, path)
    }

    /// A `POST` request.
    pub fn post(&self, path: &str) -> TestRequest {
        self.request(Method::POST, path)
    }

    /// A `PUT` request.
    pub fn put(&self, path: &str) -> TestRequest {
        self.request(Method::PUT, path)
    }

    /// A `PATCH` request.
    pub fn patch(&self, path: &str) -> TestRequest {
        self.request(Method::PATCH, path)
    }

    /// A `DELETE` request.
    pub fn delete(&self, path: &str) -> TestRequest {
        self.request(Method::DELETE, path)
    }

    /// A `HEAD` request.
    ///
    /// # Panics
    ///
    /// As [`request`](Self::request).
    #[track_caller]
    pub fn head(&self, path: &str) -> TestRequest {
        self.request(Method::HEAD, path)
    }

    /// An `OPTIONS` request.
    ///
    /// # Panics
    ///
    /// As [`request`](Self::request).
    #[track_caller]
    pub fn options(&self, path: &str) -> TestRequest {
        self.request(Method::OPTIONS, path)
    }

    /// Creates the handshake of a WebSocket with the operation at this path.
    ///
    /// # Panics
    ///
    /// As [`request`](Self::request).
    #[cfg(feature = "websockets")]
    #[track_caller]
    pub fn websocket(&self, path: &str) -> super::TestHandshake {
        super::TestHandshake::new(self.request(Method::GET, path).follow_redirects(false))
    }

    /// Creates a request with any method.
    ///
    /// The path may have a query. It is sent as it is written, below the [base URL](Self::base_url). A whole URL names another host, but the request
    /// goes to the application too.
    ///
    /// # Panics
    ///
    /// If the path cannot be the path of a request.
    #[track_caller]
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::new(self.clone(), method, path)
    }
}

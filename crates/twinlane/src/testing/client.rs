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

/// Sends requests to an application in process, and keeps its [cookies](Self::cookies). It follows redirects only with
/// [`follow_redirects`](Self::follow_redirects). Clones send to the same application and share the cookies.
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
/// A request has the headers of the test and `Host`, no others.
///
/// [`new`](Self::new) suits most tests: the application starts at the first request. A test of what is made at the start and undone
/// at the stop uses [`start`](Self::start) and [`stop`](Self::stop).
#[derive(Debug, Clone)]
pub struct TestClient {
    pub(super) app: Arc<TestedApp>,
    pub(super) options: Arc<ClientOptions>,
    pub(super) jar: CookieJar,
}

impl TestClient {
    /// A client for async tests; needs a tokio runtime, such as `#[tokio::test]` makes.
    ///
    /// The application starts at the first request, which panics if that fails.
    ///
    /// # Panics
    ///
    /// If the application cannot start, with the report of every mistake.
    #[track_caller]
    pub fn new(app: App) -> Self {
        match app.check_for_test() {
            Ok(checked) => Self::with(TestedApp::checked(checked)),
            Err(error) => panic!("{error}"),
        }
    }

    /// A client for an application that starts now.
    ///
    /// # Errors
    ///
    /// Every mistake of the application, or what its start failed with.
    pub async fn start(app: App) -> Result<Self> {
        let running = app.check_for_test()?.start().await?;
        Ok(Self::with(TestedApp::running(running)))
    }

    /// Stops the application, as [`Running::stop`](crate::lifespan::Running::stop) does. Of an application that has not started, or that the
    /// client was given as a service, nothing is stopped.
    ///
    /// # Errors
    ///
    /// The first error of undoing what was made at the start.
    pub async fn stop(self) -> Result {
        self.app.stop().await
    }

    /// Says that the application is about to stop, as [`App::serve`](crate::App::serve) does at the signal: its
    /// [ready path](crate::lifespan::Health) answers 503, and all else goes on.
    ///
    /// # Panics
    ///
    /// If the application does not start.
    pub async fn begin_drain(&self) {
        self.app.service().await.begin_drain();
    }

    /// A client for an application that is frozen already, with settings of its own for example.
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

    /// A client for plain tests, with a runtime of its own.
    ///
    /// # Panics
    ///
    /// If the application cannot start, with the report of every mistake, or if no runtime can be made.
    #[track_caller]
    pub fn blocking(app: App) -> BlockingClient {
        BlockingClient::new(Self::new(app))
    }

    /// Sets the URL that the paths of requests are added to; `http://testserver` by default.
    ///
    /// The application sees its host, its scheme and, before the path of each request, its path.
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
    /// If it is no `http` or `https` URL.
    #[must_use]
    #[track_caller]
    pub fn base_url(mut self, url: &str) -> Self {
        match TestUrl::parse(url) {
            Ok(url) => self.options_mut().base_url = url,
            Err(reason) => panic!("`{url}` is no base URL: {reason}"),
        }
        self
    }

    /// Adds a header to every request that does not set a header of this name itself.
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

    /// Sends the header `Authorization` of this name and password with every request that has none.
    #[must_use]
    pub fn basic_auth(self, user: &str, password: &str) -> Self {
        self.with_header(header::AUTHORIZATION, basic_credentials(user, password))
    }

    /// Sends the header `Authorization: Bearer` with this token with every request that has no `Authorization`.
    ///
    /// # Panics
    ///
    /// If the token cannot stand in a header.
    #[must_use]
    #[track_caller]
    pub fn bearer_auth(self, token: &str) -> Self {
        self.with_header(header::AUTHORIZATION, bearer_credentials(token))
    }

    /// The path of an operation, named by its function, without a request: Starlette's `app.url_path_for`.
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

    /// The path of a route by its name, likewise: see [`Request::url_for_name`](crate::Request::url_for_name).
    pub fn url_path_for_name(&self, name: &str) -> UrlPathBuilder {
        UrlPathBuilder::of_app(self.app.names(), Wanted::Name(name.to_owned()))
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.options_mut().headers.append(name, value);
        self
    }

    /// Follows redirects if `true`, at most 20 for a request; `false` by default, as httpx's own clients. Each request can say
    /// otherwise.
    ///
    /// 303, 302 and, of a `POST`, 301 make the request a `GET` without a body; 307 and 308 send it again as it was. Every request goes to
    /// the application, whatever the host; `Authorization` is not sent to another.
    #[must_use]
    pub fn follow_redirects(mut self, follow: bool) -> Self {
        self.options_mut().follows_redirects = follow;
        self
    }

    /// If true, a failure of the application panics in the test, with the error that the response hides. False by default: the
    /// response is a 500.
    ///
    /// An [`HttpError`](crate::HttpError) and an error that a handler of its own type answers are no failures; one that only the handler
    /// of 500 answers is.
    #[must_use]
    pub fn panic_on_server_error(mut self, panic: bool) -> Self {
        self.options_mut().panics_on_server_error = panic;
        self
    }

    /// Sets the address that the application takes for the client's; none by default.
    #[must_use]
    pub fn client_address(mut self, address: SocketAddr) -> Self {
        self.options_mut().address = Some(address);
        self
    }

    /// Sets the path that a proxy would have taken away from the front of each request; none by default.
    ///
    /// # Panics
    ///
    /// If it is no [`RootPath`](crate::routing::RootPath).
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

    /// The cookies that it has, to read and to set.
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

    /// The handshake of a WebSocket: a client of the operation at this path.
    ///
    /// # Panics
    ///
    /// As [`request`](Self::request).
    #[cfg(feature = "websockets")]
    #[track_caller]
    pub fn websocket(&self, path: &str) -> super::TestHandshake {
        super::TestHandshake::new(self.request(Method::GET, path).follow_redirects(false))
    }

    /// A request of any method. The path may have a query; it is sent as it is written, below the [base URL](Self::base_url). A whole URL
    /// names another host, and goes to the application too.
    ///
    /// # Panics
    ///
    /// If it cannot be the path of a request.
    #[track_caller]
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::new(self.clone(), method, path)
    }
}

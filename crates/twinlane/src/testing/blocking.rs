//! The client for plain tests.

use std::fmt;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, Method, StatusCode};
use serde::Serialize;
use twinlane_lanes::{Runtime, RuntimeBuilder};

use super::{Cookies, TestClient, TestRequest, TestResponse, TestStream};
use crate::answer::IntoChunk;
use crate::errors::Result;
use crate::names::{UrlPathBuilder, UrlTarget};

/// A test client with its own runtime, for plain tests: `client.get("/").send()`.
#[derive(Clone)]
pub struct BlockingClient {
    client: TestClient,
    runtime: Arc<Runtime>,
}

impl BlockingClient {
    #[track_caller]
    pub(super) fn new(client: TestClient) -> Self {
        let runtime = RuntimeBuilder::new().workers(1).build();
        Self {
            client,
            runtime: Arc::new(runtime.expect("threads for the test's runtime")),
        }
    }

    /// Stops the application: see [`TestClient::stop`].
    ///
    /// # Errors
    ///
    /// The first error of undoing the values that the start has made.
    pub fn stop(self) -> Result {
        let Self { client, runtime } = self;
        runtime.block_on(client.stop())
    }

    /// Announces the stop of the application: see [`TestClient::begin_drain`].
    ///
    /// # Panics
    ///
    /// If the application does not start.
    pub fn begin_drain(&self) {
        let client = self.client.clone();
        self.runtime
            .block_on(async move { client.begin_drain().await });
    }

    /// Sets the URL that precedes the path of each request; `http://testserver` by default: see [`TestClient::base_url`].
    ///
    /// # Panics
    ///
    /// If the text is no `http` or `https` URL.
    #[must_use]
    #[track_caller]
    pub fn base_url(mut self, url: &str) -> Self {
        self.client = self.client.base_url(url);
        self
    }

    /// Adds a header to each request that does not set a header of this name itself: see [`TestClient::header`].
    ///
    /// # Panics
    ///
    /// If the name or the value is not one that HTTP allows.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.client = self.client.header(name, value);
        self
    }

    /// Adds the header `Authorization` with this name and password to each request that has none: see [`TestClient::basic_auth`].
    #[must_use]
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.client = self.client.basic_auth(user, password);
        self
    }

    /// Adds the header `Authorization: Bearer` with this token to each request that has no `Authorization`. See [`TestClient::bearer_auth`].
    ///
    /// # Panics
    ///
    /// If a header cannot contain the token.
    #[must_use]
    #[track_caller]
    pub fn bearer_auth(mut self, token: &str) -> Self {
        self.client = self.client.bearer_auth(token);
        self
    }

    /// Follows redirects if `true`, at most 20 for each request; `false` by default, as httpx's own clients: see [`TestClient::follow_redirects`].
    #[must_use]
    pub fn follow_redirects(mut self, follow: bool) -> Self {
        self.client = self.client.follow_redirects(follow);
        self
    }

    /// If true, a failure of the application panics in the test, with the error that the response hides: see [`TestClient::panic_on_server_error`].
    #[must_use]
    pub fn panic_on_server_error(mut self, panic: bool) -> Self {
        self.client = self.client.panic_on_server_error(panic);
        self
    }

    /// Sets the path that a proxy would remove from the front of each request; none by default: see [`TestClient::root_path`].
    ///
    /// # Panics
    ///
    /// If the path is no [`RootPath`](crate::routing::RootPath).
    #[must_use]
    #[track_caller]
    pub fn root_path(mut self, path: &str) -> Self {
        self.client = self.client.root_path(path);
        self
    }

    /// Sets the client address that the application sees; none by default: see [`TestClient::client_address`].
    #[must_use]
    pub fn client_address(mut self, address: SocketAddr) -> Self {
        self.client = self.client.client_address(address);
        self
    }

    /// The cookies of the client, to read and to set.
    pub fn cookies(&self) -> Cookies {
        self.client.cookies()
    }

    /// Makes the path of an operation, without a request: see [`TestClient::url_path_for`].
    pub fn url_path_for<O: UrlTarget>(&self) -> UrlPathBuilder {
        self.client.url_path_for::<O>()
    }

    /// Makes the path of a route by its name, without a request: see [`TestClient::url_path_for_name`].
    pub fn url_path_for_name(&self, name: &str) -> UrlPathBuilder {
        self.client.url_path_for_name(name)
    }

    /// A `GET` request.
    pub fn get(&self, path: &str) -> BlockingRequest {
        self.request(Method::GET, path)
    }

    /// A `POST` request.
    pub fn post(&self, path: &str) -> BlockingRequest {
        self.request(Method::POST, path)
    }

    /// A `PUT` request.
    pub fn put(&self, path: &str) -> BlockingRequest {
        self.request(Method::PUT, path)
    }

    /// A `PATCH` request.
    pub fn patch(&self, path: &str) -> BlockingRequest {
        self.request(Method::PATCH, path)
    }

    /// A `DELETE` request.
    pub fn delete(&self, path: &str) -> BlockingRequest {
        self.request(Method::DELETE, path)
    }

    /// A `HEAD` request.
    ///
    /// # Panics
    ///
    /// As [`request`](Self::request).
    #[track_caller]
    pub fn head(&self, path: &str) -> BlockingRequest {
        self.request(Method::HEAD, path)
    }

    /// An `OPTIONS` request.
    ///
    /// # Panics
    ///
    /// As [`request`](Self::request).
    #[track_caller]
    pub fn options(&self, path: &str) -> BlockingRequest {
        self.request(Method::OPTIONS, path)
    }

    /// The handshake of a WebSocket: see [`TestClient::websocket`].
    ///
    /// # Panics
    ///
    /// As [`request`](Self::request).
    #[cfg(feature = "websockets")]
    #[track_caller]
    pub fn websocket(&self, path: &str) -> super::BlockingHandshake {
        let handshake = self.client.websocket(path);
        super::BlockingHandshake::new(handshake, Arc::clone(&self.runtime))
    }

    /// A request of any method: see [`TestClient::request`].
    ///
    /// # Panics
    ///
    /// If the path cannot be the path of a request.
    #[track_caller]
    pub fn request(&self, method: Method, path: &str) -> BlockingRequest {
        BlockingRequest {
            request: self.client.request(method, path),
            runtime: Arc::clone(&self.runtime),
        }
    }
}

impl fmt::Debug for BlockingClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingClient").finish_non_exhaustive()
    }
}

/// A request that [`send`](Self::send) sends.
#[must_use = "a request is sent by `send`"]
pub struct BlockingRequest {
    request: TestRequest,
    runtime: Arc<Runtime>,
}

impl BlockingRequest {
    /// Adds a header: see [`TestRequest::header`].
    ///
    /// # Panics
    ///
    /// If the name or the value is not one that HTTP allows.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Sets the header `Authorization` to this name and password, and replaces any other: see [`TestRequest::basic_auth`].
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.request = self.request.basic_auth(user, password);
        self
    }

    /// Sets the header `Authorization: Bearer` with this token, and replaces any other. See [`TestRequest::bearer_auth`].
    ///
    /// # Panics
    ///
    /// If a header cannot contain the token.
    #[track_caller]
    pub fn bearer_auth(mut self, token: &str) -> Self {
        self.request = self.request.bearer_auth(token);
        self
    }

    /// Adds parameters to the query, encoded as browsers encode a form: see [`TestRequest::query`].
    ///
    /// # Panics
    ///
    /// If the pairs make the URL too long: over 65,534 bytes.
    #[track_caller]
    pub fn query<'q>(mut self, pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> Self {
        self.request = self.request.query(pairs);
        self
    }

    /// Adds a cookie to this request alone: see [`TestRequest::cookie`].
    ///
    /// # Panics
    ///
    /// If a header cannot contain the cookie.
    #[track_caller]
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.cookie(name, value);
        self
    }

    /// Sets the body to this value as JSON, and the content type to `application/json`: see [`TestRequest::json`].
    ///
    /// # Panics
    ///
    /// If the value cannot be written as JSON.
    #[track_caller]
    pub fn json(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.request = self.request.json(value);
        self
    }

    /// Adds form fields to the body, as FastAPI's test client does with `data=`: see [`TestRequest::form`].
    pub fn form<'f>(mut self, fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        self.request = self.request.form(fields);
        self
    }

    /// Adds a file to the form in the body, as FastAPI's test client does with `files=`: see [`TestRequest::file`].
    pub fn file(mut self, name: &str, file_name: &str, content: impl Into<Bytes>) -> Self {
        self.request = self.request.file(name, file_name, content);
        self
    }

    /// Adds a file with this content type: see [`TestRequest::file_of_type`].
    ///
    /// # Panics
    ///
    /// If a header cannot contain the content type.
    #[track_caller]
    pub fn file_of_type(
        mut self,
        name: &str,
        file_name: &str,
        content_type: &str,
        content: impl Into<Bytes>,
    ) -> Self {
        let request = self.request;
        self.request = request.file_of_type(name, file_name, content_type, content);
        self
    }

    /// Sets the body, and its `Content-Length` unless the request has set one: see [`TestRequest::body`].
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        self.request = self.request.body(bytes);
        self
    }

    /// Sets the body to a stream: see [`TestRequest::body_stream`].
    pub fn body_stream<S>(mut self, chunks: S) -> Self
    where
        S: Stream<Item: IntoChunk> + Send + 'static,
    {
        self.request = self.request.body_stream(chunks);
        self
    }

    /// Follows redirects or not, and overrides the option of the client: see [`TestRequest::follow_redirects`].
    pub fn follow_redirects(mut self, follow: bool) -> Self {
        self.request = self.request.follow_redirects(follow);
        self
    }

    /// Sends the request and waits for the whole response.
    ///
    /// # Panics
    ///
    /// As a [`TestRequest`] that is awaited.
    #[must_use]
    pub fn send(self) -> TestResponse {
        self.runtime.block_on(self.request.into_future())
    }

    /// Sends the request, and returns when the response has begun: see [`TestRequest::open`].
    ///
    /// # Panics
    ///
    /// As a [`TestRequest`] that is awaited.
    #[must_use]
    pub fn open(self) -> BlockingStream {
        let stream = self.runtime.block_on(self.request.open());
        BlockingStream {
            stream: Some(stream),
            runtime: self.runtime,
        }
    }
}

/// A [`TestStream`] for plain tests.
pub struct BlockingStream {
    /// `None` only while it is dropped.
    stream: Option<TestStream>,
    runtime: Arc<Runtime>,
}

impl BlockingStream {
    /// The status code.
    pub fn status(&self) -> StatusCode {
        self.stream().status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.stream().headers()
    }

    /// The value of a header, if the header exists and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.stream().header(name)
    }

    /// Reads the next chunk of the body, as the application has sent it: see [`TestStream::chunk`].
    ///
    /// # Errors
    ///
    /// The body has ended with an error.
    pub fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.read(async |mut stream| (stream.chunk().await, stream))
    }

    /// Reads the next line, without its line ending: see [`TestStream::line`].
    ///
    /// # Errors
    ///
    /// The body has ended with an error.
    pub fn line(&mut self) -> Result<Option<String>> {
        self.read(async |mut stream| (stream.line().await, stream))
    }

    /// Reads the next server-sent event as it is on the wire, without the empty line at its end: see [`TestStream::event`].
    ///
    /// # Errors
    ///
    /// The body has ended with an error.
    pub fn event(&mut self) -> Result<Option<String>> {
        self.read(async |mut stream| (stream.event().await, stream))
    }

    fn stream(&self) -> &TestStream {
        self.stream.as_ref().expect("only `drop` takes it")
    }

    /// The runtime takes only what it can own.
    fn read<T, R>(&mut self, read: impl FnOnce(TestStream) -> R) -> T
    where
        R: Future<Output = (T, TestStream)> + Send + 'static,
        T: Send + 'static,
    {
        let stream = self.stream.take().expect("only `drop` takes it");
        let (piece, stream) = self.runtime.block_on(read(stream));
        self.stream = Some(stream);
        piece
    }
}

/// Within the runtime, where the values of a stream expect to be dropped.
impl Drop for BlockingStream {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            self.runtime.block_on(async move { drop(stream) });
        }
    }
}

impl fmt::Debug for BlockingStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stream.fmt(f)
    }
}

impl fmt::Debug for BlockingRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingRequest")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

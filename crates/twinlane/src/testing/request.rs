//! One request of a test, as it is put together.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderValue, Method, header};
use serde::Serialize;
use twinlane_web::Body;

use super::exchange::Exchange;
use super::form::{TestForm, Upload};
use super::options::{basic_credentials, bearer_credentials, header_of};
use super::test_url::TestUrl;
use super::{TestClient, TestResponse, TestStream};
use crate::answer::{IntoChunk, Streaming};

/// A request that is sent when it is awaited.
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct TestRequest {
    pub(super) client: TestClient,
    pub(super) method: Method,
    pub(super) url: TestUrl,
    pub(super) headers: HeaderMap,
    /// Beside those of the client.
    pub(super) cookies: Vec<(String, String)>,
    pub(super) content: Content,
    form: TestForm,
    pub(super) follows_redirects: bool,
    /// The extensions that a server would put beside it.
    #[cfg(feature = "websockets")]
    pub(super) extensions: http::Extensions,
}

/// The body of a test request.
#[derive(Debug)]
pub(super) enum Content {
    Whole(Bytes),
    /// Can be sent once.
    Stream(Body),
}

impl TestRequest {
    #[track_caller]
    pub(super) fn new(client: TestClient, method: Method, path: &str) -> Self {
        let options = &client.options;
        let url = match options.base_url.below(path) {
            Ok(url) => url,
            Err(reason) => panic!("`{path}` is no path: {reason}"),
        };
        if let Err(reason) = url.request_target() {
            panic!("`{path}` is no path: {reason}");
        }
        Self {
            follows_redirects: options.follows_redirects,
            client,
            method,
            url,
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            content: Content::Whole(Bytes::new()),
            form: TestForm::default(),
            #[cfg(feature = "websockets")]
            extensions: http::Extensions::new(),
        }
    }

    /// Adds a header. A further header of the same name is sent too, except that a second `Host` replaces the first.
    ///
    /// # Panics
    ///
    /// If the name or the value is not one that HTTP allows.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let (name, value) = header_of(name, value.as_ref());
        if name == header::HOST {
            self.headers.insert(name, value);
        } else {
            self.headers.append(name, value);
        }
        self
    }

    /// Sets the header `Authorization` to this name and password, and replaces any other.
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        let credentials = basic_credentials(user, password);
        self.headers.insert(header::AUTHORIZATION, credentials);
        self
    }

    /// Sets the header `Authorization: Bearer` with this token, and replaces any other.
    ///
    /// # Panics
    ///
    /// If a header cannot contain the token.
    #[track_caller]
    pub fn bearer_auth(mut self, token: &str) -> Self {
        self.headers
            .insert(header::AUTHORIZATION, bearer_credentials(token));
        self
    }

    /// Adds parameters to the query, encoded as browsers encode a form.
    ///
    /// # Panics
    ///
    /// If the pairs make the URL too long: over 65,534 bytes.
    #[track_caller]
    pub fn query<'q>(mut self, pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> Self {
        let before = self.url.query().unwrap_or_default().to_owned();
        let mut query = form_urlencoded::Serializer::new(before);
        let query = query.extend_pairs(pairs).finish();
        self.url = self.url.with_query(&query);
        let target = self.url.request_target();
        target.expect("an address that is not too long");
        self
    }

    /// Adds a cookie to this request alone. It replaces the client's cookie of the same name.
    ///
    /// A redirect is followed without this cookie.
    ///
    /// # Panics
    ///
    /// If a header cannot contain the cookie.
    #[track_caller]
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        let pair = format!("{name}={value}");
        HeaderValue::from_bytes(pair.as_bytes()).expect("the value of a header");
        self.cookies.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body to this value as JSON, and the content type to `application/json`.
    ///
    /// # Panics
    ///
    /// If the value cannot be written as JSON.
    #[track_caller]
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let bytes = serde_json::to_vec(value).expect("a value that can be written as JSON");
        self.header("content-type", "application/json").body(bytes)
    }

    /// Adds form fields to the body, as FastAPI's test client does with `data=`.
    pub fn form<'f>(mut self, fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        for (name, value) in fields {
            self.form.add_field(name, value);
        }
        self
    }

    /// Adds a file to the form in the body, as FastAPI's test client does with `files=`. The form becomes multipart.
    ///
    /// The extension of the file name decides the content type; `application/octet-stream` by default. Several files may have the same field name.
    pub fn file(self, name: &str, file_name: &str, content: impl Into<Bytes>) -> Self {
        self.upload(Upload::guessed(name, file_name, content.into()))
    }

    /// Adds a file with this content type: see [`file`](Self::file).
    ///
    /// # Panics
    ///
    /// If a header cannot contain the content type.
    #[track_caller]
    pub fn file_of_type(
        self,
        name: &str,
        file_name: &str,
        content_type: &str,
        content: impl Into<Bytes>,
    ) -> Self {
        HeaderValue::from_str(content_type).expect("the value of a header");
        self.upload(Upload::new(name, file_name, content_type, content.into()))
    }

    fn upload(mut self, file: Upload) -> Self {
        self.form.add_file(file);
        self
    }

    /// Sets the body, and its `Content-Length` unless the request has set one.
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        self.headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(HeaderValue::from(bytes.len()));
        self.content = Content::Whole(bytes);
        self
    }

    /// Sets the body to a stream. The application receives one chunk at a time.
    ///
    /// There is no `Content-Length`. An error of the stream breaks the body off.
    pub fn body_stream<S>(mut self, chunks: S) -> Self
    where
        S: Stream<Item: IntoChunk> + Send + 'static,
    {
        self.content = Content::Stream(Streaming::new(chunks).into_body());
        self
    }

    /// Follows redirects or not, and overrides the option of the client: see [`TestClient::follow_redirects`].
    pub fn follow_redirects(mut self, follow: bool) -> Self {
        self.follows_redirects = follow;
        self
    }

    /// Sends the request, and returns when the response has begun. The test reads the body chunk by chunk.
    ///
    /// ```
    /// use twinlane::response::EventStream;
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// /// Never ends by itself.
    /// #[get("/numbers")]
    /// async fn numbers() -> EventStream<u32> {
    ///     EventStream::of(1..)
    /// }
    ///
    /// # #[twinlane::main]
    /// # async fn main() -> twinlane::Result {
    /// let client = TestClient::new(App::new().routes(routes![numbers]));
    /// let mut numbers = client.get("/numbers").open().await;
    /// assert_eq!(numbers.event().await?.as_deref(), Some("data: 1"));
    /// assert_eq!(numbers.event().await?.as_deref(), Some("data: 2"));
    /// drop(numbers); // the client goes
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// As a request that is awaited.
    pub async fn open(self) -> TestStream {
        let exchange = Exchange::of(self.complete()).await;
        exchange.into_stream()
    }

    /// The request with its form as its body.
    pub(super) fn complete(mut self) -> Self {
        if let Some((content_type, body)) = self.form.encode() {
            self = self.header("content-type", content_type).body(body);
        }
        self
    }
}

/// Sends the request and waits for the whole response, and for the background tasks of the application.
///
/// # Panics
///
/// - If the body of the response ends with an error.
/// - If there are more than 20 redirects, or a redirect that cannot be followed.
/// - If the application fails and the client [panics on such failures](TestClient::panic_on_server_error).
impl IntoFuture for TestRequest {
    type Output = TestResponse;
    type IntoFuture = Pin<Box<dyn Future<Output = TestResponse> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let exchange = Exchange::of(self.complete()).await;
            exchange.into_response().await
        })
    }
}

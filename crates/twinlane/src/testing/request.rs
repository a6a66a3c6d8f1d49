//! One request of a test.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, header};
use http_body::Body as _;
use http_body_util::BodyExt;
use serde::Serialize;
use tower_service::Service as _;
use twinlane_web::Body;

use super::TestResponse;
use super::form::TestForm;
use super::tested_app::TestedApp;

/// A request that is sent when it is awaited.
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct TestRequest {
    app: Arc<TestedApp>,
    request: Request<Body>,
    form: TestForm,
}

impl TestRequest {
    #[track_caller]
    pub(super) fn new(app: Arc<TestedApp>, method: Method, path: &str) -> Self {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "testserver")
            .body(Body::empty());
        match request {
            Ok(request) => Self {
                app,
                request,
                form: TestForm::default(),
            },
            Err(error) => panic!("`{path}` is no path: {error}"),
        }
    }

    /// Adds a header; a second of one name is sent too, except that a second `Host` replaces the first.
    ///
    /// # Panics
    ///
    /// Where the name or the value is not one that HTTP allows.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name: HeaderName = name.parse().expect("the name of a header");
        let value = HeaderValue::from_bytes(value.as_ref()).expect("the value of a header");
        if name == header::HOST {
            self.request.headers_mut().insert(name, value);
        } else {
            self.request.headers_mut().append(name, value);
        }
        self
    }

    /// Adds parameters to the query, escaped as a form of a browser escapes them.
    ///
    /// # Panics
    ///
    /// Where they make the address too long: over 65,534 bytes.
    #[track_caller]
    pub fn query<'q>(mut self, pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> Self {
        let uri = self.request.uri();
        let before = uri.query().unwrap_or_default().to_owned();
        let mut query = form_urlencoded::Serializer::new(before);
        let query = query.extend_pairs(pairs).finish();
        let path = format!("{}?{query}", uri.path());
        *self.request.uri_mut() = path.parse().expect("an address that is not too long");
        self
    }

    /// Adds a cookie.
    ///
    /// # Panics
    ///
    /// Where it cannot stand in a header.
    #[track_caller]
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        let mut cookies = format!("{name}={value}");
        if let Some(before) = self.request.headers_mut().remove(header::COOKIE) {
            let before = String::from_utf8_lossy(before.as_bytes()).into_owned();
            cookies = format!("{before}; {cookies}");
        }
        self.header("cookie", cookies)
    }

    /// Sets the body to this value as JSON, and the content type to `application/json`.
    ///
    /// # Panics
    ///
    /// Where the value cannot be written as JSON.
    #[track_caller]
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let bytes = serde_json::to_vec(value).expect("a value that can be written as JSON");
        self.header("content-type", "application/json").body(bytes)
    }

    /// Adds fields to the body as a form, as FastAPI's test client does with `data=`.
    pub fn form<'f>(mut self, fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        for (name, value) in fields {
            self.form.add_field(name, value);
        }
        self
    }

    /// Adds a file to the body as a form, which makes it multipart, as FastAPI's test client does with `files=`.
    pub fn file(mut self, name: &str, file_name: &str, content: impl Into<Bytes>) -> Self {
        self.form.add_file(name, file_name, content.into());
        self
    }

    /// Sets the body, and its length where the request has not said one.
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        self.request
            .headers_mut()
            .entry(header::CONTENT_LENGTH)
            .or_insert(HeaderValue::from(bytes.len()));
        *self.request.body_mut() = Body::from(bytes);
        self
    }

    async fn exchange(mut self) -> TestResponse {
        if let Some((content_type, body)) = self.form.encode() {
            self = self.header("content-type", content_type).body(body);
        }
        let head = self.request.method() == Method::HEAD;
        let mut service = self.app.service().await.clone();
        let response = match service.call(self.request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (mut parts, body) = response.into_parts();
        let length = body.size_hint().exact();
        let bytes = body
            .collect()
            .await
            .expect("a body that is whole")
            .to_bytes();
        service.wait_for_background().await;
        // What the server adds on the wire.
        let bodiless = matches!(parts.status.as_u16(), 204 | 304);
        if let Some(length) = length.filter(|_| !bodiless) {
            parts
                .headers
                .entry(header::CONTENT_LENGTH)
                .or_insert(HeaderValue::from(length));
        }
        let bytes = if head { Bytes::new() } else { bytes };
        TestResponse::new(parts.status, parts.headers, bytes)
    }
}

impl IntoFuture for TestRequest {
    type Output = TestResponse;
    type IntoFuture = Pin<Box<dyn Future<Output = TestResponse> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.exchange())
    }
}

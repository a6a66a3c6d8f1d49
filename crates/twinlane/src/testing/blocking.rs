//! The client for plain tests.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use serde::Serialize;
use twinlane_lanes::{Runtime, RuntimeBuilder};

use super::{TestClient, TestRequest, TestResponse};
use crate::error::Result;

/// A test client with a runtime of its own: `client.get("/").send()`.
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
    /// The first error of undoing what was made at the start.
    pub fn stop(self) -> Result {
        let Self { client, runtime } = self;
        runtime.block_on(client.stop())
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

    /// A request of any method. The path may have a query; it is sent as it is written.
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

/// A request that is sent by [`send`](Self::send).
#[must_use = "a request is sent by `send`"]
pub struct BlockingRequest {
    request: TestRequest,
    runtime: Arc<Runtime>,
}

impl BlockingRequest {
    /// As [`TestRequest::header`].
    ///
    /// # Panics
    ///
    /// Where the name or the value is not one that HTTP allows.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// As [`TestRequest::query`].
    ///
    /// # Panics
    ///
    /// Where they make the address too long: over 65,534 bytes.
    #[track_caller]
    pub fn query<'q>(mut self, pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> Self {
        self.request = self.request.query(pairs);
        self
    }

    /// As [`TestRequest::cookie`].
    ///
    /// # Panics
    ///
    /// Where it cannot stand in a header.
    #[track_caller]
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.cookie(name, value);
        self
    }

    /// As [`TestRequest::json`].
    ///
    /// # Panics
    ///
    /// Where the value cannot be written as JSON.
    #[track_caller]
    pub fn json(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.request = self.request.json(value);
        self
    }

    /// As [`TestRequest::form`].
    pub fn form<'f>(mut self, fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        self.request = self.request.form(fields);
        self
    }

    /// As [`TestRequest::file`].
    pub fn file(mut self, name: &str, file_name: &str, content: impl Into<Bytes>) -> Self {
        self.request = self.request.file(name, file_name, content);
        self
    }

    /// As [`TestRequest::body`].
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        self.request = self.request.body(bytes);
        self
    }

    /// Sends it and waits for the whole response.
    #[must_use]
    pub fn send(self) -> TestResponse {
        self.runtime.block_on(self.request.into_future())
    }
}

impl fmt::Debug for BlockingRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingRequest")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

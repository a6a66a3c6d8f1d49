//! The client for async tests.

use http::Method;

use super::{BlockingClient, TestRequest};
use crate::app::App;
use crate::service::Service;

/// Sends requests to an application in process. Redirects are answered, not followed.
#[derive(Debug, Clone)]
pub struct TestClient {
    service: Service,
}

impl TestClient {
    /// A client for async tests; needs a tokio runtime, such as `#[tokio::test]` makes.
    ///
    /// # Panics
    ///
    /// With the report of every mistake, where the application cannot start.
    #[track_caller]
    pub fn new(app: App) -> Self {
        match app.into_service() {
            Ok(service) => Self { service },
            Err(error) => panic!("{error}"),
        }
    }

    /// A client for an application that is frozen already, with settings of its own for example.
    pub fn of(service: Service) -> Self {
        Self { service }
    }

    /// A client for plain tests, with a runtime of its own.
    ///
    /// # Panics
    ///
    /// With the report of every mistake, where the application cannot start, and where no runtime can be made.
    #[track_caller]
    pub fn blocking(app: App) -> BlockingClient {
        BlockingClient::new(Self::new(app))
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

    /// A request of any method. The path may have a query; it is sent as it is written.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::new(self.service.clone(), method, path)
    }
}

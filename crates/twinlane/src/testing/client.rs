//! The client for async tests.

use std::sync::Arc;

use http::Method;

use super::tested_app::TestedApp;
use super::{BlockingClient, TestRequest};
use crate::app::App;
use crate::error::Result;
use crate::service::Service;

/// Sends requests to an application in process. Redirects are answered, not followed. Clones send to the same application.
///
/// [`new`](Self::new) suits most tests: the application starts at the first request. A test of what is made at the start and undone
/// at the stop uses [`start`](Self::start) and [`stop`](Self::stop).
#[derive(Debug, Clone)]
pub struct TestClient {
    app: Arc<TestedApp>,
}

impl TestClient {
    /// A client for async tests; needs a tokio runtime, such as `#[tokio::test]` makes.
    ///
    /// The application starts at the first request, which panics if that fails.
    ///
    /// # Panics
    ///
    /// With the report of every mistake, where the application cannot start.
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

    /// Stops the application, as [`Running::stop`](crate::Running::stop) does. Of an application that has not started, or that the
    /// client was given as a service, nothing is stopped.
    ///
    /// # Errors
    ///
    /// The first error of undoing what was made at the start.
    pub async fn stop(self) -> Result {
        self.app.stop().await
    }

    /// A client for an application that is frozen already, with settings of its own for example.
    pub fn of(service: Service) -> Self {
        Self::with(TestedApp::of(service))
    }

    fn with(app: TestedApp) -> Self {
        Self { app: Arc::new(app) }
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
        TestRequest::new(Arc::clone(&self.app), method, path)
    }
}

//! The middleware of an application and of its operations.

use std::fmt;
use std::sync::Arc;

use twinlane_web::Response;

use crate::error::Error;
use crate::middleware::{Middleware, MiddlewareList};

/// The functions that were added, in their order.
#[derive(Default)]
pub(super) struct AddedMiddleware {
    around_all: Vec<Arc<dyn Middleware<Response>>>,
    around_operations: Vec<Arc<dyn Middleware<Result<Response, Error>>>>,
}

impl AddedMiddleware {
    pub(super) fn around_all(&self) -> MiddlewareList<Response> {
        MiddlewareList::of_added(self.around_all.iter().cloned())
    }

    pub(super) fn around_operations(&self) -> MiddlewareList<Result<Response, Error>> {
        MiddlewareList::of_added(self.around_operations.iter().cloned())
    }
}

impl fmt::Debug for AddedMiddleware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddedMiddleware")
            .field("around_all", &self.around_all.len())
            .field("around_operations", &self.around_operations.len())
            .finish()
    }
}

#[cfg(test)]
impl super::App {
    /// Adds a middleware around the application.
    pub(crate) fn middleware(mut self, middleware: impl Middleware<Response>) -> Self {
        self.middleware.around_all.push(Arc::new(middleware));
        self
    }

    /// Adds a middleware around each operation.
    pub(crate) fn operation_middleware(
        mut self,
        middleware: impl Middleware<Result<Response, Error>>,
    ) -> Self {
        self.middleware.around_operations.push(Arc::new(middleware));
        self
    }
}

//! The operation that a request has met, for the middleware around it.

use std::sync::{Arc, OnceLock};

use crate::errors::Error;

/// The operation that a request matches, for a middleware: see [`Request::matched`](crate::Request::matched).
///
/// It is empty until the middleware has run the rest of the application. A request without an operation, such as a 404 or a page of the docs,
/// matches none.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use twinlane::prelude::*;
///
/// #[derive(Default)]
/// struct Counts(Mutex<HashMap<String, u64>>);
///
/// async fn count(mut request: Request, next: Next, counts: State<Counts>) -> Response {
///     let matched = request.matched();
///     let response = next.run(request).await;
///     // `/items/{item_id}`: as many as there are operations, however many paths clients ask for.
///     let path = matched.path().unwrap_or("none");
///     *counts.0.lock().unwrap().entry(path.to_owned()).or_default() += 1;
///     response
/// }
///
/// let app = App::new().state(Counts::default()).middleware(count);
/// # let _ = app;
/// ```
#[derive(Debug, Clone, Default)]
pub struct MatchedOperation(Arc<Told>);

/// The things that have been told of a request.
#[derive(Debug, Default)]
struct Told {
    operation: OnceLock<Arc<OperationIdentity>>,
    error: OnceLock<String>,
}

/// The names of an operation.
#[derive(Debug)]
pub(crate) struct OperationIdentity {
    /// The template of its path.
    pub(crate) path: String,
    /// The module and name of its function.
    pub(crate) function: String,
    /// In the document.
    pub(crate) operation_id: String,
}

impl MatchedOperation {
    /// The path template of the operation, with the prefixes of routers: `/items/{item_id}`.
    ///
    /// `None`: the request matches no operation, or not yet.
    pub fn path(&self) -> Option<&str> {
        self.operation().map(|operation| operation.path.as_str())
    }

    /// The module and name of its function: `shop::items::read_item`. `None`: the request matches no operation, or not yet.
    pub fn function(&self) -> Option<&str> {
        self.operation()
            .map(|operation| operation.function.as_str())
    }

    /// Its id in the document. `None`: the request matches no operation, or not yet.
    pub fn operation_id(&self) -> Option<&str> {
        self.operation()
            .map(|operation| operation.operation_id.as_str())
    }

    /// The text of the error behind the response. `None`: the response is not that of an error.
    pub fn error(&self) -> Option<&str> {
        self.0.error.get().map(String::as_str)
    }

    /// Says which operation it is. The first one stays: an operation is met once.
    pub(crate) fn tell(&self, operation: &Arc<OperationIdentity>) {
        let _ = self.0.operation.set(Arc::clone(operation));
    }

    /// Says why it has failed.
    pub(crate) fn tell_error(&self, error: &Error) {
        let _ = self.0.error.set(error.to_string());
    }

    fn operation(&self) -> Option<&OperationIdentity> {
        self.0.operation.get().map(|operation| &**operation)
    }
}

//! The operation that has made a response, for the middleware around it.

use std::sync::Arc;

use super::OperationName;

/// The operation that a request has met: middleware finds it in the extensions of the response, after [`Next::run`](crate::Next::run).
///
/// A response that no operation has made, such as a 404 or a page of the docs, has none.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use twinlane::prelude::*;
/// use twinlane::{MatchedOperation, Next, Response};
///
/// #[derive(Default)]
/// struct Counts(Mutex<HashMap<String, u64>>);
///
/// async fn count(request: Request, next: Next, counts: State<Counts>) -> Response {
///     let response = next.run(request).await;
///     if let Some(matched) = response.extensions().get::<MatchedOperation>() {
///         // `/items/{item_id}`: as many as there are operations, however many paths clients ask for.
///         let mut counts = counts.0.lock().unwrap();
///         *counts.entry(matched.path().to_owned()).or_default() += 1;
///     }
///     response
/// }
///
/// let app = App::new().state(Counts::default()).middleware(count);
/// # let _ = app;
/// ```
#[derive(Debug, Clone)]
pub struct MatchedOperation {
    matched: Arc<Matched>,
    /// Boxed, since few have one.
    error: Option<Arc<str>>,
}

/// What is told of an operation.
#[derive(Debug)]
pub(crate) struct Matched {
    pub(crate) name: OperationName,
    pub(crate) operation_id: String,
}

impl MatchedOperation {
    pub(crate) fn new(matched: &Arc<Matched>, error: Option<String>) -> Self {
        Self {
            matched: Arc::clone(matched),
            error: error.map(Into::into),
        }
    }

    /// The template of its path, with the prefixes of routers: `/items/{item_id}`.
    pub fn path(&self) -> &str {
        &self.matched.name.path
    }

    /// The method and path, with the module and name of its function.
    pub fn name(&self) -> &OperationName {
        &self.matched.name
    }

    /// Its id in the document.
    pub fn operation_id(&self) -> &str {
        &self.matched.operation_id
    }

    /// The text of the error of which the response was made, if it was one.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}

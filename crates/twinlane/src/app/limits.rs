//! Limits that hold for all operations of the application unless one says otherwise.

use super::App;
use crate::limits::{ErrorLimits, FormLimits};

/// # Limits
impl App {
    /// The maximum size of a request's body in bytes, unless a router or the operation sets its own.
    ///
    /// It replaces the limit of the settings, whose default is 16 MiB. A larger body is a 413.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.router = self.router.max_body_size(bytes);
        self
    }

    /// If true, which is the default, a body without a content type is not read as JSON: see
    /// [`Router::strict_content_type`](crate::Router::strict_content_type).
    pub fn strict_content_type(mut self, strict: bool) -> Self {
        self.router = self.router.strict_content_type(strict);
        self
    }

    /// The limits of a form, unless a router or the operation sets its own.
    pub fn form_limits(mut self, limits: FormLimits) -> Self {
        self.router = self.router.form_limits(limits);
        self
    }

    /// The limits of a request's list of errors, unless a router or the operation sets its own.
    pub fn error_limits(mut self, limits: ErrorLimits) -> Self {
        self.router = self.router.error_limits(limits);
        self
    }

    /// The number of plain `fn` operations that may run at once. Further ones wait, without holding a thread.
    ///
    /// At least 1. It replaces the value of the settings. The default is 40.
    pub fn thread_capacity(mut self, capacity: usize) -> Self {
        self.router = self.router.thread_capacity(capacity);
        self
    }

    /// The number of requests that may wait for a thread.
    ///
    /// The next request gets a 503. Its `Retry-After` is the estimated time until the waiting requests have had their turn. A router or an
    /// operation can set its own bound. Without any bound, all requests wait, as in FastAPI.
    ///
    /// An operation that must always be answered, such as a health check, is an `async fn` or has the option `never_shed`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// #[get("/report", thread_capacity = 4, thread_queue = 8)]
    /// fn report() -> String {
    ///     "a slow query".to_owned()
    /// }
    ///
    /// #[get("/health", never_shed)]
    /// fn health() -> bool {
    ///     true
    /// }
    ///
    /// let app = App::new().thread_queue(1_000).routes(routes![report, health]);
    /// # let _ = app;
    /// ```
    pub fn thread_queue(mut self, most: usize) -> Self {
        self.router = self.router.thread_queue(most);
        self
    }

    /// If true, cancels an operation when its client disconnects, unless a router or the operation sets otherwise. By default an operation runs to
    /// its end, as in FastAPI.
    ///
    /// An `async fn` is dropped at its `.await`, and so is a dependency that is being made. Values that dependencies have provided are undone as
    /// always. A plain `fn` cannot be stopped, but it can [check for cancellation](crate::lanes::check_cancelled). Work that must be finished can
    /// be [shielded](crate::lanes::shield).
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// /// Looks into many pages, as long as somebody waits for it.
    /// #[get("/search", cancel_on_disconnect)]
    /// fn search(word: String) -> Result<usize> {
    ///     let mut found = 0;
    ///     for page in ["one page", "another page"] {
    ///         lanes::check_cancelled()?;
    ///         found += page.matches(&word).count();
    ///     }
    ///     Ok(found)
    /// }
    /// # fn main() {}
    /// ```
    pub fn cancel_on_disconnect(mut self, cancel: bool) -> Self {
        self.router = self.router.cancel_on_disconnect(cancel);
        self
    }
}

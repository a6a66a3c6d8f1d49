//! Limits that hold for all operations of the application unless one says otherwise.

use super::App;
use crate::limits::{ErrorLimits, FormLimits};

/// # Limits
impl App {
    /// The most bytes that the body of an operation may have, unless a router or the operation says otherwise.
    ///
    /// Wins over the settings, whose default is 16 MiB.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.router = self.router.max_body_size(bytes);
        self
    }

    /// Whether a body without a content type is no JSON: see [`Router::strict_content_type`](crate::Router::strict_content_type).
    pub fn strict_content_type(mut self, strict: bool) -> Self {
        self.router = self.router.strict_content_type(strict);
        self
    }

    /// How much a form may hold, where a router or the operation does not say otherwise.
    pub fn form_limits(mut self, limits: FormLimits) -> Self {
        self.router = self.router.form_limits(limits);
        self
    }

    /// How large the list of a request's errors may be, where a router or the operation does not say otherwise.
    pub fn error_limits(mut self, limits: ErrorLimits) -> Self {
        self.router = self.router.error_limits(limits);
        self
    }

    /// How many plain `fn` operations may run at once; the next waits its turn without holding a thread.
    ///
    /// At least 1. Wins over the settings; 40 where neither says anything.
    pub fn thread_capacity(mut self, capacity: usize) -> Self {
        self.router = self.router.thread_capacity(capacity);
        self
    }

    /// How many requests may wait for a thread; the next is answered with 503 and a `Retry-After` that says when those who
    /// wait will have had their turn. Without a bound here, at the router or at the operation, as many wait as come, as with
    /// FastAPI.
    ///
    /// What must be answered all the same, such as a health check, is an `async fn`, or says `never_shed`.
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

    /// Gives up operations when their client goes, unless a router or an operation says otherwise; without it they run to
    /// their end, as in FastAPI.
    ///
    /// An `async fn` is dropped where it waits, and so is a dependency that is being made; what dependencies have provided is
    /// undone as always. A plain `fn` cannot be stopped: it [can ask](crate::lanes::check_cancelled). What must be finished
    /// all the same is [shielded](crate::lanes::shield).
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

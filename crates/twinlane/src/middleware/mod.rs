//! Functions around the rest of an application, or around one operation.
//!
//! There is one list around the application, whose functions answer with a response, and one around each operation, whose functions see
//! the operation's error before it becomes a response. What they have in common is here; what is within them is
//! [`stack`](crate::stack)'s and [`lifecycle`](crate::lifecycle)'s.

mod next;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::Request;
use twinlane_web::Body;

pub(crate) use next::{Innermost, Next, answer_within};

/// A function around the rest. `T` is what it answers with.
pub(crate) trait Middleware<T>: Send + Sync + 'static {
    /// Answers the request, most often with what `next` answers.
    fn handle(self: Arc<Self>, request: Request<Body>, next: Next<T>) -> Answering<T>;
}

/// An answer that is being made.
pub(crate) type Answering<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Functions in the order in which a request meets them, the outermost first. Clones are the same list.
pub(crate) struct MiddlewareList<T>(Arc<[Arc<dyn Middleware<T>>]>);

impl<T> MiddlewareList<T> {
    /// A list of functions that were added one after another: the last is the outermost, as in FastAPI.
    pub(crate) fn of_added(added: impl IntoIterator<Item = Arc<dyn Middleware<T>>>) -> Self {
        let mut outermost_first: Vec<_> = added.into_iter().collect();
        outermost_first.reverse();
        Self(outermost_first.into())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn get(&self, position: usize) -> Option<&Arc<dyn Middleware<T>>> {
        self.0.get(position)
    }
}

impl<T> Clone for MiddlewareList<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for MiddlewareList<T> {
    fn default() -> Self {
        Self(Arc::from([]))
    }
}

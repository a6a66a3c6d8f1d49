//! A value that is undone after its use: FastAPI's dependencies with `yield`.

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use super::scope::{AfterResponse, AtShutdown, BeforeResponse, Outcome};
use super::teardown_outcome::TeardownOutcome;
use super::undo::{Undo, UndoFunction};

/// A value of a dependency with a teardown, which always runs: FastAPI's dependencies with `yield`.
///
/// By default the teardown runs before the response is sent, so an error of the teardown becomes the response: FastAPI's scope `"function"`. The
/// teardown of `Provided<T, AfterResponse>` runs after the response and its background tasks: scope `"request"`. `Provided<T, AtShutdown>` is the
/// value of a [lifespan dependency](macro@crate::dependency#lifespan-dependencies).
///
/// A teardown runs exactly once. It also runs if the function fails or panics, if another dependency fails, and if the client disconnects. Of
/// several values, the one that was provided last is undone first.
///
/// # A value that outlives its request
///
/// A function may move the value into a task, a thread or a static that outlives the request. The response does not wait for it. The value is
/// undone when its last holder drops it, with the outcome of the request. A WARN line names the operation and the dependency, and an error of the
/// teardown is only logged. The values that it depends on are undone after it. A stopping server waits for all such values, within its time limit.
/// If the runtime ends first, an ERROR line says that a value was not undone.
///
/// A streamed response and a background task keep the value until they end, in either scope. Use `AfterResponse` for them: it logs no WARN line,
/// and its teardown learns if the client disconnects. FastAPI undoes a dependency of scope `"function"` before the stream begins.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::dependency::Outcome;
/// use twinlane::Provided;
///
/// # struct Pool;
/// # struct Transaction;
/// # impl Pool { async fn begin(&self) -> Result<Transaction> { Ok(Transaction) } }
/// # impl Transaction {
/// #     async fn commit(self) -> Result<()> { Ok(()) }
/// #     async fn rollback(self) -> Result<()> { Ok(()) }
/// # }
/// #[dependency]
/// async fn transaction(pool: State<Pool>) -> Result<Provided<Transaction>> {
///     let begun = pool.begin().await?;
///     Ok(Provided::new(begun).before_response(async |transaction, outcome| match outcome {
///         Outcome::Answered => transaction.commit().await,
///         Outcome::Failed(_) | Outcome::ClientGone | Outcome::Cancelled => transaction.rollback().await,
///     }))
/// }
/// # fn main() {}
/// ```
#[must_use = "a dependency returns it"]
pub struct Provided<T, S = BeforeResponse> {
    pub(super) value: T,
    pub(super) undo: Undo,
    pub(super) marker: PhantomData<fn() -> S>,
}

/// A value without a teardown: call one of its methods to add it.
#[must_use = "say how it is undone"]
#[derive(Debug)]
pub struct Providing<T>(T);

impl<T> Provided<T> {
    /// A value without a teardown yet. A method of [`Providing`] adds the teardown.
    #[expect(clippy::new_ret_no_self, reason = "the scope is said next")]
    pub fn new(value: T) -> Providing<T> {
        Providing(value)
    }
}

impl<T: Send + 'static> Providing<T> {
    /// Runs the teardown before the response is sent: an async closure on the event loop, or a plain closure in a thread.
    ///
    /// An error of the teardown becomes the response.
    ///
    /// The teardown may return [`ResponseParts`](crate::response::ResponseParts) for the response. They replace parts that other functions have set,
    /// but not the status and the headers of the returned value. A whole response and an error are sent without them. FastAPI ignores changes of
    /// the response after `yield`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::Provided;
    ///
    /// #[dependency]
    /// async fn timed() -> Provided<std::time::Instant> {
    ///     Provided::new(std::time::Instant::now()).before_response(async |start, _| {
    ///         let mut response = ResponseParts::new();
    ///         response.set_header("x-took", start.elapsed().as_millis().to_string());
    ///         response
    ///     })
    /// }
    /// # fn main() {}
    /// ```
    pub fn before_response<F, R, Via>(self, undo: F) -> Provided<T>
    where
        F: FnOnce(T, Outcome) -> R + Send + 'static,
        R: Undone<Via, BeforeResponse>,
    {
        self.undone_by(undo)
    }

    /// Runs the teardown after the response and its background tasks: an async closure on the event loop, or a plain closure in a thread.
    ///
    /// An error of the teardown is logged. If the request fails, the teardown runs before the error response is sent, as in FastAPI. An error of
    /// the teardown then replaces the error of the request.
    pub fn after_response<F, R, Via>(self, undo: F) -> Provided<T, AfterResponse>
    where
        F: FnOnce(T, Outcome) -> R + Send + 'static,
        R: Undone<Via, AfterResponse>,
    {
        self.undone_by(undo)
    }

    /// Runs the teardown when the application stops, for [lifespan dependencies](macro@crate::dependency#lifespan-dependencies).
    ///
    /// The teardown is an async closure on the event loop, or a plain closure in a thread.
    ///
    /// The closure gets an `Arc` of the value, since the application and tasks of earlier requests may also hold the value. It runs when all
    /// requests have ended or have been cancelled. Its error is logged, and [`App::serve`](crate::App::serve) returns it.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use twinlane::prelude::*;
    /// use twinlane::dependency::AtShutdown;
    /// use twinlane::Provided;
    ///
    /// # struct Pool;
    /// # impl Pool {
    /// #     async fn connect() -> std::io::Result<Self> { Ok(Self) }
    /// #     async fn close(&self) {}
    /// # }
    /// #[dependency(lifespan)]
    /// async fn pool() -> Result<Provided<Pool, AtShutdown>> {
    ///     let pool = Pool::connect().await?;
    ///     Ok(Provided::new(pool).at_shutdown(async |pool: Arc<Pool>| pool.close().await))
    /// }
    /// # fn main() {}
    /// ```
    pub fn at_shutdown<F, R, Via>(self, undo: F) -> Provided<T, AtShutdown>
    where
        T: Sync,
        F: FnOnce(Arc<T>) -> R + Send + 'static,
        R: Undone<Via, AtShutdown>,
    {
        Provided {
            value: self.0,
            undo: R::undo(move |value: Arc<T>, _: Outcome| undo(value)),
            marker: PhantomData,
        }
    }

    fn undone_by<F, R, Via, S>(self, undo: F) -> Provided<T, S>
    where
        F: FnOnce(T, Outcome) -> R + Send + 'static,
        R: Undone<Via, S>,
    {
        Provided {
            value: self.0,
            undo: R::undo(undo),
            marker: PhantomData,
        }
    }
}

impl<T, S> Provided<T, S> {
    /// The value, and how it is undone.
    pub(super) fn into_parts(self) -> (T, UndoFunction) {
        (self.value, self.undo.0)
    }
}

/// The return type of a teardown: nothing or a `Result`, from a plain closure or from an `async` one.
///
/// `Via` tells the kinds apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a teardown returns",
    note = "a teardown is `async |value, outcome| {{ ... }}`, or a plain closure that may block; it returns `()` or a `Result<(), _>`",
    note = "one before the response may also return the `ResponseParts` that go with it: after it they would come too late"
)]
pub trait Undone<Via, S>: Sized + 'static {
    #[doc(hidden)]
    fn undo<T: 'static>(undo: impl FnOnce(T, Outcome) -> Self + Send + 'static) -> Undo;
}

/// The marker of teardowns that are plain closures.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaPlainTeardown {}

/// The marker of teardowns that are `async`.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaAsyncTeardown {}

impl<R: TeardownOutcome<S> + 'static, S> Undone<ViaPlainTeardown, S> for R {
    fn undo<T: 'static>(undo: impl FnOnce(T, Outcome) -> Self + Send + 'static) -> Undo {
        Undo::in_thread::<_, _, S>(undo)
    }
}

impl<A, S> Undone<ViaAsyncTeardown, S> for A
where
    A: Future<Output: TeardownOutcome<S>> + Send + 'static,
{
    fn undo<T: 'static>(undo: impl FnOnce(T, Outcome) -> Self + Send + 'static) -> Undo {
        Undo::on_loop::<_, _, S>(undo)
    }
}

impl<T: fmt::Debug, S> fmt::Debug for Provided<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provided")
            .field("value", &self.value)
            .field("scope", &type_name::<S>())
            .finish_non_exhaustive()
    }
}

//! The scope of a teardown, which says when it runs, and the outcome of the request, which it learns.

use std::sync::Arc;

use crate::errors::{Error, GivenUp};

/// When a value is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "FastAPI has these two")]
pub enum Scope {
    /// When the function has returned, before the response is sent.
    BeforeResponse,
    /// After the response and its background tasks.
    AfterResponse,
}

/// The scope of a [`Provided`](crate::Provided) that is undone before the response is sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum BeforeResponse {}

/// The scope of a [`Provided`](crate::Provided) that is undone after the response and its background tasks.
#[derive(Debug)]
#[non_exhaustive]
pub enum AfterResponse {}

/// The scope of a [`Provided`](crate::Provided) that is undone when the application stops: that of a lifespan dependency.
#[derive(Debug)]
#[non_exhaustive]
pub enum AtShutdown {}

/// A scope of a request as a type.
#[diagnostic::on_unimplemented(
    message = "the value of a dependency that is made for each request cannot be undone in the scope `{Self}`",
    label = "a scope of the application",
    note = "undo it by `.before_response(..)` or `.after_response(..)`, or write `#[dependency(lifespan)]` if it lives as long as the application"
)]
pub trait TeardownScope: 'static {
    /// The scope.
    const SCOPE: Scope;
}

impl TeardownScope for BeforeResponse {
    const SCOPE: Scope = Scope::BeforeResponse;
}

impl TeardownScope for AfterResponse {
    const SCOPE: Scope = Scope::AfterResponse;
}

/// The scope of the application as a type.
#[diagnostic::on_unimplemented(
    message = "the value of a lifespan dependency cannot be undone in the scope `{Self}`",
    label = "a scope of a request",
    note = "it lives as long as the application: return `Provided<_, AtShutdown>`, which `.at_shutdown(..)` makes"
)]
pub trait ShutdownScope: 'static {}

impl ShutdownScope for AtShutdown {}

/// The outcome of the request, for a teardown.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::dependency::Outcome;
///
/// #[dependency]
/// async fn transaction() -> Provided<Vec<String>> {
///     Provided::new(Vec::new()).before_response(async |rows, outcome| match outcome {
///         Outcome::Answered => println!("commit {rows:?}"),
///         Outcome::Failed(error) => println!("roll back: {error}"),
///         Outcome::ClientGone | Outcome::Cancelled => println!("roll back"),
///     })
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_enums, reason = "it is matched by every teardown")]
pub enum Outcome {
    /// The path operation has run to its end, and nothing has failed.
    ///
    /// Before the response this does not depend on the client: it may have gone meanwhile, as in FastAPI. After the response its client was there.
    Answered,
    /// It failed: the path operation, another dependency, or a teardown before this one; or the request was wrong.
    Failed(Arc<Error>),
    /// Its client has gone. Before the response: it was given up by `cancel_on_disconnect` or at the end of a stop, and may be half done. After the
    /// response: nobody has read the whole response, whatever the path operation has done.
    ClientGone,
    /// It was cancelled: what stands around the operation, such as a timeout, did not wait for its response.
    Cancelled,
}

impl Outcome {
    pub(crate) fn given_up(reason: GivenUp) -> Self {
        match reason {
            GivenUp::ClientGone => Self::ClientGone,
            GivenUp::Cancelled => Self::Cancelled,
        }
    }

    /// True if the request was answered and its client is there.
    pub fn is_answered(&self) -> bool {
        matches!(self, Self::Answered)
    }
}

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
    /// In a teardown before the response, the client may have disconnected already, as in FastAPI. In a teardown after the response, its client was
    /// still connected.
    Answered,
    /// The request failed: it was invalid, or the path operation, another dependency or an earlier teardown failed.
    Failed(Arc<Error>),
    /// The client has disconnected.
    ///
    /// Before the response: the request was cancelled by `cancel_on_disconnect` or at the end of a stop, and may be half done. After the response:
    /// the client has not read the whole response, even if the path operation has run to its end.
    ClientGone,
    /// The request was cancelled: a layer around the operation, such as a timeout, did not wait for its response.
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

//! A dependency as it was written: a function whose value others ask for.

use super::lifespan::{DependencyLife, LifespanDescription};
use super::pending::DependencyProgress;
use super::scope::Scope;
use crate::answer::ErrorDescription;
use crate::lane_rules::Lane;
use crate::parameters::{Gather, ParameterDescription};
use crate::scheme::SchemeDescription;

/// A function whose value path operations and other dependencies take, as [`Depends<name>`](crate::Depends).
///
/// [`#[dependency]`](macro@crate::dependency) implements this on a type with the name of the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a dependency",
    label = "not a dependency",
    note = "name the function that makes the value, not the type of the value: `Depends<get_user>` of `#[dependency] fn get_user() -> User`",
    note = "a function becomes a dependency with `#[dependency]` above it",
    note = "a struct with `#[security]` is taken by itself: `token: {Self}`, or `Option<{Self}>`"
)]
pub trait Dependency: 'static {
    /// Its value: what the function returns, without `Result` and [`Provided`](crate::Provided).
    type Output: Send + 'static;

    /// The lifetime of the value.
    type Life: DependencyLife;

    /// Its description; called at startup.
    fn describe() -> DependencyDescription;

    /// Reads every argument of the function from the request, and runs it at once if that may be. `None`: [`Gather`] holds at least one
    /// problem. A lifespan dependency has nothing to gather in a request.
    fn gather(_: &mut Gather<'_>) -> Option<DependencyProgress> {
        None
    }
}

/// A dependency as it was written.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by `#[dependency]`")]
pub struct DependencyDescription {
    /// The name of the function.
    pub name: &'static str,
    /// `module_path!()` of the function.
    pub module: &'static str,
    /// Its lane.
    pub lane: Lane,
    /// The capacity of a thread lane of its own.
    pub thread_capacity: Option<usize>,
    /// When it is undone, if it is.
    pub scope: Option<Scope>,
    /// The parameters, in the order of the signature.
    pub parameters: Vec<ParameterDescription>,
    /// The errors that it may fail with.
    pub errors: Vec<ErrorDescription>,
    /// Its part of the document, if it is a security scheme.
    pub scheme: Option<SchemeDescription>,
    /// The way in which it is made at the start, if it is a lifespan dependency.
    pub lifespan: Option<LifespanDescription>,
}

//! A lifespan dependency as it was written.

use std::any::{Any, TypeId, type_name};
use std::fmt;
use std::marker::PhantomData;

use super::call::LifespanCall;
use super::inputs::LifespanInputs;
use super::life::ApplicationLife;
use super::value::SharedAny;
use crate::dependencies::Dependency;

/// A dependency whose value is made once, when the application starts.
///
/// [`#[dependency(lifespan)]`](macro@crate::dependency) implements it on a type with the name of the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is made for each request, and a lifespan dependency before the first",
    label = "made for each request",
    note = "a lifespan dependency asks for other lifespan dependencies: write `#[dependency(lifespan)]` above `{Self}`, or ask for it in an operation"
)]
pub trait LifespanDependency: Dependency<Life = ApplicationLife> {
    /// Takes every argument of the function from the values of the start. `None`: a value is missing.
    fn start(inputs: &LifespanInputs<'_>) -> Option<LifespanCall>;
}

/// The facts of a lifespan dependency that startup has to know.
#[derive(Clone, Copy)]
pub struct LifespanDescription {
    /// The key of its value among the values of the start, for those who ask for the dependency.
    pub(crate) key: TypeId,
    /// The type of its value, for those who take it as a state.
    pub(crate) value: TypeId,
    /// The name of that type.
    pub(crate) value_name: &'static str,
    pub(crate) start: fn(&LifespanInputs<'_>) -> Option<LifespanCall>,
    /// Shares a value that a test has made.
    pub(crate) share: fn(Box<dyn Any + Send>) -> Option<SharedAny>,
    /// Its mistakes that are known at startup, beside those of its parameters.
    pub(crate) mistakes: fn() -> Vec<String>,
}

/// A type that nobody can take as a state.
struct ValueKey<D>(PhantomData<fn() -> D>);

impl LifespanDescription {
    pub(super) fn of<D: LifespanDependency>(
        share: fn(Box<dyn Any + Send>) -> Option<SharedAny>,
    ) -> Self {
        Self {
            key: TypeId::of::<ValueKey<D>>(),
            value: TypeId::of::<D::Output>(),
            value_name: type_name::<D::Output>(),
            start: D::start,
            share,
            mistakes: Vec::new,
        }
    }

    /// With mistakes that the compiler does not find.
    #[cfg(feature = "batches")]
    pub(crate) fn with_mistakes(self, mistakes: fn() -> Vec<String>) -> Self {
        Self { mistakes, ..self }
    }
}

impl fmt::Debug for LifespanDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LifespanDescription")
            .field("value", &self.value_name)
            .finish_non_exhaustive()
    }
}

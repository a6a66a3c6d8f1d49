//! The arguments of a lifespan dependency: values of the application, and nothing of a request.

use std::fmt;

use super::declaration::LifespanDependency;
use super::value::SharedAny;
use crate::dependencies::{Depends, ViaDependency};
use crate::parameters::{Declared, Kind, Parameter, ParameterDescription, SlotSource, States};

/// The source of the arguments of a lifespan dependency.
pub struct LifespanInputs<'s> {
    /// For each parameter: where its value is.
    sources: &'s [SlotSource],
    /// The values that have been made so far.
    values: &'s States,
}

/// A type that can be a parameter of a lifespan dependency. Sealed: its methods use types that are not public.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a lifespan dependency or a batch function",
    label = "not there when the application starts",
    note = "a lifespan dependency and a batch function are made before any request: they take `State<..>`, `Depends<..>` of another lifespan dependency, `Batch<..>` and `Stopping`",
    note = "what is read from a request is a parameter of an operation, or of a dependency without `lifespan`"
)]
pub trait LifespanParameter: Sized + Send + 'static {
    /// Its kind.
    fn kind() -> Kind;

    /// The parameter of this value. `None`: the value is of another type.
    fn of_value(value: &SharedAny) -> Option<Self>;
}

/// The way to a `T` at the start: chosen where the generated code names the parameter's type, once.
pub struct LifespanArgument<T> {
    kind: fn() -> Kind,
    of_value: fn(&SharedAny) -> Option<T>,
}

/// The way to get a `T`. The one place where generated code requires [`LifespanParameter`].
pub fn lifespan_argument<T: LifespanParameter>() -> LifespanArgument<T> {
    LifespanArgument {
        kind: T::kind,
        of_value: T::of_value,
    }
}

impl<'s> LifespanInputs<'s> {
    pub(super) fn new(sources: &'s [SlotSource], values: &'s States) -> Self {
        Self { sources, values }
    }

    /// The argument at this place.
    #[cfg(feature = "batches")]
    pub(crate) fn argument<T: LifespanParameter>(&self, place: usize) -> Option<T> {
        T::of_value(self.value(place)?)
    }

    fn value(&self, place: usize) -> Option<&SharedAny> {
        match self.sources.get(place)? {
            SlotSource::State(value) => Some(value),
            SlotSource::StateOfStart(id) => self.values.get(id),
            _ => None,
        }
    }
}

/// The arguments of a function that is called again and again, as a batch function is.
pub struct KeptInputs {
    sources: Vec<SlotSource>,
    none: States,
}

impl LifespanInputs<'_> {
    /// The same, to be kept.
    pub fn keep(&self) -> KeptInputs {
        let values = (0..self.sources.len()).map(|place| match self.value(place) {
            Some(value) => SlotSource::State(value.clone()),
            None => SlotSource::Nothing,
        });
        KeptInputs {
            sources: values.collect(),
            none: States::new(),
        }
    }
}

impl KeptInputs {
    /// The arguments of one call.
    pub fn inputs(&self) -> LifespanInputs<'_> {
        LifespanInputs::new(&self.sources, &self.none)
    }
}

impl<T> Clone for LifespanArgument<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for LifespanArgument<T> {}

impl<T> LifespanArgument<T> {
    /// The parameter with what its name says.
    pub fn declared(self, declared: Declared) -> ParameterDescription {
        ParameterDescription {
            declared,
            kind: (self.kind)(),
        }
    }

    /// The value of the parameter at this place of the signature.
    pub fn gather(self, inputs: &LifespanInputs<'_>, place: usize) -> Option<T> {
        (self.of_value)(inputs.value(place)?)
    }

    /// The argument as the function takes it.
    pub fn settle(self, value: T) -> T {
        value
    }
}

impl<D> LifespanParameter for Depends<D>
where
    D: LifespanDependency,
    D::Output: Sync,
{
    fn kind() -> Kind {
        <Self as Parameter<ViaDependency>>::kind()
    }

    fn of_value(value: &SharedAny) -> Option<Self> {
        Self::of_shared(value)
    }
}

impl fmt::Debug for LifespanInputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LifespanInputs")
    }
}

impl fmt::Debug for KeptInputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptInputs")
    }
}

impl<T> fmt::Debug for LifespanArgument<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LifespanArgument")
    }
}

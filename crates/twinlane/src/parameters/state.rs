//! `State<T>`: a value that all requests share.

use std::any::{TypeId, type_name};
use std::ops::Deref;
use std::sync::Arc;

use super::{Gather, Kind, Parameter, Slot, SlotSource};
use crate::dependencies::{LifespanParameter, SharedAny};

/// A value of the application, from [`App::state`](crate::App::state) or a [lifespan dependency](macro@crate::dependency#lifespan-dependencies).
///
/// If an operation takes a `State` that the application lacks, the application does not start.
///
/// ```
/// use twinlane::prelude::*;
///
/// struct Greeting(&'static str);
///
/// #[get("/")]
/// async fn greet(greeting: State<Greeting>) -> Value {
///     json!({ "message": greeting.0 })
/// }
///
/// let app = App::new().state(Greeting("Hello")).routes(routes![greet]);
/// # let _ = app;
/// ```
#[derive(Debug)]
pub struct State<T>(Arc<T>);

impl<T> State<T> {
    /// Wraps a value, to call a path operation as a plain function, for example in a test.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }

    /// The state of a value whose type is this one; `None` if it is another.
    pub(crate) fn of_any(value: Arc<dyn std::any::Any + Send + Sync>) -> Option<Self>
    where
        T: Send + Sync + 'static,
    {
        value.downcast().ok().map(Self)
    }

    /// Returns the value, to keep it beyond the request.
    pub fn into_inner(self) -> Arc<T> {
        self.0
    }
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The marker of parameters that are state.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaState {}

impl<T: Send + Sync + 'static> Parameter<ViaState> for State<T> {
    fn kind() -> Kind {
        Kind::State {
            id: TypeId::of::<T>(),
            name: type_name::<T>(),
        }
    }

    fn gather(_: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        match &slot.source {
            SlotSource::State(value) => Self::of_any(Arc::clone(value)),
            _ => None,
        }
    }
}

impl<T: Send + Sync + 'static> LifespanParameter for State<T> {
    fn kind() -> Kind {
        <Self as Parameter<ViaState>>::kind()
    }

    fn of_value(value: &SharedAny) -> Option<Self> {
        Arc::clone(value).downcast().ok().map(Self)
    }
}

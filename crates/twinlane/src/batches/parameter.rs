//! `Batch<embed>`: the parameter that asks for a batch function.

use std::any::type_name;
use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::caller::BatchOf;
use crate::dependencies::{DependencyRef, Hold, LifespanDependency, LifespanParameter, SharedAny};
use crate::parameters::{
    Asked, AskedOfNoBatch, Gather, Kind, Parameter, QueueOf, Slot, SlotSource,
};

/// A batch function: [`#[batch]`](macro@crate::batch) implements it on a type with the name of the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no batch function",
    label = "no batch function",
    note = "write `#[batch]` above a function from many to many, `fn {Self}(items: Vec<Item>) -> Vec<Value>`, and ask for it as `Batch<{Self}>`"
)]
pub trait BatchFunction: LifespanDependency {
    /// The type of one item.
    type Item: Send + 'static;
    /// The type of an item's value.
    type Value: Send + 'static;
    /// The type of an item's error. [`Infallible`](std::convert::Infallible): items do not fail.
    type Error: Send + 'static;
    /// The queue for the items of the callers: a [`BatchOf`] of these three types.
    type Queue: Borrow<BatchOf<Self::Item, Self::Value, Self::Error>>
        + Clone
        + Send
        + Sync
        + 'static;
}

/// The items of a batch function: a `Vec`.
#[diagnostic::on_unimplemented(
    message = "a batch function takes its items first, and `{Self}` is no `Vec` of items",
    label = "not a `Vec` of items",
    note = "write `items: Vec<Item>`; an item is `Send` and owns what it has"
)]
pub trait BatchItems {
    /// The type of one item.
    type Item: Send + 'static;
}

impl<T: Send + 'static> BatchItems for Vec<T> {
    type Item = T;
}

/// Calls a batch function: a parameter of operations, dependencies, WebSockets and other batch functions.
///
/// Clones call the same function; a background task can keep one.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
///
/// #[batch(max_size = 32)]
/// fn lengths(texts: Vec<String>) -> Vec<usize> {
///     texts.iter().map(String::len).collect()
/// }
///
/// #[get("/length")]
/// async fn length(text: String, lengths: Batch<lengths>) -> Result<usize> {
///     Ok(lengths.one(text).await?)
/// }
///
/// let client = TestClient::blocking(App::new().routes(routes![length]));
/// assert_eq!(client.get("/length?text=four").send().text(), "4");
/// ```
///
/// [`BatchOf`], to which it dereferences, has the methods. `Q` follows from `B`, and is never written.
pub struct Batch<B, Q = <B as BatchFunction>::Queue>(Q, PhantomData<fn() -> B>);

impl<B: BatchFunction> Batch<B> {
    /// Creates the parameter for calling a function directly: see [`BatchOf::start`].
    pub fn new(queue: B::Queue) -> Self {
        Self(queue, PhantomData)
    }

    fn of_shared(value: &SharedAny) -> Option<Self> {
        Some(Self::new(value.downcast_ref::<B::Queue>()?.clone()))
    }
}

impl<B, Q> Deref for Batch<B, Q> {
    type Target = Q;

    fn deref(&self) -> &Q {
        &self.0
    }
}

impl<B: BatchFunction> Clone for Batch<B> {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

/// The marker of parameters that ask for a batch function.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaBatch {}

impl<B: BatchFunction> Parameter<ViaBatch> for Batch<B> {
    fn kind() -> Kind {
        Kind::Dependency(DependencyRef::of::<B>(Hold::Shared))
    }

    fn gather(_: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        match &slot.source {
            SlotSource::State(value) => Self::of_shared(value),
            _ => None,
        }
    }
}

impl<B, Q> AskedOfNoBatch<Batch<B, Q>, B, Q> for &Asked<Batch<B, Q>> {}

#[diagnostic::do_not_recommend]
impl<B: BatchFunction<Queue = Q>, Q> QueueOf<B> for Q {}

impl<B: BatchFunction> LifespanParameter for Batch<B> {
    fn kind() -> Kind {
        <Self as Parameter<ViaBatch>>::kind()
    }

    fn of_value(value: &SharedAny) -> Option<Self> {
        Self::of_shared(value)
    }
}

impl<B, Q> fmt::Debug for Batch<B, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch<{}>", type_name::<B>())
    }
}

//! A dependency's value that would hide something: an error that nobody sees, a teardown that never runs, a future that nobody awaits.
//!
//! A function's own return type is read by its type ([`return_type`](super::return_type)), so this is about what is left: a second
//! layer, and a generic dependency whose parameter turns out to be such a type. The generated code asks where it names a
//! dependency with all its types; [`hidden_by_name`] is asked at startup, for generic dependencies within generic ones.

use std::any::type_name;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, RwLock};
use std::task::Poll;

use super::declaration::Dependency;
use super::depends::{Depends, DependsMut, Fresh};
use super::lifespan::{DependencyLife, LifespanArgument, SharedForLife};
use super::provided::Provided;
use super::return_type::Probe;
use crate::parameters::Argument;
use crate::public_names::is_of_path;

/// Does not compile for a value that hides something.
pub fn assert_plain_value<V: NoResult + NoProvided + NoFuture + NotHeldAlone>(_: V) {}

/// The value hides nothing.
#[derive(Debug)]
#[non_exhaustive]
pub struct PlainValue;

/// The value is a `Result`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ResultValue;

/// The value is a [`Provided`], or holds one.
#[derive(Debug)]
#[non_exhaustive]
pub struct ProvidedValue;

/// The value is a future.
#[derive(Debug)]
#[non_exhaustive]
pub struct FutureValue;

/// The value is that of a lifespan dependency, which a function would have for itself.
#[derive(Debug)]
#[non_exhaustive]
pub struct ApplicationValue;

/// That a value is no `Result`.
#[diagnostic::on_unimplemented(
    message = "the value of this dependency is a `Result`, and nobody would see its error",
    label = "the value is a `Result`",
    note = "return one `Result`, of the value or of a `Provided`: `Result<T, E>`, `Result<Provided<T>, E>`",
    note = "a generic dependency whose return type names its parameter spells it `Result<..>`: neither an alias nor the parameter can stand for it"
)]
pub trait NoResult {}

/// That a value holds no [`Provided`].
#[diagnostic::on_unimplemented(
    message = "the value of this dependency is or holds a `Provided`, which would never be undone",
    label = "the value is or holds a `Provided`",
    note = "return the `Provided` itself: `Provided<T>`, `Result<Provided<T>, E>`, or `Provided<Option<T>>`",
    note = "a generic dependency whose return type names its parameter spells it `Provided<..>`: neither an alias nor the parameter can stand for it"
)]
pub trait NoProvided {}

/// That a value is no future.
#[diagnostic::on_unimplemented(
    message = "the value of this dependency is a future, and nobody would await it",
    label = "the value is a future",
    note = "declare the function `async fn`, with the future's output as its return type",
    note = "where the future itself is the value, return a struct that holds it"
)]
pub trait NoFuture {}

/// That a value of all requests is not had by one function alone.
#[diagnostic::on_unimplemented(
    message = "the value of a lifespan dependency is there before the first request, and all requests share it",
    label = "take it as `Depends<..>`",
    note = "`DependsMut` and `Fresh` borrow a value that is made for the request: what changes in a shared value is in a `Mutex` or the like",
    note = "an application whose lifespan dependency fails does not start, so that there is nothing to do without: its value may be an `Option`"
)]
pub trait NotHeldAlone {}

macro_rules! values {
    ($($value:ident: $($hides_not:ident),*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl $hides_not for $value {}
    )*)*};
}

values! {
    PlainValue: NoResult, NoProvided, NoFuture, NotHeldAlone;
    ResultValue: NoProvided, NoFuture, NotHeldAlone;
    ProvidedValue: NoResult, NoFuture, NotHeldAlone;
    FutureValue: NoResult, NoProvided, NotHeldAlone;
    ApplicationValue: NoResult, NoProvided, NoFuture;
}

/// The values of all types that nothing else is known of.
pub trait PlainProbe {
    /// The value hides nothing.
    fn __value(&self) -> PlainValue {
        PlainValue
    }
}

// For `&Probe`: `(&probe).__value()` looks there last.
impl<R> PlainProbe for &Probe<R> {}

/// The values that are futures.
pub trait FutureProbe {
    /// The value is a future.
    fn __value(&self) -> FutureValue {
        FutureValue
    }
}

// A trait's, since an inherent method for all futures would overlap with the others.
impl<F: Future> FutureProbe for Probe<F> {}

/// The pairs whose second value is a [`Provided`]: an inherent method would overlap with the one for the first.
pub trait PairProbe {
    /// The value holds a `Provided`.
    fn __value(&self) -> ProvidedValue {
        ProvidedValue
    }
}

impl<T, S, Other> PairProbe for Probe<(Other, Provided<T, S>)> {}

impl<T, S, Other> Probe<(Provided<T, S>, Other)> {
    /// The value holds a [`Provided`].
    pub fn __value(&self) -> ProvidedValue {
        ProvidedValue
    }
}

impl<T, E> Probe<Result<T, E>> {
    /// The value is a `Result`.
    pub fn __value(&self) -> ResultValue {
        ResultValue
    }
}

impl<T> Probe<SharedForLife<T>> {
    /// A function would have it for itself.
    pub fn __value(&self) -> ApplicationValue {
        ApplicationValue
    }
}

macro_rules! holds_provided {
    ($($holder:ty),*) => {$(
        impl<T, S> Probe<$holder> {
            /// The value is or holds a [`Provided`].
            pub fn __value(&self) -> ProvidedValue {
                ProvidedValue
            }
        }
    )*};
}

holds_provided!(
    Provided<T, S>,
    Option<Provided<T, S>>,
    Vec<Provided<T, S>>,
    Box<Provided<T, S>>,
    Arc<Provided<T, S>>,
    Mutex<Provided<T, S>>,
    RwLock<Provided<T, S>>,
    Poll<Provided<T, S>>,
    (Provided<T, S>,)
);

impl<T, S, E> Probe<Option<Result<Provided<T, S>, E>>> {
    /// The value holds a [`Provided`].
    pub fn __value(&self) -> ProvidedValue {
        ProvidedValue
    }
}

impl<T, S, const N: usize> Probe<[Provided<T, S>; N]> {
    /// The value holds a [`Provided`].
    pub fn __value(&self) -> ProvidedValue {
        ProvidedValue
    }
}

impl<K, T, S, H> Probe<HashMap<K, Provided<T, S>, H>> {
    /// The value holds a [`Provided`].
    pub fn __value(&self) -> ProvidedValue {
        ProvidedValue
    }
}

/// The parameters that ask for no dependency.
pub trait NoDependencyProbe {
    /// No value.
    fn __dependency_value(&self) -> Probe<()> {
        Probe::NEW
    }
}

impl<T> NoDependencyProbe for Argument<T> {}
impl<T> NoDependencyProbe for LifespanArgument<T> {}
impl<P> NoDependencyProbe for EffectProbe<P> {}

/// Asks for the value of a name in a list of dependencies for their effect.
#[derive(Debug)]
pub struct EffectProbe<P>(Probe<P>);

impl<P> EffectProbe<P> {
    /// The effect of this name.
    pub const NEW: Self = Self(Probe::NEW);
}

macro_rules! asks_for {
    ($($asking:ty),*) => {$(
        impl<D: Dependency> $asking {
            /// The value that is asked for.
            pub fn __dependency_value(&self) -> Probe<D::Output> {
                Probe::NEW
            }
        }
    )*};
}

asks_for!(
    Argument<Depends<D>>,
    LifespanArgument<Depends<D>>,
    EffectProbe<D>
);

/// The parameters that have a value for themselves, or that can do without it.
macro_rules! asks_for_own {
    ($($asking:ty),*) => {$(
        impl<D: Dependency> $asking {
            /// The value that is asked for.
            pub fn __dependency_value(&self) -> Probe<OwnValue<D>> {
                Probe::NEW
            }
        }
    )*};
}

asks_for_own!(
    Argument<DependsMut<D>>,
    Argument<Fresh<D>>,
    Argument<Option<Depends<D>>>
);

/// The value of a dependency, if it is no lifespan dependency.
type OwnValue<D> = <<D as Dependency>::Life as DependencyLife>::Own<<D as Dependency>::Output>;

impl<D: Dependency, E> Argument<Result<Depends<D>, E>> {
    /// The value that is asked for.
    pub fn __dependency_value(&self) -> Probe<OwnValue<D>> {
        Probe::NEW
    }
}

/// Says what a type of this name hides as the value of a dependency. A `Result` deeper within it is seen by whoever asks for the value.
pub(crate) fn hidden_by_name(name: &str) -> Option<&'static str> {
    let is_of = |example: &str| generic_part(name) == generic_part(example);
    let mut paths = paths_in(name);
    if is_of(type_name::<Result<(), ()>>()) {
        Some("is a `Result`, and nobody would see its error")
    } else if paths.any(|path| Some(path) == generic_part(type_name::<Provided<(), ()>>())) {
        Some("is or holds a `Provided`, which would never be undone")
    } else {
        None
    }
}

/// The path of a type, without its arguments.
fn generic_part(name: &str) -> Option<&str> {
    name.split_once('<').map(|(path, _)| path)
}

/// The paths of all types in the name of a type, without their arguments. They are the compiler's: neither an alias nor a generic
/// parameter is among them.
pub(super) fn paths_in(name: &str) -> impl Iterator<Item = &str> {
    let parts = name.split(|c| !is_of_path(c));
    parts.filter(|part| part.contains("::"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependencies::AfterResponse;

    enum Own<T> {
        Value(T),
    }

    fn hides<T>() -> bool {
        hidden_by_name(type_name::<T>()).is_some()
    }

    #[test]
    fn a_result_and_a_provided_are_known_by_the_names_of_their_types() {
        assert!(hides::<std::io::Result<()>>());
        assert!(!hides::<()>());
        assert!(!hides::<Own<u8>>());
        assert!(matches!(Own::Value(1), Own::Value(1)));
    }

    #[test]
    fn a_result_within_a_value_is_seen_by_who_asks_for_it() {
        assert!(!hides::<Option<Result<u8, ()>>>());
        assert!(!hides::<(Result<u8, ()>, Option<u8>)>());
        assert!(!hides::<[Result<u8, ()>; 1]>());
        assert!(!hides::<Own<Result<u8, ()>>>());
    }

    #[test]
    fn a_provided_is_known_wherever_it_is_in_a_name() {
        assert!(hides::<Provided<u8, AfterResponse>>());
        assert!(hides::<Option<Result<Provided<u8>, ()>>>());
        assert!(hides::<(u8, u8, Provided<u8>)>());
        assert!(hides::<[Provided<u8>; 2]>());
        assert!(hides::<&'static [Option<Provided<u8>>]>());
        assert!(hides::<HashMap<u8, Provided<u8>>>());
        assert!(hides::<Own<Provided<u8>>>());
    }
}

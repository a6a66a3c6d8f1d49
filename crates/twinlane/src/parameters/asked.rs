//! The way to get an argument, by what its type is. A type that a slip of the pen leads to has an error of its own.
//!
//! Generated code calls `(&&&&Asked::<T>::NEW).__argument()`. The compiler looks for the method with four references first, then with three and
//! so on, and takes the first that fits the type: the mistakes come behind what is right, and before what nothing is known of. Each method
//! requires what its type lacks, so that the compiler says the words of that trait, once, at the place of the type.

use std::marker::PhantomData;

use super::{Argument, LentParameter, Parameter, argument, lent_argument};
use crate::dependencies::{Dependency, Depends, DependsMut, Fresh};
use crate::errors::Error;

/// The type of a parameter, as it is written.
#[derive(Debug)]
pub struct Asked<T>(PhantomData<fn() -> T>);

impl<T> Asked<T> {
    /// The type.
    pub const NEW: Self = Self(PhantomData);
}

/// The type of a parameter.
pub const fn asked<T>() -> Asked<T> {
    Asked::NEW
}

/// The types that are parameters.
pub trait AskedWell<T, Via> {
    /// The way to get it.
    fn __argument(&self) -> Argument<T>;
}

impl<T: Parameter<Via>, Via> AskedWell<T, Via> for &&&Asked<T> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is no function but a constant")]
    fn __argument(&self) -> Argument<T> {
        argument()
    }
}

/// The dependencies that are named without `Depends`.
pub trait AskedByName<T, D> {
    /// Does not compile.
    fn __argument(&self) -> Argument<T>
    where
        D: NoDependency,
    {
        unreached()
    }
}

impl<D: Dependency> AskedByName<D, D> for &&Asked<D> {}
impl<D: Dependency> AskedByName<Option<D>, D> for &&Asked<Option<D>> {}

/// The dependencies whose values cannot be shared.
pub trait AskedUnshared<T, D: Dependency> {
    /// Does not compile.
    fn __argument(&self) -> Argument<T>
    where
        D::Output: SharedValue<D>,
    {
        unreached()
    }
}

impl<D: Dependency> AskedUnshared<Depends<D>, D> for &&Asked<Depends<D>> {}
impl<D: Dependency> AskedUnshared<Option<Depends<D>>, D> for &&Asked<Option<Depends<D>>> {}
impl<D: Dependency> AskedUnshared<Result<Depends<D>, Error>, D>
    for &&Asked<Result<Depends<D>, Error>>
{
}

/// The values of what is no dependency, which the compiler has said where the type is written, and of a dependency that has others.
pub trait AskedOfNone<T, D, V> {
    /// Does not compile.
    fn __argument(&self) -> Argument<T>
    where
        V: MadeBy<D>,
    {
        unreached()
    }
}

impl<D, T> AskedOfNone<Depends<D, T>, D, T> for &Asked<Depends<D, T>> {}
impl<D, T> AskedOfNone<Option<Depends<D, T>>, D, T> for &Asked<Option<Depends<D, T>>> {}
impl<D, T> AskedOfNone<Result<Depends<D, T>, Error>, D, T>
    for &Asked<Result<Depends<D, T>, Error>>
{
}
impl<D, T> AskedOfNone<DependsMut<D, T>, D, T> for &Asked<DependsMut<D, T>> {}
impl<D, T> AskedOfNone<Fresh<D, T>, D, T> for &Asked<Fresh<D, T>> {}

/// The queues of what is no batch function, which the compiler has said where the type is written.
pub trait AskedOfNoBatch<T, B, Q> {
    /// Does not compile.
    fn __argument(&self) -> Argument<T>
    where
        Q: QueueOf<B>,
    {
        unreached()
    }
}

/// All other types.
pub trait AskedUnknown<T> {
    /// Does not compile.
    fn __argument<Via>(&self) -> Argument<T>
    where
        T: Parameter<Via>,
    {
        argument()
    }
}

impl<T> AskedUnknown<T> for Asked<T> {}

/// The types that a function can have as `&mut`.
pub trait LentWell<T, Via> {
    /// The way to get it.
    fn __lent_argument(&self) -> Argument<T>;
}

impl<T: LentParameter<Via>, Via> LentWell<T, Via> for &&Asked<T> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is no function but a constant")]
    fn __lent_argument(&self) -> Argument<T> {
        lent_argument()
    }
}

/// The dependencies that are named without `DependsMut`.
pub trait LentByName<D> {
    /// Does not compile.
    fn __lent_argument(&self) -> Argument<D>
    where
        D: NoDependency,
    {
        unreached()
    }
}

impl<D: Dependency> LentByName<D> for &Asked<D> {}

/// All other types.
pub trait LentUnknown<T> {
    /// Does not compile.
    fn __lent_argument<Via>(&self) -> Argument<T>
    where
        T: LentParameter<Via>,
    {
        lent_argument()
    }
}

impl<T> LentUnknown<T> for Asked<T> {}

/// That a value is the one of a dependency.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the value of the dependency `{D}`: write `Depends<{D}>` alone, which knows its value",
    label = "write `Depends<{D}>`"
)]
pub trait MadeBy<D> {}

#[diagnostic::do_not_recommend]
impl<D: Dependency<Output = T>, T> MadeBy<D> for T {}

/// That a queue is the one of a batch function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the queue of the batch function `{B}`: write `Batch<{B}>` alone, which knows its queue",
    label = "write `Batch<{B}>`"
)]
pub trait QueueOf<B> {}

/// That the name of a parameter's type is not that of a dependency.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a dependency: a parameter asks for its value as `Depends<{Self}>`",
    label = "write `Depends<{Self}>`",
    note = "`DependsMut<{Self}>` borrows the value as `&mut`, and `Option<Depends<{Self}>>` does without it where it fails"
)]
pub trait NoDependency {}

// So that the compiler does not propose to implement it.
#[diagnostic::do_not_recommend]
impl NoDependency for std::convert::Infallible {}

/// That many can have a value at once.
#[diagnostic::on_unimplemented(
    message = "the value of the dependency `{D}` is not `Sync`, so it cannot be shared: take it as `DependsMut<{D}>`",
    label = "write `DependsMut<{D}>`",
    note = "`Depends` shares one value among all who ask in a request, and `DependsMut` lends it to one at a time",
    note = "or make the value `Sync`: a `Mutex` in the place of a `Cell` or `RefCell`, an `Arc` in the place of an `Rc`"
)]
pub trait SharedValue<D> {}

#[diagnostic::do_not_recommend]
impl<T: Sync, D> SharedValue<D> for T {}

/// Stands in for a way that there is not.
fn unreached<T>() -> Argument<T> {
    unreachable!("what leads here does not compile")
}

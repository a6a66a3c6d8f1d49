//! The way to answer, by what the return type is. A type that a slip of the pen leads to has an error of its own.
//!
//! Generated code calls `(&&&&&Returned::<T>::NEW).__answer()`, as it asks for arguments ([`Asked`](crate::parameters::Asked)).

use std::marker::PhantomData;

use http::StatusCode;

use super::result::Failure;
use super::{Answer, Respond, answer};

/// A return type, as it is written.
#[derive(Debug)]
pub struct Returned<T>(PhantomData<fn() -> T>);

impl<T> Returned<T> {
    /// The type.
    pub const NEW: Self = Self(PhantomData);
}

/// The types that are responses.
pub trait ReturnedWell<T, Via> {
    /// The way to answer.
    fn __answer(&self) -> Answer<T>;
}

impl<T: Respond<Via>, Via> ReturnedWell<T, Via> for &&&&Returned<T> {
    #[inline]
    fn __answer(&self) -> Answer<T> {
        answer()
    }
}

/// The pairs with the status in the second place.
pub trait ReturnedReversed<T, Body> {
    /// Does not compile.
    fn __answer(&self) -> Answer<T>
    where
        StatusCode: StandsSecond<Body>,
    {
        unreached()
    }
}

impl<B> ReturnedReversed<(B, StatusCode), B> for &&&Returned<(B, StatusCode)> {}
impl<B, E> ReturnedReversed<Result<(B, StatusCode), E>, B>
    for &&&Returned<Result<(B, StatusCode), E>>
{
}

/// The results whose errors are boxed.
pub trait ReturnedBoxed<T, E: ?Sized> {
    /// Does not compile.
    fn __answer<Via>(&self) -> Answer<Result<T, Box<E>>>
    where
        T: Respond<Via>,
        Box<E>: UnboxedFailure<T>,
    {
        unreached()
    }
}

impl<T, E: ?Sized> ReturnedBoxed<T, E> for &&Returned<Result<T, Box<E>>> {}

/// All other results: the value and the error are looked at each by itself.
pub trait ReturnedResult<T, E> {
    /// Does not compile.
    fn __answer<Via>(&self) -> Answer<Result<T, E>>
    where
        T: Respond<Via>,
        E: Failure,
    {
        answer()
    }
}

impl<T, E> ReturnedResult<T, E> for &Returned<Result<T, E>> {}

/// All other types.
pub trait ReturnedUnknown<T> {
    /// Does not compile.
    fn __answer<Via>(&self) -> Answer<T>
    where
        T: Respond<Via>,
    {
        answer()
    }
}

impl<T> ReturnedUnknown<T> for Returned<T> {}

/// That a status may stand behind the response.
#[diagnostic::on_unimplemented(
    message = "the status comes before the response: write `(StatusCode, {Body})`",
    label = "write `(StatusCode, {Body})`",
    note = "a status that is always the same is an option: `#[post(\"/items\", status = 201)]`"
)]
pub trait StandsSecond<Body> {}

/// That a boxed error is one that can be answered.
#[diagnostic::on_unimplemented(
    message = "a boxed error cannot be the error of a path operation: write `-> twinlane::Result<{T}>`",
    label = "write `twinlane::Result<{T}>`",
    note = "its error is `twinlane::Error`, which `?` makes of any error; clients get a 500, and the log the error",
    note = "an error with a status is an `HttpError`, or an enum with `#[derive(ApiError)]`"
)]
pub trait UnboxedFailure<T> {}

// So that the compiler does not propose to implement them.
#[diagnostic::do_not_recommend]
impl StandsSecond<std::convert::Infallible> for std::convert::Infallible {}
#[diagnostic::do_not_recommend]
impl<T, F: Failure> UnboxedFailure<T> for F {}

/// Stands in for a way that there is not.
fn unreached<T>() -> Answer<T> {
    unreachable!("what leads here does not compile")
}

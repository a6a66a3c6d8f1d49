//! The return type of a batch function: one result for each item, by its type and not by its spelling.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::dependencies::copy_error;
use crate::errors::{Error, InternalError};

/// Asks what a return type is: see [`Probe`](crate::dependencies::Probe), which does the same for dependencies.
#[derive(Debug)]
pub struct BatchProbe<R>(PhantomData<fn() -> R>);

/// The answers for all types without an inherent constant.
pub trait BatchProbeDefault {
    /// True if the whole batch may fail: a `Result`.
    const WHOLE: bool = false;
    /// True if each item may fail: a `Vec` of `Result`s.
    const EACH: bool = false;
}

impl<R> BatchProbeDefault for BatchProbe<R> {}

impl<T, E> BatchProbe<Result<T, E>> {
    /// It may.
    pub const WHOLE: bool = true;
}

impl<T, E> BatchProbe<Vec<Result<T, E>>> {
    /// It may.
    pub const EACH: bool = true;
}

impl<T, E, W> BatchProbe<Result<Vec<Result<T, E>>, W>> {
    /// It may.
    pub const EACH: bool = true;
}

/// The kind of a batch function's return type.
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchCase<const WHOLE: bool, const EACH: bool>;

/// The results of a batch function.
#[diagnostic::on_unimplemented(
    message = "`{R}` cannot be the return type of a batch function",
    label = "not one result for each item",
    note = "a batch function returns one result for each item, in their order: `Vec<T>`, `Vec<Result<T>>` or `Result<Vec<T>>`"
)]
pub trait BatchReturn<R> {
    /// The value of an item.
    type Value: Send + 'static;
    /// The error of an item.
    type Error: Send + 'static;

    /// The result of each of `number` items.
    fn results(returned: R, number: usize) -> Vec<Result<Self::Value, Self::Error>>;
}

impl<T: Send + 'static> BatchReturn<Vec<T>> for BatchCase<false, false> {
    type Value = T;
    type Error = Infallible;

    fn results(returned: Vec<T>, _: usize) -> Vec<Result<T, Infallible>> {
        returned.into_iter().map(Ok).collect()
    }
}

impl<T: Send + 'static, E: Send + 'static> BatchReturn<Vec<Result<T, E>>>
    for BatchCase<false, true>
{
    type Value = T;
    type Error = E;

    fn results(returned: Vec<Result<T, E>>, _: usize) -> Vec<Result<T, E>> {
        returned
    }
}

impl<T: Send + 'static, E: InternalError> BatchReturn<Result<Vec<T>, E>>
    for BatchCase<true, false>
{
    type Value = T;
    type Error = Error;

    fn results(returned: Result<Vec<T>, E>, number: usize) -> Vec<Result<T, Error>> {
        match returned {
            Ok(values) => values.into_iter().map(Ok).collect(),
            Err(error) => for_each(error, number),
        }
    }
}

impl<T: Send + 'static, E: InternalError, W: InternalError>
    BatchReturn<Result<Vec<Result<T, E>>, W>> for BatchCase<true, true>
{
    type Value = T;
    type Error = Error;

    fn results(returned: Result<Vec<Result<T, E>>, W>, number: usize) -> Vec<Result<T, Error>> {
        match returned {
            Ok(results) => {
                let results = results.into_iter();
                results
                    .map(|result| result.map_err(E::into_error))
                    .collect()
            }
            Err(error) => for_each(error, number),
        }
    }
}

/// The error of the whole batch, for each of its items.
fn for_each<T, E: InternalError>(error: E, number: usize) -> Vec<Result<T, Error>> {
    let error = Arc::new(error.into_error());
    (0..number).map(|_| Err(copy_error(&error))).collect()
}

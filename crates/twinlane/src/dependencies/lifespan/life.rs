//! The lifetime of the value of a dependency, as a type.

use std::marker::PhantomData;

/// The lifetime of a dependency's value: a request, or the application.
pub trait DependencyLife: 'static {
    /// The value for `DependsMut` and `Fresh`; a lifespan dependency has none, so these do not compile.
    type Own<T>;
}

/// The life of a value that is made for each request.
#[derive(Debug)]
#[non_exhaustive]
pub enum RequestLife {}

/// The life of a value that is made when the application starts.
#[derive(Debug)]
#[non_exhaustive]
pub enum ApplicationLife {}

/// A value of all requests, where one function would have it for itself, or do without it: that does not compile.
#[derive(Debug)]
pub struct SharedForLife<T>(PhantomData<fn() -> T>);

impl DependencyLife for RequestLife {
    type Own<T> = T;
}

impl DependencyLife for ApplicationLife {
    type Own<T> = SharedForLife<T>;
}

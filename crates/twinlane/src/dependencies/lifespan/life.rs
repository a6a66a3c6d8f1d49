//! The lifetime of the value of a dependency, as a type.

use std::marker::PhantomData;

/// The life of a dependency's value: that of a request, or that of the application.
pub trait DependencyLife: 'static {
    /// A value that one function has for itself, or that must not be had so.
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

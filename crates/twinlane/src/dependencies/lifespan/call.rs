//! The call of a lifespan dependency: its function with its arguments, in its lane.

use std::future::Future;

use super::value::LifespanValue;
use crate::call::Call;
use crate::errors::Result;

/// The call of a lifespan dependency, on its way to a lane. `supply` makes the value of what the function returns.
#[derive(Debug)]
pub struct LifespanCall(pub(super) Call<Result<LifespanValue>>);

impl LifespanCall {
    /// The call of an `async fn`.
    pub fn on_loop<F: Future + Send + 'static>(
        function: F,
        supply: impl FnOnce(F::Output) -> Result<LifespanValue> + Send + 'static,
    ) -> Self {
        Self(Call::on_loop(async move { supply(function.await) }))
    }

    /// The call of a plain `fn`.
    pub fn in_thread<R>(
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(R) -> Result<LifespanValue> + Send + 'static,
    ) -> Self {
        Self(Call::in_thread(move || supply(function())))
    }

    /// The call of a plain `fn` that keeps a processor busy.
    pub fn on_a_core<R>(
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(R) -> Result<LifespanValue> + Send + 'static,
    ) -> Self {
        Self(Call::on_a_core(move || supply(function())))
    }

    /// The call of a plain `fn` that is known to be short.
    pub fn in_place<R>(
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(R) -> Result<LifespanValue> + Send + 'static,
    ) -> Self {
        Self(Call::in_place(move || supply(function())))
    }
}

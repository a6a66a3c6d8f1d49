//! Results of functions in threads, kept for a request that may be given up.
//!
//! A thread cannot be stopped. When its request is given up (`cancel_on_disconnect`), the function goes on, holds the values that it was
//! given, and may make another. Its result is kept here, so that the request finds it: it waits for its threads, and then undoes everything
//! in order.

use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use twinlane_lanes::{Guard, InFlight, Panicked};

use super::provision::Running;
use super::supply::{Supplied, Supplying};
use crate::call::{Call, Work};

/// A dependency, and what its function has made.
pub(super) type Result = (Running, std::result::Result<Supplying, Panicked>);

/// The results of one request. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(super) struct ThreadResults {
    running: InFlight,
    results: Arc<Mutex<Vec<Result>>>,
}

/// Keeps the results of one trip to a thread, which is waited for until this is dropped.
#[derive(Debug)]
pub(super) struct Keeper {
    results: Arc<Mutex<Vec<Result>>>,
    _running: Guard,
}

impl ThreadResults {
    pub(super) fn keeper(&self) -> Keeper {
        Keeper {
            results: Arc::clone(&self.results),
            _running: self.running.track(),
        }
    }

    /// The results kept so far.
    pub(super) fn take(&self) -> Vec<Result> {
        take(&mut *self.results.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// All results, when no function runs any more.
    pub(super) async fn when_all_ended(&self) -> Vec<Result> {
        self.running.wait_idle().await;
        self.take()
    }
}

impl Keeper {
    pub(super) fn keep(self, results: Vec<Result>) {
        let mut kept = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(results);
    }
}

/// The call of one dependency, whose result is kept where it is made in a thread.
pub(super) fn keeping(
    of: &Running,
    call: Call<Supplying>,
    keeper: impl FnOnce() -> Keeper,
) -> Call<Supplying> {
    in_threads(call, keeper, |keeper, function| {
        let of = of.clone();
        Box::new(move || {
            let made = function();
            keeper.keep(vec![(of, Ok(made))]);
            Ok(Supplied::default())
        })
    })
}

/// The call of the operation, which is waited for where it runs in a thread.
pub(super) fn waited_for<R: Send + 'static>(
    call: Call<R>,
    keeper: impl FnOnce() -> Keeper,
) -> Call<R> {
    in_threads(call, keeper, |keeper, function| {
        Box::new(move || {
            let output = function();
            drop(keeper);
            output
        })
    })
}

type Function<R> = Box<dyn FnOnce() -> R + Send>;

fn in_threads<R: Send + 'static>(
    call: Call<R>,
    keeper: impl FnOnce() -> Keeper,
    run: impl FnOnce(Keeper, Function<R>) -> Function<R>,
) -> Call<R> {
    Call::of_work(match call.into_work() {
        Work::Thread(function) => Work::Thread(run(keeper(), function)),
        Work::Cpu(function) => Work::Cpu(run(keeper(), function)),
        other @ (Work::Loop(_) | Work::InPlace(_)) => other,
    })
}

//! The start of a dependency's call: at once, as its arguments have been gathered, or left for its turn.

use std::future::Future;
use std::mem::take;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};

use pin_project_lite::pin_project;
use twinlane_lanes::{Panicked, poll_labelled, run_labelled};

use super::gather::RequestDependencies;
use super::pending::{CallState, DependencyProgress};
use super::plan::PlannedNode;
use super::value_slot::ValueSlot;
use super::value_target::{CallResult, ValueTarget};
use crate::answer::Answered;
use crate::call::{Call, CallFunction};
use crate::errors::Error;
use crate::parameters::Gather;

/// The dependency whose arguments have been gathered, on its way to a call.
///
/// `supply` puts the value that its function returns into its target.
#[derive(Debug)]
pub struct DependencyCall<'g, 'r> {
    node: &'r PlannedNode,
    dependencies: &'g mut RequestDependencies<'r>,
}

impl<'g, 'r> DependencyCall<'g, 'r> {
    /// That of the dependency whose arguments are in `cx`.
    #[inline]
    pub fn of(cx: &'g mut Gather<'r>) -> Option<Self> {
        Some(Self {
            node: cx.node()?,
            dependencies: cx.request_dependencies.as_mut()?,
        })
    }

    /// The call of an `async fn`: polled at once if all before it have their values.
    pub fn on_loop<F, S>(self, function: F, supply: S) -> DependencyProgress
    where
        F: Future + Send + 'static,
        S: Fn(ValueTarget<'_>, F::Output) -> CallResult + Send + 'static,
    {
        let mut future = Box::pin(SupplyFuture::new(function, supply));
        if let Some(waker) = self.dependencies.eager_waker() {
            let this = future.as_mut().project();
            let started = (this.function, &*this.supply);
            if let Some(progress) = poll_once(started, (self.node, self.dependencies), waker) {
                return progress;
            }
            *this.was_polled = true;
        }
        *future.as_mut().project().slot = Some(self.dependencies.reserve_slot(self.node));
        DependencyProgress::pending(CallState::Ready(Call::Loop(future)))
    }

    /// As [`on_loop`](Self::on_loop), of an `async fn` that awaits nothing: its one poll needs no memory that outlives it.
    pub fn on_loop_at_once<F, S>(self, function: F, supply: S) -> DependencyProgress
    where
        F: Future + Send + 'static,
        S: Fn(ValueTarget<'_>, F::Output) -> CallResult + Send + 'static,
    {
        let Some(waker) = self.dependencies.eager_waker() else {
            return self.on_loop(function, supply);
        };
        let started = (pin!(function), &supply);
        let polled = poll_once(started, (self.node, self.dependencies), waker);
        polled.unwrap_or_else(unexpected_wait)
    }

    /// The call of a plain `fn`.
    pub fn in_thread<R>(
        self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(ValueTarget<'_>, R) -> CallResult + Send + 'static,
    ) -> DependencyProgress {
        self.pending(Call::Thread, function, supply)
    }

    /// The call of a plain `fn` that keeps a processor busy.
    pub fn on_a_core<R>(
        self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(ValueTarget<'_>, R) -> CallResult + Send + 'static,
    ) -> DependencyProgress {
        self.pending(Call::Cpu, function, supply)
    }

    /// The call of a plain `fn` that is known to be short: run at once if all before it have their values.
    pub fn in_place<R>(
        self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(ValueTarget<'_>, R) -> CallResult + Send + 'static,
    ) -> DependencyProgress {
        if self.dependencies.eager_waker().is_none() {
            return self.pending(Call::InPlace, function, supply);
        }
        let target = self.dependencies.new_target(self.node);
        let run = || run_labelled(self.node.site.label(), || supply(target, function()));
        let result = Panicked::catch(run);
        self.dependencies.finish(self.node, result)
    }

    /// Leaves a plain function for its turn.
    fn pending<R>(
        self,
        lane: fn(CallFunction<CallResult>) -> Call<CallResult>,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(ValueTarget<'_>, R) -> CallResult + Send + 'static,
    ) -> DependencyProgress {
        let slot = self.dependencies.reserve_slot(self.node);
        let function = move || supply(ValueTarget::reserved(slot), function());
        DependencyProgress::pending(CallState::Ready(lane(Box::new(function))))
    }
}

pin_project! {
    /// An `async fn`, with the way of its value to a slot.
    struct SupplyFuture<F, S> {
        #[pin]
        function: F,
        supply: S,
        slot: Option<ValueSlot>,
        was_polled: bool,
    }
}

impl<F: Future, S: Fn(ValueTarget<'_>, F::Output) -> CallResult> SupplyFuture<F, S> {
    fn new(function: F, supply: S) -> Self {
        Self {
            function,
            supply,
            slot: None,
            was_polled: false,
        }
    }
}

/// The first poll of an `async fn`, before anybody asks for the value. `None`: it has to be waited for.
fn poll_once<F: Future>(
    (function, supply): (
        Pin<&mut F>,
        &impl Fn(ValueTarget<'_>, F::Output) -> CallResult,
    ),
    (node, dependencies): (&PlannedNode, &mut RequestDependencies<'_>),
    waker: &Waker,
) -> Option<DependencyProgress> {
    let target = dependencies.new_target(node);
    let polled = Panicked::catch(|| {
        poll_labelled(node.site.label(), || {
            let returned = function.poll(&mut Context::from_waker(waker));
            returned.map(|returned| supply(target, returned))
        })
    });
    match polled {
        Ok(Poll::Ready(result)) => Some(dependencies.finish(node, Ok(result))),
        Ok(Poll::Pending) => None,
        Err(panicked) => Some(dependencies.finish(node, Err(panicked))),
    }
}

impl<F: Future, S: Fn(ValueTarget<'_>, F::Output) -> CallResult> Future for SupplyFuture<F, S> {
    type Output = CallResult;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<CallResult> {
        let this = self.project();
        // The task polls it again at once, while nothing has changed: what it waits for wakes the task.
        if take(this.was_polled) {
            return Poll::Pending;
        }
        let returned = ready!(this.function.poll(task));
        let slot = this.slot.take().unwrap_or_else(ValueSlot::none);
        Poll::Ready((this.supply)(ValueTarget::reserved(slot), returned))
    }
}

/// The error of a macro that is known not to await, and has turned out to be another of its name.
#[cold]
fn unexpected_wait() -> DependencyProgress {
    let error = Error::msg(
        "a dependency awaits within a macro that has the name of one that does not: give it another name",
    );
    let failed = Ok(Err(Box::new(Answered::failed(error))));
    DependencyProgress::pending(CallState::Done(failed))
}

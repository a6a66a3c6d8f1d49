//! What the function of a dependency gives, and where it begins: as its arguments are gathered, if it may.

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
use super::value_target::{CallExtras, CallResult, Target, ValueTarget};
use crate::answer::Answered;
use crate::call::{Call, CallFunction};
use crate::error::Error;
use crate::parameter::Gather;

/// The calls of functions with their arguments. `supply` puts what a function returns where it goes.
impl Gather<'_> {
    /// The call of an `async fn`: polled at once where all before it have their values.
    pub fn on_loop<F, S>(&mut self, function: F, supply: S) -> Option<DependencyProgress>
    where
        F: Future + Send + 'static,
        S: Fn(ValueTarget<'_>, F::Output) -> CallResult + Send + 'static,
    {
        let (node, dependencies) = self.current_dependency()?;
        let mut supply_future = Box::pin(SupplyFuture::new(function, supply));
        if let Some(waker) = dependencies.eager_waker() {
            let polled = supply_future.as_mut().poll_once(node, dependencies, waker);
            if polled.is_some() {
                return polled;
            }
        }
        *supply_future.as_mut().project().slot = Some(dependencies.reserve_slot(node));
        Some(DependencyProgress::pending(Call::Loop(supply_future)))
    }

    /// As [`on_loop`](Self::on_loop), of an `async fn` that awaits nothing: its one poll needs no place that outlives it.
    pub fn on_loop_at_once<F, S>(&mut self, function: F, supply: S) -> Option<DependencyProgress>
    where
        F: Future + Send + 'static,
        S: Fn(ValueTarget<'_>, F::Output) -> CallResult + Send + 'static,
    {
        let (node, dependencies) = self.current_dependency()?;
        let Some(waker) = dependencies.eager_waker() else {
            return self.on_loop(function, supply);
        };
        let supply_future = pin!(SupplyFuture::new(function, supply));
        let polled = supply_future.poll_once(node, dependencies, waker);
        polled.or_else(|| Some(unexpected_wait()))
    }

    /// The call of a plain `fn`.
    pub fn in_thread<R>(
        &mut self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(ValueTarget<'_>, R) -> CallResult + Send + 'static,
    ) -> Option<DependencyProgress> {
        self.in_lane(Call::Thread, function, supply)
    }

    /// The call of a plain `fn` that keeps a processor busy.
    pub fn on_a_core<R>(
        &mut self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(ValueTarget<'_>, R) -> CallResult + Send + 'static,
    ) -> Option<DependencyProgress> {
        self.in_lane(Call::Cpu, function, supply)
    }

    /// The call of a plain `fn` that is known to be short: run at once where all before it have their values.
    pub fn in_place<R>(
        &mut self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(ValueTarget<'_>, R) -> CallResult + Send + 'static,
    ) -> Option<DependencyProgress> {
        let (node, dependencies) = self.current_dependency()?;
        if dependencies.eager_waker().is_none() {
            return self.in_lane(Call::InPlace, function, supply);
        }
        let new = dependencies.new_target(node);
        let run = || run_labelled(node.site.label(), || supply(new, function()));
        let supplied = Panicked::catch(run);
        Some(dependencies.finish(node, supplied))
    }

    /// Leaves a plain function to be run in its lane.
    fn in_lane<R>(
        &mut self,
        lane: fn(CallFunction<CallResult>) -> Call<CallResult>,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(ValueTarget<'_>, R) -> CallResult + Send + 'static,
    ) -> Option<DependencyProgress> {
        let (node, dependencies) = self.current_dependency()?;
        let slot = dependencies.reserve_slot(node);
        let function = move || supply(ValueTarget(Target::Slot(slot)), function());
        Some(DependencyProgress::pending(lane(Box::new(function))))
    }
}

impl<'r> Gather<'r> {
    /// The dependency whose arguments are being gathered.
    fn current_dependency(&mut self) -> Option<(&'r PlannedNode, &mut RequestDependencies<'r>)> {
        self.node().zip(self.request_dependencies.as_mut())
    }
}

impl RequestDependencies<'_> {
    fn new_target(&mut self, node: &PlannedNode) -> ValueTarget<'_> {
        ValueTarget(Target::New {
            make_slot: node.new_slot,
            values: &mut self.values,
        })
    }

    /// Takes what a function has supplied.
    #[inline]
    fn finish(
        &mut self,
        node: &PlannedNode,
        supplied: Result<CallResult, Panicked>,
    ) -> DependencyProgress {
        match supplied {
            Ok(Ok(CallExtras(None))) => DependencyProgress(None),
            more => self.finish_with(node, more),
        }
    }

    /// What a function has failed with is told when its turn comes to be run.
    #[cold]
    fn finish_with(
        &mut self,
        node: &PlannedNode,
        supplied: Result<CallResult, Panicked>,
    ) -> DependencyProgress {
        match supplied {
            Ok(Ok(supplied)) => {
                // Its value is the last that has found a home.
                let index = self.values.len().saturating_sub(1);
                self.results().add_extras((index, node.teardown), supplied);
                DependencyProgress(None)
            }
            failed => DependencyProgress(Some(CallState::Done(failed))),
        }
    }
}

pin_project! {
    /// An `async fn`, with where its value goes.
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

    /// The first poll, before anybody asks for the value. `None`: it has to be waited for.
    fn poll_once(
        self: Pin<&mut Self>,
        node: &PlannedNode,
        dependencies: &mut RequestDependencies<'_>,
        waker: &Waker,
    ) -> Option<DependencyProgress> {
        let this = self.project();
        let new = dependencies.new_target(node);
        let polled = Panicked::catch(|| {
            poll_labelled(node.site.label(), || {
                let made = this.function.poll(&mut Context::from_waker(waker));
                made.map(|made| (this.supply)(new, made))
            })
        });
        match polled {
            Ok(Poll::Ready(supplied)) => Some(dependencies.finish(node, Ok(supplied))),
            Ok(Poll::Pending) => {
                *this.was_polled = true;
                None
            }
            Err(panicked) => Some(dependencies.finish(node, Err(panicked))),
        }
    }
}

/// The answer where a macro that is known not to await has turned out to be another of its name.
#[cold]
fn unexpected_wait() -> DependencyProgress {
    let error = Error::msg(
        "a dependency awaits within a macro that has the name of one that does not: give it another name",
    );
    DependencyProgress(Some(CallState::Done(Ok(Err(Box::new(Answered::failed(
        error,
    )))))))
}

impl<F: Future, S: Fn(ValueTarget<'_>, F::Output) -> CallResult> Future for SupplyFuture<F, S> {
    type Output = CallResult;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<CallResult> {
        let this = self.project();
        // The task polls it again at once, while nothing has changed: what it waits for wakes the task.
        if take(this.was_polled) {
            return Poll::Pending;
        }
        let made = ready!(this.function.poll(task));
        let slot = this.slot.take().unwrap_or_else(ValueSlot::none);
        Poll::Ready((this.supply)(ValueTarget(Target::Slot(slot)), made))
    }
}

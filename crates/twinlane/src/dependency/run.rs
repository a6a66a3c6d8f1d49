//! Running what is left of the dependencies of a request, then the operation, each in its lane; neighbours that are plain share
//! one trip to a thread.

use std::future::{Future, poll_fn};
use std::mem::take;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::Poll;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use twinlane_lanes::{Panicked, Refused, Site, ThreadLane, catch_panic, labelled, run_labelled};

use super::gather::{CallState, PendingCall, RequestNode};
use super::results::{DependencyResults, EarlyResponse, refused_answer};
use super::{CallResult, PlannedDependencies};
use crate::answer::Answered;
use crate::call::{Call, Work};
use crate::error::{Error, HttpError};

/// The functions of neighbours that are plain, in one trip.
type ThreadBatch = Vec<(RequestNode, Box<dyn FnOnce() -> CallResult + Send>)>;

impl PlannedDependencies {
    /// Runs the function of one of them in its lane.
    async fn run(
        &self,
        index: usize,
        call: Call<CallResult>,
        threads: &ThreadLane,
    ) -> Result<CallResult, Refused> {
        match self.nodes.get(index) {
            Some(node) => {
                call.run(&node.site, node.threads.as_ref().unwrap_or(threads))
                    .await
            }
            None => Ok(Err(Box::new(Answered::failed(HttpError::internal())))),
        }
    }
}

/// The arguments of what did not run, on their way out in a thread: until they are dropped they hold values.
#[derive(Debug, Default)]
pub(crate) struct UnusedArguments(OnceLock<JoinHandle<()>>);

impl UnusedArguments {
    /// Waits until they are dropped.
    pub(crate) async fn dropped(self) {
        if let Some(dropping) = self.0.into_inner() {
            // A panic of a value's `Drop` has been printed.
            let _ = dropping.await;
        }
    }
}

/// Leaves the values to those who ask for them, so that the last of these drops them in its lane: a blocking client that has a
/// runtime of its own panics where it is dropped on the event loop.
fn release_values(results: &mut [(RequestNode, Result<CallResult, Panicked>)]) {
    for (node, result) in results {
        if matches!(result, Ok(Ok(_))) {
            node.slot = None;
        }
    }
}

/// What may fail and be done without is known before those run that need it.
fn needs_result_of(
    call: &PendingCall,
    batch: &ThreadBatch,
    dependencies: &PlannedDependencies,
) -> bool {
    let needs = dependencies.needs(call.node.index);
    let mut on_it = batch.iter();
    matches!(call.state, CallState::Refused)
        || on_it.any(|(on, _)| on.optional && needs.contains(&on.index))
}

/// Runs the dependencies, then the operation if it can run. `Err`: the answer of what kept it from that.
pub(crate) async fn run_all(
    pending: (&PlannedDependencies, Vec<PendingCall>),
    operation: Result<Call, Error>,
    lane: (&Site, &ThreadLane),
    (results, unused): (&mut DependencyResults, &UnusedArguments),
) -> Result<Answered, EarlyResponse> {
    match &pending.0.waves {
        None => run(pending, operation, lane, (results, unused)).await,
        // Boxed: few are made at the same time.
        Some(waves) => {
            Box::pin(run_in_waves(
                pending,
                waves,
                operation,
                lane,
                (results, unused),
            ))
            .await
        }
    }
}

/// Runs them one after another.
async fn run(
    (dependencies, pending): (&PlannedDependencies, Vec<PendingCall>),
    operation: Result<Call, Error>,
    (site, threads): (&Site, &ThreadLane),
    (results, unused): (&mut DependencyResults, &UnusedArguments),
) -> Result<Answered, EarlyResponse> {
    let mut queue = RunQueue::of(pending, operation, unused);
    while let Some(call) = queue.pending.next() {
        if !queue.batch.is_empty() && needs_result_of(&call, &queue.batch, dependencies) {
            Box::pin(results.run_batch(queue.take_batch(), (&dependencies.site, threads))).await?;
        }
        let PendingCall { node, state } = call;
        let Some(call) = results.ready_call(&node, state, dependencies)? else {
            continue;
        };
        match call.into_work() {
            Work::Thread(function) if dependencies.own_lane(node.index).is_none() => {
                queue.batch.push((node, function));
            }
            // As `Call::run` does, but without room for the other lanes.
            Work::InPlace(function) if queue.batch.is_empty() => {
                let result = Panicked::catch(|| run_labelled(node.label, function));
                results.add(&node, result)?;
            }
            Work::Loop(future) if queue.batch.is_empty() => {
                let result = catch_panic(labelled(node.label, future)).await;
                results.add(&node, result)?;
            }
            work => {
                if !queue.batch.is_empty() {
                    Box::pin(results.run_batch(queue.take_batch(), (&dependencies.site, threads)))
                        .await?;
                }
                queue.has_values |= !matches!(work, Work::Loop(_) | Work::InPlace(_));
                let call = results.record_result(&node, Call::of_work(work));
                let result = Box::pin(dependencies.run(node.index, call, threads)).await;
                results.add(&node, result)?;
                results.add_thread_results()?;
            }
        }
    }
    let (batch, operation) = queue.end();
    match operation.map(Call::into_work) {
        Err(error) => {
            Box::pin(results.run_batch(batch, (&dependencies.site, threads))).await?;
            Err(Box::new(Answered::failed(error)))
        }
        Ok(Work::Thread(function)) if !batch.is_empty() => {
            let answered =
                Box::pin(results.run_batch_then(batch, (site, threads), function)).await?;
            answered.map_err(|refused| Box::new(refused_answer(site.label(), &refused)))
        }
        Ok(work) => {
            if !batch.is_empty() {
                Box::pin(results.run_batch(batch, (&dependencies.site, threads))).await?;
            }
            let call = results.hold_until_done(Call::of_work(work));
            let answered = call.run(site, threads).await;
            answered.map_err(|refused| Box::new(refused_answer(site.label(), &refused)))
        }
    }
}

/// What has not had its turn yet. Where nothing more has, it is dropped in a thread if plain functions have made values that it asks
/// for: as in [`leave_values`].
struct RunQueue<'l> {
    pending: std::vec::IntoIter<PendingCall>,
    /// Neighbours that are about to run.
    batch: ThreadBatch,
    /// `None` at the end.
    operation: Option<Result<Call, Error>>,
    has_values: bool,
    unused: &'l UnusedArguments,
}

impl<'l> RunQueue<'l> {
    fn of(
        pending: Vec<PendingCall>,
        operation: Result<Call, Error>,
        unused: &'l UnusedArguments,
    ) -> Self {
        Self {
            pending: pending.into_iter(),
            batch: Vec::new(),
            operation: Some(operation),
            has_values: false,
            unused,
        }
    }

    fn take_batch(&mut self) -> ThreadBatch {
        self.has_values = true;
        take(&mut self.batch)
    }

    /// All the others have had their turn.
    fn end(mut self) -> (ThreadBatch, Result<Call, Error>) {
        let operation = self.operation.take();
        let operation = operation.unwrap_or_else(|| Err(HttpError::internal().into()));
        (take(&mut self.batch), operation)
    }
}

impl Drop for RunQueue<'_> {
    fn drop(&mut self) {
        if self.has_values
            && let Some(operation) = self.operation.take()
            && let Ok(runtime) = Handle::try_current()
        {
            let queue = (take(&mut self.pending), take(&mut self.batch), operation);
            let dropping = runtime.spawn_blocking(move || drop(queue));
            // There is one rest in a request.
            let _: Result<(), _> = self.unused.0.set(dropping);
        }
    }
}

/// As [`run`], but those of one wave at the same time, each plain function in a thread of its own.
async fn run_in_waves(
    (dependencies, mut pending): (&PlannedDependencies, Vec<PendingCall>),
    waves: &[usize],
    operation: Result<Call, Error>,
    lane: (&Site, &ThreadLane),
    (results, unused): (&mut DependencyResults, &UnusedArguments),
) -> Result<Answered, EarlyResponse> {
    let threads = lane.1;
    let wave_of = |call: &PendingCall| waves.get(call.node.index).copied().unwrap_or(0);
    // Stable: within a wave the order stays FastAPI's.
    pending.sort_by_key(wave_of);
    let mut pending = pending.into_iter().peekable();
    while let Some(wave) = pending.peek().map(wave_of) {
        let mut calls = Vec::new();
        while let Some(PendingCall { node, state }) = pending.next_if(|call| wave_of(call) == wave)
        {
            if let Some(call) = results.ready_call(&node, state, dependencies)? {
                let call = results.record_result(&node, call);
                calls.push(Box::pin(async move {
                    let result = dependencies.run(node.index, call, threads).await;
                    (node, result)
                }));
            }
        }
        // All of them have ended before the first error, in their order, is the answer: what they have made is undone.
        let mut refusal = None;
        for (node, result) in join_all(calls).await {
            refusal = refusal.or(results.add(&node, result).err());
        }
        refusal = refusal.or(results.add_thread_results().err());
        if let Some(answered) = refusal {
            return Err(answered);
        }
    }
    let nothing_left = (dependencies, Vec::new());
    run(nothing_left, operation, lane, (results, unused)).await
}

/// What all of these futures end with, in their order.
async fn join_all<F: Future + Unpin>(mut futures: Vec<F>) -> Vec<F::Output> {
    let mut ended: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    poll_fn(|cx| {
        for (future, ended) in futures.iter_mut().zip(&mut ended) {
            if ended.is_none()
                && let Poll::Ready(output) = Pin::new(future).poll(cx)
            {
                *ended = Some(output);
            }
        }
        if ended.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    ended.into_iter().flatten().collect()
}

impl DependencyResults {
    /// Runs plain functions in one thread, one after another.
    async fn run_batch(
        &mut self,
        batch: ThreadBatch,
        lane: (&Site, &ThreadLane),
    ) -> Result<(), EarlyResponse> {
        let Some((RequestNode { label, .. }, _)) = batch.first() else {
            return Ok(());
        };
        let label = *label;
        let ended = self.run_batch_then(batch, lane, || ()).await?;
        ended.map_err(|refused| Box::new(refused_answer(label, &refused)))
    }

    /// Runs plain functions in one thread, one after another, and `last` if none of them fails.
    async fn run_batch_then<T: Send + 'static>(
        &mut self,
        batch: ThreadBatch,
        (site, threads): (&Site, &ThreadLane),
        last: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Result<T, Refused>, EarlyResponse> {
        let handle = self.result_handle();
        let ended = site.run_in_thread(threads, move || {
            let mut results = Vec::with_capacity(batch.len());
            for (node, function) in batch {
                let result = Panicked::catch(function);
                let continues = matches!(result, Ok(Ok(_))) || node.optional && result.is_ok();
                results.push((node, result));
                if !continues {
                    release_values(&mut results);
                    handle.record(results);
                    return None;
                }
            }
            let ended = Panicked::catch(last);
            release_values(&mut results);
            handle.record(results);
            Some(ended)
        });
        match ended.await {
            Ok(last) => {
                self.add_thread_results()?;
                let last = last.map(|last| last.map_err(Refused::from));
                last.ok_or_else(|| Box::new(Answered::failed(HttpError::internal())))
            }
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// What is to run; `None` where nothing is, or where it has run, or can be done without and what it needs has failed. `Err`: that ends the request.
    fn ready_call(
        &mut self,
        node: &RequestNode,
        state: CallState,
        dependencies: &PlannedDependencies,
    ) -> Result<Option<Call<CallResult>>, EarlyResponse> {
        match (state, self.error_below(node.index, dependencies)) {
            (CallState::Done(result), _) => self.add(node, result).map(|()| None),
            (_, Some(error)) => self.do_without(node, error).map(|()| None),
            (CallState::Ready(call), None) => Ok(Some(call)),
            (CallState::Refused, None) => Err(Box::new(Answered::failed(HttpError::internal()))),
        }
    }
}

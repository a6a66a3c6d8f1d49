//! Running what is left of the dependencies of a request, then the operation, each in its lane; neighbours that are plain share
//! one trip to a thread.

use twinlane_lanes::{Panicked, Refused, Site, ThreadLane, catch_panic, labelled, run_labelled};

use super::batch::{ThreadBatch, release_values};
use super::errors::{EarlyResponse, refused_answer};
use super::pending::{CallState, PendingCall, RequestNode};
use super::plan::PlannedDependencies;
use super::queue::{RunQueue, UnusedArguments};
use super::results::DependencyResults;
use super::value_target::CallResult;
use super::waves::run_in_waves;
use crate::answer::Answered;
use crate::call::Call;
use crate::error::{Error, HttpError};

impl PlannedDependencies {
    /// Runs the function of one of them in its lane.
    pub(super) async fn run(
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
pub(super) async fn run(
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
        match call {
            Call::Thread(function) if dependencies.own_lane(node.index).is_none() => {
                queue.batch.push((node, function));
            }
            // As `Call::run` does, but without room for the other lanes.
            Call::InPlace(function) if queue.batch.is_empty() => {
                let result = Panicked::catch(|| run_labelled(node.label, function));
                results.add(&node, result)?;
            }
            Call::Loop(future) if queue.batch.is_empty() => {
                let result = catch_panic(labelled(node.label, future)).await;
                results.add(&node, result)?;
            }
            work => {
                if !queue.batch.is_empty() {
                    Box::pin(results.run_batch(queue.take_batch(), (&dependencies.site, threads)))
                        .await?;
                }
                queue.has_values |= !matches!(work, Call::Loop(_) | Call::InPlace(_));
                let call = results.record_result(&node, work);
                let result = Box::pin(dependencies.run(node.index, call, threads)).await;
                results.add(&node, result)?;
                results.add_thread_results()?;
            }
        }
    }
    let (batch, operation) = queue.end();
    match operation {
        Err(error) => {
            Box::pin(results.run_batch(batch, (&dependencies.site, threads))).await?;
            Err(Box::new(Answered::failed(error)))
        }
        Ok(Call::Thread(function)) if !batch.is_empty() => {
            let answered =
                Box::pin(results.run_batch_then(batch, (site, threads), function)).await?;
            answered.map_err(|refused| Box::new(refused_answer(site.label(), &refused)))
        }
        Ok(work) => {
            if !batch.is_empty() {
                Box::pin(results.run_batch(batch, (&dependencies.site, threads))).await?;
            }
            let call = results.hold_until_done(work);
            let answered = call.run(site, threads).await;
            answered.map_err(|refused| Box::new(refused_answer(site.label(), &refused)))
        }
    }
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
    pub(super) fn ready_call(
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

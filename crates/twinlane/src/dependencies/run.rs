//! Running the pending calls of a request's dependencies, then the operation, each in its lane.

use twinlane_lanes::{Panicked, Site, ThreadLane, catch_panic, labelled, run_labelled};

use super::errors::{EarlyResponse, refused_answer};
use super::pending::PendingCall;
use super::plan::PlannedDependencies;
use super::queue::{RunQueue, UnusedArguments};
use super::results::DependencyResults;
use super::waves::run_waves;
use crate::answer::Answered;
use crate::call::Call;
use crate::errors::Error;

/// Runs the dependencies, then the operation if it can run. `Err`: the response of what kept it from that.
pub(crate) async fn run_all(
    (dependencies, mut pending): (&PlannedDependencies, Vec<PendingCall>),
    operation: Result<Call, Error>,
    lane: (&Site, &ThreadLane),
    (results, unused): (&mut DependencyResults, &UnusedArguments),
) -> Result<Answered, EarlyResponse> {
    if let Some(waves) = &dependencies.waves {
        let calls = std::mem::take(&mut pending);
        // Boxed: few are made at the same time.
        Box::pin(run_waves((dependencies, calls), waves, lane.1, results)).await?;
    }
    run_in_order((dependencies, pending), operation, lane, (results, unused)).await
}

/// Runs them one after another.
async fn run_in_order(
    (dependencies, pending): (&PlannedDependencies, Vec<PendingCall>),
    operation: Result<Call, Error>,
    (site, threads): (&Site, &ThreadLane),
    (results, unused): (&mut DependencyResults, &UnusedArguments),
) -> Result<Answered, EarlyResponse> {
    let batch_lane = (&dependencies.site, threads);
    let mut queue = RunQueue::new(pending, operation, unused);
    while let Some(call) = queue.next_call() {
        if queue.batch.precedes(&call, dependencies) {
            Box::pin(queue.take_batch().run(results, batch_lane)).await?;
        }
        let PendingCall { node, state } = call;
        let Some(call) = results.ready_call(&node, state, dependencies)? else {
            continue;
        };
        match call {
            Call::Thread(function) if dependencies.own_lane(node.index).is_none() => {
                queue.batch.push(node, function);
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
            call => {
                if !queue.batch.is_empty() {
                    Box::pin(queue.take_batch().run(results, batch_lane)).await?;
                }
                queue.has_values |= !matches!(call, Call::Loop(_) | Call::InPlace(_));
                let call = results.record_result(&node, call);
                let result = Box::pin(dependencies.run_call(node.index, call, threads)).await;
                results.add(&node, result)?;
                results.add_thread_results()?;
            }
        }
    }
    let (batch, operation) = queue.end();
    match operation {
        Err(error) => {
            Box::pin(batch.run(results, batch_lane)).await?;
            Err(Box::new(Answered::failed(error)))
        }
        Ok(Call::Thread(function)) if !batch.is_empty() => {
            let answered = Box::pin(batch.run_then(results, (site, threads), function)).await?;
            answered.map_err(|refused| Box::new(refused_answer(site.label(), &refused)))
        }
        Ok(call) => {
            if !batch.is_empty() {
                Box::pin(batch.run(results, batch_lane)).await?;
            }
            let call = results.hold_until_done(call);
            let answered = call.run(site, threads).await;
            answered.map_err(|refused| Box::new(refused_answer(site.label(), &refused)))
        }
    }
}

//! Dependencies that are made at the same time: those of one wave, each plain function in a thread of its own.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use twinlane_lanes::ThreadLane;

use super::errors::EarlyResponse;
use super::pending::PendingCall;
use super::plan::PlannedDependencies;
use super::results::DependencyResults;

/// Runs all pending calls, one wave after another. `Err`: the response of the first that failed.
pub(super) async fn run_waves(
    (dependencies, mut pending): (&PlannedDependencies, Vec<PendingCall>),
    waves: &[usize],
    threads: &ThreadLane,
    results: &mut DependencyResults,
) -> Result<(), EarlyResponse> {
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
                    let result = dependencies.run_call(node.index, call, threads).await;
                    (node, result)
                }));
            }
        }
        // All of them are done before the first error, in their order, is the response: what they have made is undone.
        let mut refusal = None;
        for (node, result) in join_all(calls).await {
            refusal = refusal.or(results.add(&node, result).err());
        }
        refusal = refusal.or(results.add_thread_results().err());
        if let Some(response) = refusal {
            return Err(response);
        }
    }
    Ok(())
}

/// The outputs of all of these futures, in their order.
async fn join_all<F: Future + Unpin>(mut futures: Vec<F>) -> Vec<F::Output> {
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    poll_fn(|cx| {
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if output.is_none()
                && let Poll::Ready(ready) = Pin::new(future).poll(cx)
            {
                *output = Some(ready);
            }
        }
        if outputs.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    outputs.into_iter().flatten().collect()
}

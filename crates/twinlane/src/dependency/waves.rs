//! Dependencies that are made at the same time.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use twinlane_lanes::{Site, ThreadLane};

use super::errors::EarlyResponse;
use super::pending::PendingCall;
use super::plan::PlannedDependencies;
use super::queue::UnusedArguments;
use super::results::DependencyResults;
use super::run::run;
use crate::answer::Answered;
use crate::call::Call;
use crate::error::Error;

/// As [`run`], but those of one wave at the same time, each plain function in a thread of its own.
pub(super) async fn run_in_waves(
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

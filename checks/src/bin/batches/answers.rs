//! Items that run, fail, panic, come too late or are left alone: each is answered by a number.

use std::sync::Arc;
use std::time::Duration;

use twinlane::batch::{BatchError, BatchOf};
use twinlane::prelude::*;
use twinlane::routing::Route;

use crate::fates::{Item, Runs};

/// A function that computes, of which only items of one group run together.
#[batch(cpu, max_size = 32, queue = 2048, key = Item::group)]
fn shared(items: Vec<Item>, runs: State<Arc<Runs>>) -> Vec<Result<i64>> {
    runs.run(&items)
}

#[expect(clippy::needless_pass_by_value, reason = "as an owner takes it")]
fn load(runs: State<Arc<Runs>>) -> Arc<Runs> {
    Arc::clone(&runs)
}

/// A function with a model for each thread, which a panic ends.
#[batch(owner = load, replicas = 2, max_size = 16, queue = 1024)]
fn owned(items: Vec<Item>, model: &mut Arc<Runs>) -> Vec<Result<i64>> {
    model.run(&items)
}

/// A function that waits for more items, and whose callers wait no longer than its deadline.
#[batch(max_size = 32, max_wait = Duration::from_millis(1), deadline = Duration::from_millis(20))]
fn waiting(items: Vec<Item>, runs: State<Arc<Runs>>) -> Vec<Result<i64>> {
    runs.run(&items)
}

#[derive(Clone, Copy)]
#[model]
enum Function {
    Shared,
    Owned,
    Waiting,
}

#[derive(Clone, Copy)]
#[model]
enum Call {
    /// All in one call.
    Many,
    /// One call for each, all at the same time.
    Each,
    /// All in one call of a thread that blocks.
    Blocking,
}

#[model]
struct Asked {
    function: Function,
    call: Call,
    deadline_ms: Option<u64>,
    #[field(min_items = 1, max_items = 1000)]
    items: Vec<Item>,
}

pub(crate) fn routes() -> Vec<Route> {
    routes![ask]
}

/// Answers each item, in their order.
#[post("/ask")]
async fn ask(
    #[body] asked: Asked,
    shared: Batch<shared>,
    owned: Batch<owned>,
    waiting: Batch<waiting>,
) -> Result<Vec<i64>> {
    let function: &BatchOf<Item, i64> = match asked.function {
        Function::Shared => &shared,
        Function::Owned => &owned,
        Function::Waiting => &waiting,
    };
    let function = match asked.deadline_ms {
        Some(ms) => function.within(Duration::from_millis(ms)),
        None => function.clone(),
    };
    let results = match asked.call {
        Call::Many => function.many(asked.items).await,
        Call::Blocking => lanes::threads(move || function.many_blocking(asked.items)).await?,
        Call::Each => {
            let calls: Vec<_> = asked
                .items
                .into_iter()
                .map(|item| {
                    let function = function.clone();
                    tokio::spawn(async move { function.one(item).await })
                })
                .collect();
            let mut results = Vec::with_capacity(calls.len());
            for call in calls {
                results.push(call.await?);
            }
            results
        }
    };
    Ok(results.iter().map(number).collect())
}

/// The value, or a number below zero by the reason why there is none: `answers.py` has their names.
fn number(result: &Result<i64, BatchError>) -> i64 {
    match result {
        Ok(value) => *value,
        Err(BatchError::Item(_)) => -1,
        Err(BatchError::Full { .. }) => -2,
        Err(BatchError::Deadline) => -3,
        Err(BatchError::Panicked) => -4,
        Err(BatchError::WrongCount) => -5,
        Err(BatchError::Stopped) => -6,
        Err(BatchError::NotLoaded { .. }) => -7,
        Err(_) => -8,
    }
}

//! Calls a function so many times, one call after another: `bench_batch WAY TIMES`. `WAY` is `cpu`, by `lanes::cpu`, or `batch`, in batches of one.

use std::hint::black_box;

use twinlane_lanes::{BatchMaker, BatchQueue, BatchRules, RuntimeBuilder, cpu};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [way, times] = arguments.as_slice() else {
        panic!("bench_batch WAY TIMES");
    };
    let times: u64 = times.parse().expect("a number of times");
    let runtime = RuntimeBuilder::new().workers(1).spare_workers(0).build();
    let runtime = runtime.expect("the operating system gives threads");
    match way.as_str() {
        "cpu" => runtime.block_on(by_cpu(times)),
        "batch" => runtime.block_on(in_batches(times)),
        _ => panic!("no such way"),
    }
}

async fn by_cpu(times: u64) {
    for item in 0..times {
        black_box(cpu(move || compute(item)).await.expect("no panic"));
    }
}

async fn in_batches(times: u64) {
    let mut rules = BatchRules::new("compute");
    rules.computes = true;
    let each = |items: Vec<u64>| items.into_iter().map(compute).collect();
    let queue = BatchQueue::start(rules, BatchMaker::of_function(each)).await;
    let queue = queue.expect("the operating system gives threads");
    for item in 0..times {
        black_box(queue.one(item).await.expect("no panic"));
    }
    queue.stop().await;
}

/// Next to nothing, so that what is around it counts.
fn compute(item: u64) -> u64 {
    black_box(item).wrapping_mul(3)
}

use std::time::Duration;

use twinlane::prelude::*;

#[batch(max_size = 0)]
fn nothing(items: Vec<u32>) -> Vec<u32> {
    items
}

#[batch(max_batch_size = 8, maxwait = Duration::from_millis(5), batch_timeout = 1)]
fn others(items: Vec<u32>) -> Vec<u32> {
    items
}

#[batch(cpu)]
async fn computes(items: Vec<u32>) -> Vec<u32> {
    items
}

#[batch(replicas = 2)]
fn replicated(items: Vec<u32>) -> Vec<u32> {
    items
}

#[batch(max_wait = 5)]
fn waits(items: Vec<u32>) -> Vec<u32> {
    items
}

const WAIT: u64 = 5;

#[batch(deadline = 2.5, max_wait = WAIT)]
fn is_late(items: Vec<u32>) -> Vec<u32> {
    items
}

#[batch(max_wait = WAIT)]
fn waits_for_a_number(items: Vec<u32>) -> Vec<u32> {
    items
}

fn main() {}

//! The activity of the lanes, as JSON.

use std::time::Duration;

use serde_json::{Value, json};
use twinlane_lanes::{
    Held, Label, Spent, Timeline, Usage, cpu_capacity, held, spare_workers, workers,
};

use super::advice::{Evidence, advice, of_websocket};
use super::book::{Contents, LaneEntry, LanesBook, OperationEntry};
#[cfg(feature = "batches")]
use crate::batch_entry::BatchEntry;
use crate::lane_rules::Lane;

/// The report of this moment.
pub(super) fn of(book: &LanesBook) -> Value {
    let contents = book.contents();
    let held = held();
    json!({
        "runtime": { "workers": workers(), "spare_workers": spare_workers() },
        "step_ms": millis(Timeline::STEP),
        "lanes": contents.lanes.iter().map(lane).collect::<Vec<_>>(),
        "operations": operations(&contents, &held),
        "held": others(&contents, &held),
        "batches": batches(&contents),
    })
}

#[cfg(feature = "batches")]
fn batches(contents: &Contents) -> Vec<Value> {
    contents.batches.iter().map(BatchEntry::report).collect()
}

#[cfg(not(feature = "batches"))]
fn batches(_: &Contents) -> Vec<Value> {
    Vec::new()
}

fn lane(entry: &LaneEntry) -> Value {
    let (waiting, working) = entry.timeline.now();
    let capacity = match (&entry.threads, entry.lane) {
        // As good as none.
        (Some(threads), _) => Some(threads.capacity()).filter(|capacity| *capacity < 1 << 32),
        (None, Lane::Cpu) => Some(cpu_capacity()),
        (None, _) => None,
    };
    let steps = entry.timeline.steps().into_iter();
    let steps = steps.map(|step| json!([rounded(step.waiting), rounded(step.working)]));
    json!({
        "name": entry.name,
        "lane": name(entry.lane),
        "capacity": capacity,
        "waiting": waiting,
        "working": working,
        "steps": steps.collect::<Vec<_>>(),
    })
}

fn operations(contents: &Contents, held: &[Held]) -> Vec<Value> {
    let entries = contents.operations.iter();
    entries
        .filter_map(|entry| {
            let usage = entry.usage()?;
            let held = of_label(held, entry.label());
            let lane = contents.lanes.get(entry.lane_entry);
            Some(operation(
                entry,
                &usage,
                held,
                lane.map(|lane| lane.name.as_str()),
            ))
        })
        .collect()
}

fn operation(
    entry: &OperationEntry,
    usage: &Usage,
    held: Option<&Held>,
    lane: Option<&str>,
) -> Value {
    let evidence = Evidence::of(usage, held);
    let connections = connections(entry);
    let advice = if connections.is_null() {
        advice(entry.lane, evidence)
    } else {
        of_websocket(evidence)
    };
    let worked = usage.working.total.as_secs_f64();
    let processor = usage.processor.filter(|_| worked > 0.);
    json!({
        "operation": entry.label().text().as_ref(),
        "keyword": keyword(entry.lane),
        "lane": lane,
        "calls": usage.calls,
        "refused": usage.refused,
        "waiting_ms": spent(usage.waiting, usage.calls),
        "working_ms": spent(usage.working, usage.calls),
        "processor_share": processor.map(|time| rounded(time.as_secs_f64() / worked)),
        "held": held.map(of_held),
        "connections": connections,
        "advice": advice.map(|advice| json!({ "keyword": advice.keyword, "why": advice.why })),
    })
}

/// The connections of an operation of WebSockets; nothing of any other.
#[cfg(feature = "websockets")]
fn connections(entry: &OperationEntry) -> Value {
    let Some(census) = &entry.census else {
        return Value::Null;
    };
    let now = census.now();
    json!({
        "opening": now.opening,
        "open": now.open,
        "closing": now.closing,
        "outliving": now.outliving,
        "longest_ms": millis(now.longest),
        "unread_bytes": now.unread,
        "unsent_bytes": now.unsent,
        "total": now.totals.connections,
        "received": now.totals.received,
        "sent": now.totals.sent,
    })
}

#[cfg(not(feature = "websockets"))]
fn connections(_entry: &OperationEntry) -> Value {
    Value::Null
}

/// The holds of the event loop by anything but an operation.
fn others(contents: &Contents, held: &[Held]) -> Vec<Value> {
    let is_operation = |label: Label| {
        contents
            .operations
            .iter()
            .any(|entry| entry.label() == label)
    };
    held.iter()
        .filter(|held| !held.label.is_some_and(is_operation))
        .map(|held| {
            let what = held.label.map(|label| label.text().to_string());
            let what = what.unwrap_or_else(|| "a task".to_owned());
            json!({ "what": what, "held": of_held(held) })
        })
        .collect()
}

fn of_label(held: &[Held], label: Label) -> Option<&Held> {
    held.iter().find(|held| held.label == Some(label))
}

fn of_held(held: &Held) -> Value {
    json!({
        "times": held.times,
        "computing": held.computing,
        "total_ms": millis(held.total),
        "longest_ms": millis(held.longest),
    })
}

pub(super) fn spent(spent: Spent, calls: u64) -> Value {
    let calls = u32::try_from(calls).unwrap_or(u32::MAX);
    let mean = spent.total.checked_div(calls).unwrap_or_default();
    json!({
        "total": millis(spent.total),
        "mean": millis(mean),
        "longest": millis(spent.longest),
    })
}

/// To the microsecond.
pub(super) fn millis(time: Duration) -> f64 {
    rounded(time.as_secs_f64() * 1e3)
}

pub(super) fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}

fn name(lane: Lane) -> &'static str {
    match lane {
        Lane::Loop | Lane::InPlace => "loop",
        Lane::Thread => "thread",
        Lane::Cpu => "cpu",
    }
}

/// The keyword of an operation of this lane.
fn keyword(lane: Lane) -> &'static str {
    match lane {
        Lane::Loop => "async fn",
        Lane::Thread => "fn",
        Lane::Cpu => "fn, cpu",
        Lane::InPlace => "fn, in_place",
    }
}

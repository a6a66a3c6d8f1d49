//! The batch functions of an application: what their batches have cost, and whether batching pays.

use serde_json::{Value, json};
use twinlane_lanes::{BatchRules, BatchUsage};

use super::report::{millis, rounded, spent};
use crate::batch_entry::BatchEntry;

impl BatchEntry {
    /// Its figures as JSON.
    pub(super) fn report(&self) -> Value {
        let (rules, usage) = (&self.rules, &self.usage());
        json!({
            "function": rules.name,
            "max_size": rules.max_size,
            "max_wait_ms": millis(rules.max_wait),
            "queue": rules.queue,
            "threads": rules.threads,
            "waiting": usage.waiting,
            "batches": usage.batches,
            "items": usage.items,
            "mean_size": usage.mean_size().map(rounded),
            "largest": usage.largest,
            "queued_ms": spent(usage.queued, usage.items),
            "ran_ms": spent(usage.ran, usage.batches),
            "refused": usage.refused,
            "late": usage.late,
            "left_out": usage.left_out,
            "panicked": usage.panicked,
            "reloads": usage.reloads,
            "advice": advice(rules, usage),
        })
    }
}

/// So many batches say how they usually are.
const ENOUGH_BATCHES: u64 = 100;
/// A batch of this many items is as good as one of one.
const NEAR_ONE: f64 = 1.2;

/// The advice of what to write instead. `None`: batching pays, or not enough is known.
fn advice(rules: &BatchRules, usage: &BatchUsage) -> Option<String> {
    let mean = usage
        .mean_size()
        .filter(|_| usage.batches >= ENOUGH_BATCHES)?;
    let in_vain = usage.waited_in_vain.saturating_mul(10) >= usage.batches.saturating_mul(9);
    if mean > NEAR_ONE {
        return None;
    }
    let sizes = format!("its batches have {mean:.1} items on average");
    Some(if !rules.max_wait.is_zero() && in_vain {
        format!("{sizes}, and nobody comes while the first waits: leave out `max_wait`")
    } else if rules.threads > 1 {
        format!(
            "{sizes}, since a thread is nearly always free: write fewer `threads`, or a plain `fn` if each call costs the same alone"
        )
    } else {
        format!("{sizes}: batching does not pay here, and a plain `fn` is simpler")
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn usage(batches: u64, items: u64, waited_in_vain: u64) -> BatchUsage {
        let mut usage = BatchUsage::default();
        usage.batches = batches;
        usage.items = items;
        usage.waited_in_vain = waited_in_vain;
        usage
    }

    #[test]
    fn it_says_when_batching_does_not_pay() {
        let rules = BatchRules::new("embed");
        let of = |rules: &BatchRules, usage: BatchUsage| advice(rules, &usage).unwrap_or_default();
        assert_eq!(of(&rules, usage(99, 99, 0)), "", "too early");
        assert_eq!(of(&rules, usage(100, 400, 0)), "", "it pays");
        assert!(of(&rules, usage(100, 110, 0)).ends_with("a plain `fn` is simpler"));
        let mut waits = rules.clone();
        waits.max_wait = Duration::from_millis(5);
        assert!(of(&waits, usage(100, 110, 95)).ends_with("leave out `max_wait`"));
        assert!(!of(&waits, usage(100, 110, 5)).contains("max_wait"));
        let mut many = rules;
        many.threads = 4;
        assert!(of(&many, usage(100, 110, 0)).contains("fewer `threads`"));
    }
}

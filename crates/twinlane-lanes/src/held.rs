//! The work that has held the event loop since the start.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::label::{Holder, Label};
use crate::os_thread::HoldKind;

/// A piece of work that has held a worker for 25 ms or more: the number of times, and the durations.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// The name of the work; `None` for tasks without a name.
    pub label: Option<Label>,
    /// The number of times.
    pub times: u64,
    /// The number of times that it computed, as reported by the operating system.
    pub computing: u64,
    /// The number of times that it slept, as reported by the operating system. For the remaining times the reason is unknown.
    pub blocking: u64,
    /// The total duration of all times.
    pub total: Duration,
    /// The duration of the longest time.
    pub longest: Duration,
}

/// All the work that has held a worker. Only the watchdog writes it, and seldom, so that a lock is enough.
#[derive(Debug, Default)]
pub(crate) struct HeldTable {
    by_label: Mutex<HashMap<Option<Label>, Held>>,
}

impl HeldTable {
    pub(crate) fn note(&self, holder: Holder, held: Duration, kind: HoldKind) {
        let label = match holder {
            Holder::Future(label) | Holder::InPlace(label) => Some(label),
            Holder::Unlabelled => None,
            Holder::Excused | Holder::SteppedOut(_) => return,
        };
        let mut table = self.lock();
        let entry = table.entry(label).or_insert(Held {
            label,
            times: 0,
            computing: 0,
            blocking: 0,
            total: Duration::ZERO,
            longest: Duration::ZERO,
        });
        entry.times += 1;
        entry.computing += u64::from(kind == HoldKind::Computing);
        entry.blocking += u64::from(kind == HoldKind::Blocking);
        entry.total += held;
        entry.longest = entry.longest.max(held);
    }

    pub(crate) fn all(&self) -> Vec<Held> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Option<Label>, Held>> {
        self.by_label.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

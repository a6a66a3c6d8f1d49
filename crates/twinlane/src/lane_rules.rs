//! How many plain functions run at a time, how many wait, and what a disconnect does: of an application, a router, an
//! operation.

use twinlane_lanes::{Label, Site, ThreadLane};

/// What one level says. What it does not say is as outside of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LaneRules {
    pub(crate) thread_capacity: Option<usize>,
    pub(crate) thread_queue: Option<usize>,
    pub(crate) cancel_on_disconnect: Option<bool>,
    /// Only an operation says this.
    pub(crate) never_shed: bool,
}

/// What holds at one level.
#[derive(Debug, Clone)]
pub(crate) struct PlannedLane {
    pub(crate) threads: ThreadLane,
    pub(crate) cancel_on_disconnect: bool,
}

impl PlannedLane {
    /// The application's.
    pub(crate) fn of_app(rules: LaneRules, usual_capacity: usize) -> Self {
        let all = Self {
            threads: ThreadLane::new(usual_capacity),
            cancel_on_disconnect: false,
        };
        all.within(rules)
    }

    /// What holds further inside. A capacity is a lane of its own: so many at a time, whatever goes on in the others.
    pub(crate) fn within(&self, rules: LaneRules) -> Self {
        let queue = rules.thread_queue.unwrap_or(self.threads.queue());
        let threads = match rules.thread_capacity {
            // There are never as many threads: nobody waits for a place.
            _ if rules.never_shed => ThreadLane::new(usize::MAX),
            Some(capacity) => ThreadLane::new(capacity).with_queue(queue),
            None => self.threads.clone().with_queue(queue),
        };
        Self {
            threads,
            cancel_on_disconnect: rules
                .cancel_on_disconnect
                .unwrap_or(self.cancel_on_disconnect),
        }
    }

    /// What an operation with this lane is to the lanes.
    pub(crate) fn site(&self, label: Label) -> Site {
        if self.cancel_on_disconnect {
            Site::always_in_threads(label)
        } else {
            Site::new(label)
        }
    }
}

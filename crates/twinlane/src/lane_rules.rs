//! Lane options of an application, a router or an operation: the number of plain functions that run at a time and that wait, and
//! the effect of a disconnect.

use twinlane_lanes::{Label, Site, ThreadLane};

/// The lane that an operation runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lane {
    /// On the event loop: an `async fn`.
    Loop,
    /// In the thread lane: a plain `fn`, which may block.
    Thread,
    /// In the cpu lane, one for each core: a plain `fn` that computes.
    Cpu,
    /// On the event loop: a plain `fn` that is known to be short.
    InPlace,
}

/// The lane options of one level: the application, a router or an operation. An option that is not set is that of the level outside.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "written by the path operation macros"
)]
pub struct LaneOptions {
    /// The capacity of a thread lane of its own.
    pub thread_capacity: Option<usize>,
    /// The number of calls that may wait for a thread.
    pub thread_queue: Option<usize>,
    /// True if an operation gets a thread at once, whatever the lane's capacity.
    pub never_shed: bool,
    /// True if the operation is cancelled when its client disconnects.
    pub cancel_on_disconnect: Option<bool>,
}

/// The lane of one level, an application, a router or an operation: its options, with those of the levels outside.
#[derive(Debug, Clone)]
pub(crate) struct PlannedLane {
    /// The name on the page of the lanes.
    pub(crate) name: String,
    pub(crate) threads: ThreadLane,
    pub(crate) cancel_on_disconnect: bool,
}

impl PlannedLane {
    /// The application's.
    pub(crate) fn of_app(rules: LaneOptions, usual_capacity: usize) -> Self {
        let usual = Self {
            name: "threads".to_owned(),
            threads: ThreadLane::new(usual_capacity),
            cancel_on_disconnect: false,
        };
        let all = usual.within(rules, "");
        Self {
            name: usual.name,
            ..all
        }
    }

    /// The options one level further in. A level with a capacity has a lane of its own, whatever goes on in the others.
    pub(crate) fn within(&self, rules: LaneOptions, who: &str) -> Self {
        let has_own = rules.never_shed || rules.thread_capacity.is_some();
        let queue = rules.thread_queue.unwrap_or(self.threads.queue());
        let threads = match rules.thread_capacity {
            // There are never as many threads: nobody waits for a permit.
            _ if rules.never_shed => ThreadLane::new(usize::MAX),
            Some(capacity) => ThreadLane::new(capacity).with_queue(queue),
            None => self.threads.clone().with_queue(queue),
        };
        Self {
            name: if has_own {
                let who = if who.is_empty() { "a router" } else { who };
                format!("threads of {who}")
            } else {
                self.name.clone()
            },
            threads,
            cancel_on_disconnect: rules
                .cancel_on_disconnect
                .unwrap_or(self.cancel_on_disconnect),
        }
    }

    /// The site of an operation with these options.
    pub(crate) fn site(&self, label: Label) -> Site {
        if self.cancel_on_disconnect {
            Site::always_in_threads(label)
        } else {
            Site::new(label)
        }
    }
}

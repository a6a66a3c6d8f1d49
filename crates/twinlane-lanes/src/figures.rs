//! The cost of the calls of a site.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use pin_project_lite::pin_project;

use crate::label::Label;
use crate::processor_time::processor_time;
use crate::timeline::{OnTimeline, Timeline};

/// The cost of the calls of a [`Site`](crate::Site) since the start.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// The site.
    pub label: Label,
    /// The number of calls that have ended.
    pub calls: u64,
    /// The number of calls that were refused because the queue of the lane was full.
    pub refused: u64,
    /// The time of the calls before the lane started them. For an `async fn`, the time that it awaited something.
    pub waiting: Spent,
    /// The time of the calls at work: in a function, or in the polls of a future.
    pub working: Spent,
    /// The processor time of the calls, a part of their run time. `None` if the operating system does not tell.
    pub processor: Option<Duration>,
}

/// The time that many calls took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spent {
    /// The total time of all calls.
    pub total: Duration,
    /// The time of the longest call. For the work of a future, the time of its longest poll.
    pub longest: Duration,
}

/// Counts for one site.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    counts: Arc<Counts>,
    timeline: Timeline,
}

#[derive(Debug, Default)]
struct Counts {
    calls: AtomicU64,
    refused: AtomicU64,
    waiting: Count,
    working: Count,
    processor: AtomicU64,
}

/// Nanoseconds.
#[derive(Debug, Default)]
struct Count {
    total: AtomicU64,
    longest: AtomicU64,
}

impl Figures {
    pub(crate) fn new(timeline: &Timeline) -> Self {
        Self {
            counts: Arc::default(),
            timeline: timeline.clone(),
        }
    }

    /// A call begins to wait.
    pub(crate) fn begin(&self) -> Waiting {
        Waiting {
            figures: self.clone(),
            since: Instant::now(),
            on_timeline: self.timeline.wait(),
        }
    }

    pub(crate) fn usage(&self, label: Label) -> Usage {
        let counts = &*self.counts;
        let processor = Duration::from_nanos(counts.processor.load(Ordering::Relaxed));
        Usage {
            label,
            calls: counts.calls.load(Ordering::Relaxed),
            refused: counts.refused.load(Ordering::Relaxed),
            waiting: counts.waiting.spent(),
            working: counts.working.spent(),
            processor: processor_time().map(|_| processor),
        }
    }
}

impl Counts {
    fn end(&self, waited: Duration, worked: Worked) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.waiting.add(waited, waited);
        self.working.add(worked.total, worked.longest);
        self.processor
            .fetch_add(nanos(worked.processor), Ordering::Relaxed);
    }
}

impl Count {
    fn add(&self, total: Duration, longest: Duration) {
        self.total.fetch_add(nanos(total), Ordering::Relaxed);
        self.longest.fetch_max(nanos(longest), Ordering::Relaxed);
    }

    fn spent(&self) -> Spent {
        Spent {
            total: Duration::from_nanos(self.total.load(Ordering::Relaxed)),
            longest: Duration::from_nanos(self.longest.load(Ordering::Relaxed)),
        }
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// A call that waits for its lane. Dropped, it has gone and does not count.
#[derive(Debug)]
pub(crate) struct Waiting {
    figures: Figures,
    since: Instant,
    on_timeline: OnTimeline,
}

impl Waiting {
    /// The lane has refused it.
    pub(crate) fn refused(self) {
        self.figures.counts.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// The lane has begun with it: runs the function. A panic counts as an end like any other.
    pub(crate) fn at_work<T>(self, function: impl FnOnce() -> T) -> T {
        let waited = self.since.elapsed();
        let _on_timeline = self.on_timeline.works();
        let _ends = Ends {
            counts: &self.figures.counts,
            waited,
            stopwatch: Stopwatch::start(),
        };
        function()
    }
}

/// Counts a call when it is dropped.
struct Ends<'c> {
    counts: &'c Counts,
    waited: Duration,
    stopwatch: Stopwatch,
}

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        let mut worked = Worked::default();
        worked.add(&self.stopwatch);
        self.counts.end(self.waited, worked);
    }
}

/// Work that is being measured, on one thread.
#[derive(Clone, Copy, Debug)]
struct Stopwatch {
    begun: Instant,
    processor: Option<Duration>,
}

impl Stopwatch {
    fn start() -> Self {
        Self {
            begun: Instant::now(),
            processor: processor_time(),
        }
    }
}

/// Work that has been measured.
#[derive(Clone, Copy, Debug, Default)]
struct Worked {
    total: Duration,
    longest: Duration,
    processor: Duration,
}

impl Worked {
    fn add(&mut self, stopwatch: &Stopwatch) {
        let took = stopwatch.begun.elapsed();
        self.total += took;
        self.longest = self.longest.max(took);
        if let (Some(begun), Some(now)) = (stopwatch.processor, processor_time()) {
            self.processor += now.saturating_sub(begun);
        }
    }
}

pin_project! {
    /// A future whose polls are counted as work, and the time between them as waiting.
    pub(crate) struct Recorded<F> {
        call: Call,
        #[pin]
        future: F,
    }
}

/// A call of a future. Dropped before its end, too, it counts with what it has cost.
struct Call {
    figures: Figures,
    since: Instant,
    worked: Worked,
    on_timeline: OnTimeline,
}

impl<F> Recorded<F> {
    pub(crate) fn new(figures: &Figures, future: F) -> Self {
        let Waiting {
            figures,
            since,
            on_timeline,
        } = figures.begin();
        let call = Call {
            figures,
            since,
            worked: Worked::default(),
            on_timeline,
        };
        Self { call, future }
    }
}

impl<F: Future> Future for Recorded<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let stopwatch = Stopwatch::start();
        let polled = {
            let _works = this.call.on_timeline.works();
            this.future.poll(cx)
        };
        this.call.worked.add(&stopwatch);
        polled
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let waited = self.since.elapsed().saturating_sub(self.worked.total);
        self.figures.counts.end(waited, self.worked);
    }
}

impl<F> fmt::Debug for Recorded<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded").finish_non_exhaustive()
    }
}

//! A part of an application that runs in lanes, and the facts that are known about it.

use std::future::Future;
use std::sync::Arc;

use crate::cpu_lane;
use crate::figures::{Figures, Recorded, Usage, Waiting};
use crate::label::Label;
use crate::pace::Pace;
use crate::panicked::{Panicked, catch_panic};
use crate::refused::Refused;
use crate::step_out::StepOut;
use crate::thread_lane::{ThreadLane, in_thread};
use crate::timeline::Timeline;
use crate::watch::{labelled, run_labelled};

/// A part of an application that runs in lanes, such as a path operation. Clones are the same site.
///
/// It has a name, knows the run times of its functions, and has [figures](Usage) if it is [recorded](Self::recorded).
///
/// ```
/// use twinlane_lanes::{Label, RuntimeBuilder, Site, ThreadLane};
///
/// let site = Site::new(Label::new("GET /report (report)"));
/// let lane = ThreadLane::default();
/// let runtime = RuntimeBuilder::new().workers(1).build()?;
/// let sum = runtime.block_on(async move { site.run_in_thread(&lane, || 1 + 2).await });
/// assert_eq!(sum, Ok(3));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Site {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    label: Label,
    /// `None` if its functions are always sent to a thread.
    pace: Option<Pace>,
    figures: Option<Figures>,
}

impl Site {
    /// Makes a site without figures.
    pub fn new(label: Label) -> Self {
        Self::of(Inner {
            label,
            pace: Some(Pace::default()),
            figures: None,
        })
    }

    /// Returns a new site of the same name, with figures that start at zero. Its calls also show on the timeline of its lane.
    #[must_use]
    pub fn recorded(&self, timeline: &Timeline) -> Self {
        Self::of(Inner {
            label: self.inner.label,
            pace: self.inner.pace.as_ref().map(|_| Pace::default()),
            figures: Some(Figures::new(timeline)),
        })
    }

    /// Makes a site whose plain functions always run in a thread, however short they are.
    ///
    /// It is for calls that may be given up before they end.
    pub fn always_in_threads(label: Label) -> Self {
        Self::of(Inner {
            label,
            pace: None,
            figures: None,
        })
    }

    fn of(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Returns the name of the site, in the log and for the watchdog.
    pub fn label(&self) -> Label {
        self.inner.label
    }

    /// Returns the cost of its calls, or `None` if it has no figures.
    pub fn usage(&self) -> Option<Usage> {
        Some(self.inner.figures.as_ref()?.usage(self.inner.label))
    }

    /// Runs a future on the event loop, within the current task.
    ///
    /// # Errors
    ///
    /// The future panicked.
    pub async fn run_async<F: Future>(&self, future: F) -> Result<F::Output, Panicked> {
        let future = catch_panic(labelled(self.inner.label, future));
        match &self.inner.figures {
            None => future.await,
            // Boxed: what is not recorded should not have room for it.
            Some(figures) => Box::pin(Recorded::new(figures, future)).await,
        }
    }

    /// Runs a function at once on the current thread. Only for functions that are known to be short.
    ///
    /// # Errors
    ///
    /// The function panicked.
    pub fn run_in_place<T>(&self, function: impl FnOnce() -> T) -> Result<T, Panicked> {
        let run = || Panicked::catch(|| run_labelled(self.inner.label, function));
        match &self.inner.figures {
            None => run(),
            Some(figures) => figures.begin().at_work(run),
        }
    }

    /// Runs a function in the thread lane, or on the current worker if it is likely to be short.
    ///
    /// The function runs on the current worker if the functions of the site have proved to be short and a
    /// [`Runtime`](crate::Runtime) can spare this worker. There, too, it may block, use a client that has a runtime of its own,
    /// and call [`block_on`](crate::block_on).
    ///
    /// # Errors
    ///
    /// The queue of the lane is full, the function panicked, or the runtime was shut down before the function ran.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub async fn run_in_thread<T, F>(&self, lane: &ThreadLane, function: F) -> Result<T, Refused>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let function = match self.run_if_short(lane, function) {
            Ok(ended) => return Ok(ended?),
            Err(function) => function,
        };
        // Boxed: where functions are short it is not needed, and where they are not it does not matter.
        Box::pin(self.send_to_thread(lane, function)).await
    }

    async fn send_to_thread<T, F>(&self, lane: &ThreadLane, function: F) -> Result<T, Refused>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let call = self.inner.figures.as_ref().map(Figures::begin);
        let permit = match lane.permit().await {
            Ok(permit) => permit,
            Err(refused) => {
                call.into_iter().for_each(Waiting::refused);
                return Err(refused);
            }
        };
        let run = move || match call {
            None => function(),
            Some(call) => call.at_work(function),
        };
        let (output, took) = in_thread(permit, run).await?;
        if let Some(pace) = &self.inner.pace {
            pace.note(took);
        }
        Ok(output)
    }

    /// Runs a function that computes, in the [cpu lane](crate::cpu).
    ///
    /// # Errors
    ///
    /// The function panicked, or the runtime was shut down before the function ran.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub async fn run_on_a_core<T, F>(&self, function: F) -> Result<T, Panicked>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        match self.inner.figures.as_ref().map(Figures::begin) {
            None => cpu_lane::cpu(function).await,
            Some(call) => cpu_lane::cpu(move || call.at_work(function)).await,
        }
    }

    /// Gives the function back where it is to go to a thread.
    fn run_if_short<T, F>(&self, lane: &ThreadLane, function: F) -> Result<Result<T, Panicked>, F>
    where
        F: FnOnce() -> T,
    {
        let Some(pace) = self.inner.pace.as_ref().filter(|pace| pace.is_short()) else {
            return Err(function);
        };
        let Some((free, out)) = lane.free_permit().zip(StepOut::step()) else {
            return Err(function);
        };
        let run = || out.run(self.inner.label, function);
        let (ended, took) = free.time(|| match &self.inner.figures {
            None => run(),
            Some(figures) => figures.begin().at_work(run),
        });
        pace.note(took);
        Ok(ended)
    }
}

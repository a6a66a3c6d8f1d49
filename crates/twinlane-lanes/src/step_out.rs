//! Running a plain function on the worker that meets it, which steps out of its runtime meanwhile.
//!
//! Going to a thread and coming back costs two wake-ups of other threads, several times what a small function does. So
//! a function that has [proved to be short](crate::pace) is run where it is. It keeps what the thread lane promises: a
//! blocking client with a runtime of its own works in it, a nested `block_on` too; and where it blocks after all, a
//! spare worker takes over at the watchdog's next look, as with an `async fn` that blocks.
//!
//! [`block_in_place`] is the only way out of tokio's runtime, and offers the worker's work to another thread at once:
//! a wake-up again. It does so through the current runtime's blocking threads. While it does the current runtime is
//! [one that has ended](NOWHERE), and nobody comes; when the function has returned the worker takes its work back.
//! Were tokio to offer it elsewhere one day, somebody would come: slower, and as right as before.

use std::cell::Cell;
use std::sync::atomic::Ordering;
use std::sync::{Arc, LazyLock};

use tokio::runtime::{self, Builder, Handle};
use tokio::task::block_in_place;

use crate::busy::BusyMark;
use crate::label::{Holder, Label};
use crate::panicked::Panicked;
use crate::worker_pool::{POOL_THREAD, WorkerPool};

/// A worker that may step out of its runtime.
#[derive(Debug)]
pub(crate) struct StepOut {
    _permit: StepOutPermit,
    nowhere: &'static Handle,
}

impl StepOut {
    /// `None` where the thread is no worker of ours, or where as many as there are cores are out already.
    pub(crate) fn step() -> Option<Self> {
        let nowhere = NOWHERE.as_ref()?;
        let permit = StepOutPermit::take()?;
        Some(Self {
            _permit: permit,
            nowhere,
        })
    }

    /// Runs the function here, out of the runtime.
    pub(crate) fn run<T>(self, label: Label, function: impl FnOnce() -> T) -> Result<T, Panicked> {
        BusyMark::during(Some(Holder::SteppedOut(label)), || {
            let runtime = Handle::current();
            let _nowhere = self.nowhere.enter();
            block_in_place(|| {
                let _runtime = runtime.enter();
                let _out = Out::enter();
                Panicked::catch(function)
            })
        })
    }
}

/// True if the current thread is a worker that has not stepped out: who blocks it stops others.
#[cfg(feature = "batches")]
pub(crate) fn is_on_event_loop() -> bool {
    runtime::worker_index().is_some() && !IS_OUT.get()
}

thread_local! {
    /// True while the current thread has stepped out.
    static IS_OUT: Cell<bool> = const { Cell::new(false) };
}

/// The current thread has stepped out until this is dropped.
struct Out;

impl Out {
    fn enter() -> Self {
        IS_OUT.set(true);
        Self
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        IS_OUT.set(false);
    }
}

/// A runtime that has ended: what is given to it is dropped. `None` if it could not be made.
static NOWHERE: LazyLock<Option<Handle>> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().build().ok()?;
    let handle = runtime.handle().clone();
    runtime.shutdown_background();
    Some(handle)
});

/// A worker may be out of its runtime until this is dropped.
#[derive(Debug)]
pub(crate) struct StepOutPermit(Arc<WorkerPool>);

impl StepOutPermit {
    /// `None` where the current thread is no worker of ours, or where enough of them are out.
    pub(crate) fn take() -> Option<Self> {
        POOL_THREAD
            .try_with(|here| {
                let here = here.get()?;
                // The index is asked for because a thread that has been a worker may go on as something else.
                if !here.take_slot() || runtime::worker_index().is_none() {
                    return None;
                }
                let pool = &here.pool;
                if pool.out.fetch_add(1, Ordering::Relaxed) >= pool.most_out {
                    pool.out.fetch_sub(1, Ordering::Relaxed);
                    return None;
                }
                Some(Self(Arc::clone(pool)))
            })
            .ok()?
    }
}

impl Drop for StepOutPermit {
    fn drop(&mut self) {
        self.0.out.fetch_sub(1, Ordering::Relaxed);
    }
}

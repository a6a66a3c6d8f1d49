//! Waking many tasks at once.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use tokio::task::coop::{Unconstrained, unconstrained};
use tokio::task::yield_now;
use tokio::time::{Sleep, sleep};

use crate::busy::BusyMark;
use crate::worker_pool::WorkerPool;

/// Fewer are woken at once.
const MANY: usize = 32;

/// The longest that they wait for the worker that wakes them.
const PATIENCE: Duration = Duration::from_millis(1);

/// Wakes many tasks without waking a worker for each.
///
/// A worker that wakes a task in the middle of another task also wakes a further worker, and that one wakes the next. With spare
/// workers, there would soon be more workers than cores. `wake_all` therefore wakes 32 or more tasks only when its own worker is
/// between two tasks. If that does not happen within a millisecond because the worker blocks, a timer wakes them. Fewer tasks, and
/// those that are woken outside a worker, are woken at once.
pub fn wake_all(wakers: Vec<Waker>) {
    wake_within(PATIENCE, wakers);
}

fn wake_within(patience: Duration, wakers: Vec<Waker>) {
    // A function that has stepped out of its worker may drive a runtime of its own, which nobody may drive again.
    let is_worker = || BusyMark::is_here() && WorkerPool::with_current(|_| ()).is_some();
    if wakers.len() < MANY || !is_worker() {
        return wakers.into_iter().for_each(Waker::wake);
    }
    let later = Arc::new(WokenLater(Mutex::new(Some(Waiting {
        wakers,
        timer: None,
    }))));
    let waker = Waker::from(Arc::clone(&later));
    let mut cx = Context::from_waker(&waker);
    // Tokio wakes what yields once the worker has looked for other work, and at once where there is none.
    if pin!(yield_now()).poll(&mut cx).is_ready() {
        return waker.wake();
    }
    if later.lock().is_none() {
        return;
    }
    let mut timer = Box::pin(unconstrained(sleep(patience)));
    if timer.as_mut().poll(&mut cx).is_ready() {
        return waker.wake();
    }
    if let Some(waiting) = &mut *later.lock() {
        waiting.timer = Some(timer);
    }
}

/// The tasks that are woken when this is. It wakes them once.
struct WokenLater(Mutex<Option<Waiting>>);

struct Waiting {
    wakers: Vec<Waker>,
    /// Wakes this, as long as it is kept.
    timer: Option<Pin<Box<Unconstrained<Sleep>>>>,
}

impl WokenLater {
    fn lock(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for WokenLater {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let taken = self.lock().take();
        if let Some(Waiting { wakers, timer }) = taken {
            drop(timer);
            wakers.into_iter().for_each(Waker::wake);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Sender, channel};

    use tokio::runtime::Builder;

    use super::*;
    use crate::step_out::StepOut;
    use crate::{Label, RuntimeBuilder};

    /// Counts how often it is woken, and tells somebody each time.
    struct Counts(AtomicUsize, Sender<()>);

    impl Wake for Counts {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
            // Nobody may listen any more.
            let _ = self.1.send(());
        }
    }

    fn wakers(counts: &Arc<Counts>, count: usize) -> Vec<Waker> {
        vec![Waker::from(Arc::clone(counts)); count]
    }

    #[test]
    fn many_are_woken_each_once_when_their_worker_is_free() {
        let runtime = RuntimeBuilder::new().workers(1).build().unwrap();
        runtime.block_on(async {
            let (sender, _receiver) = channel();
            let counts = Arc::new(Counts(AtomicUsize::new(0), sender));
            let never = Duration::from_hours(1);
            wake_within(never, wakers(&counts, MANY - 1));
            assert_eq!(counts.0.load(Ordering::Relaxed), MANY - 1);
            wake_within(never, wakers(&counts, MANY));
            assert_eq!(counts.0.load(Ordering::Relaxed), MANY - 1);
            while counts.0.load(Ordering::Relaxed) < 2 * MANY - 1 {
                yield_now().await;
            }
            yield_now().await;
            assert_eq!(counts.0.load(Ordering::Relaxed), 2 * MANY - 1);
        });
    }

    /// The worker is held until they have been.
    #[test]
    fn many_are_woken_though_their_worker_blocks() {
        let runtime = RuntimeBuilder::new().workers(1).build().unwrap();
        runtime.block_on(async {
            let (sender, receiver) = channel();
            let counts = Arc::new(Counts(AtomicUsize::new(0), sender));
            wake_all(wakers(&counts, MANY));
            for _ in 0..MANY {
                receiver.recv_timeout(Duration::from_mins(1)).unwrap();
            }
        });
    }

    /// The number that are woken at once where a function that has stepped out of its worker has them woken in this way.
    fn woken_out(call: impl FnOnce(&dyn Fn() -> usize) -> usize + Send + 'static) -> usize {
        let runtime = RuntimeBuilder::new().workers(1).build().unwrap();
        runtime.block_on(async {
            let (sender, _receiver) = channel();
            let counts = Arc::new(Counts(AtomicUsize::new(0), sender));
            let wakes = || {
                wake_within(Duration::from_hours(1), wakers(&counts, MANY));
                counts.0.load(Ordering::Relaxed)
            };
            let out = StepOut::step().unwrap();
            out.run(Label::new("GET / (wakes)"), || call(&wakes))
                .unwrap()
        })
    }

    /// Such a runtime has no timers, and its own tasks to run: nothing is left to the worker around it.
    #[test]
    fn many_are_woken_at_once_in_a_runtime_of_a_function_that_has_stepped_out() {
        let woken = woken_out(|wakes| {
            let own = Builder::new_current_thread().build().unwrap();
            own.block_on(async { wakes() })
        });
        assert_eq!(woken, MANY);
    }

    #[test]
    fn many_are_woken_at_once_by_a_function_that_has_stepped_out() {
        assert_eq!(woken_out(|wakes| wakes()), MANY);
    }
}

//! A clock that stands still until a timer ends. When one does is a step like others, so that each may be early, late, or first.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use shuttle::thread::spawn;

use super::told::switch;

thread_local! {
    /// All threads of a run are one of the system's. A run begins where the last has ended.
    static NOW: Cell<Option<Instant>> = const { Cell::new(None) };
}

pub(crate) fn now() -> Instant {
    NOW.get().unwrap_or_else(|| {
        let now = Instant::now();
        NOW.set(Some(now));
        now
    })
}

/// Calls a function when this time is over. The scheduler has the choice when that is, and all threads go on meanwhile.
///
/// `is_awaited`: the clock does not go on for one that nobody waits for any more.
pub(super) fn after(
    end: Instant,
    is_awaited: impl FnOnce() -> bool + Send + 'static,
    end_wait: impl FnOnce() + Send + 'static,
) {
    drop(spawn(move || {
        if is_awaited() {
            NOW.set(Some(now().max(end)));
            end_wait();
        }
    }));
}

/// A future with an end, in the place of tokio's.
pub(crate) fn timeout_at<F: Future>(end: Instant, future: F) -> Timeout<F> {
    Timeout {
        future: Box::pin(future),
        end,
        timer: None,
    }
}

pub(crate) struct Timeout<F> {
    future: Pin<Box<F>>,
    end: Instant,
    timer: Option<Arc<Mutex<Timer>>>,
}

#[derive(Default)]
struct Timer {
    is_over: bool,
    waker: Option<Waker>,
}

#[derive(Debug)]
pub(crate) struct Elapsed;

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        switch();
        if let Poll::Ready(output) = self.future.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        let end = self.end;
        let timer = self.timer.get_or_insert_with(|| {
            let timer = Arc::<Mutex<Timer>>::default();
            let (awaited, ends) = (Arc::downgrade(&timer), Arc::downgrade(&timer));
            after(
                end,
                move || awaited.strong_count() > 0,
                move || {
                    let Some(timer) = ends.upgrade() else { return };
                    let mut timer = timer.lock().unwrap();
                    timer.is_over = true;
                    let waker = timer.waker.take();
                    drop(timer);
                    waker.into_iter().for_each(Waker::wake);
                },
            );
            timer
        });
        let mut timer = timer.lock().unwrap();
        if timer.is_over {
            return Poll::Ready(Err(Elapsed));
        }
        timer.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

//! A connection that wakes itself is polled again at once, not scheduled again.
//!
//! Hyper hands a body on through a channel whose both ends are in the connection's own task. Each part of it wakes that task
//! while it is being polled, and tokio then puts the task into a queue and wakes another worker for it: two or three system calls
//! for a task that has nothing left to do, and its next poll on another core.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// The waker that a connection is polled with.
pub(crate) struct OwnWakes {
    shared: Arc<Shared>,
    waker: Waker,
}

struct Shared {
    /// Of the task that the connection is in.
    task: Waker,
    state: AtomicU8,
}

/// It is not being polled: who wakes it wakes its task.
const AWAY: u8 = 0;
/// The bit that says: it is being polled.
const POLLED: u8 = 1;
/// The bit that says: it has been woken.
const WOKEN: u8 = 2;

/// So many polls, and what still wakes itself makes room for other tasks: it may be out of tokio's budget.
const MOST_POLLS: usize = 3;

impl OwnWakes {
    pub(crate) fn new(task: &Waker) -> Self {
        let shared = Arc::new(Shared {
            task: task.clone(),
            state: AtomicU8::new(AWAY),
        });
        let waker = Waker::from(Arc::clone(&shared));
        Self { shared, waker }
    }

    /// Polls, and again where that was woken meanwhile.
    pub(crate) fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        if !self.shared.task.will_wake(cx.waker()) {
            *self = Self::new(cx.waker());
        }
        for _ in 0..MOST_POLLS {
            self.shared.state.store(POLLED, Ordering::Relaxed);
            let polled = poll(&mut Context::from_waker(&self.waker));
            let was_woken = self.shared.state.swap(AWAY, Ordering::AcqRel) & WOKEN != 0;
            if polled.is_ready() || !was_woken {
                return polled;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Wake for Shared {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // A read that also writes sees the newest state: no wake-up is left to a poll that has ended.
        let before = self.state.fetch_or(WOKEN, Ordering::AcqRel);
        if before & POLLED == 0 {
            self.task.wake_by_ref();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl Wakes {
        fn count(&self) -> usize {
            self.0.load(Ordering::Relaxed)
        }
    }

    fn task() -> (Arc<Wakes>, Waker) {
        let wakes = Arc::new(Wakes::default());
        (Arc::clone(&wakes), Waker::from(wakes))
    }

    #[test]
    fn what_wakes_itself_is_polled_again_and_its_task_is_not_woken() {
        let (wakes, task) = task();
        let mut own = OwnWakes::new(&task);
        let mut polls = 0;
        let polled = own.poll(&mut Context::from_waker(&task), |cx| {
            polls += 1;
            if polls == 1 {
                cx.waker().wake_by_ref();
                cx.waker().wake_by_ref();
            }
            Poll::<()>::Pending
        });
        assert!(polled.is_pending());
        assert_eq!((polls, wakes.count()), (2, 0));
    }

    #[test]
    fn what_always_wakes_itself_makes_room_for_others() {
        let (wakes, task) = task();
        let mut own = OwnWakes::new(&task);
        let mut polls = 0;
        let polled = own.poll(&mut Context::from_waker(&task), |cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        assert!(polled.is_pending());
        assert_eq!((polls, wakes.count()), (MOST_POLLS, 1));
    }

    #[test]
    fn who_wakes_it_later_wakes_its_task() {
        let (wakes, task) = task();
        let mut own = OwnWakes::new(&task);
        let mut kept = None;
        let _pending = own.poll(&mut Context::from_waker(&task), |cx| {
            kept = Some(cx.waker().clone());
            Poll::<()>::Pending
        });
        let kept = kept.unwrap();
        kept.wake_by_ref();
        kept.wake();
        assert_eq!(wakes.count(), 2);
    }

    #[test]
    fn a_connection_that_has_moved_wakes_the_task_it_is_in() {
        let ((first, first_task), (second, second_task)) = (task(), task());
        let mut own = OwnWakes::new(&first_task);
        let mut kept = None;
        for task in [&first_task, &second_task] {
            let _pending = own.poll(&mut Context::from_waker(task), |cx| {
                kept = Some(cx.waker().clone());
                Poll::<()>::Pending
            });
        }
        kept.unwrap().wake();
        assert_eq!((first.count(), second.count()), (0, 1));
    }

    /// Threads wake it, before, while and after it is polled: each of their numbers is seen at last.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_wake_up_is_lost() {
        const ROUNDS: usize = 2_000;
        for round in 0..ROUNDS {
            let told = Arc::new(AtomicUsize::new(0));
            let (to_wake, wakers) = std::sync::mpsc::channel::<Waker>();
            let teller = tokio::task::spawn_blocking({
                let told = Arc::clone(&told);
                move || {
                    let waker = wakers.recv().unwrap();
                    for _ in 0..round % 97 {
                        std::hint::spin_loop();
                    }
                    told.store(1, Ordering::Release);
                    waker.wake();
                }
            });
            let mut own: Option<OwnWakes> = None;
            poll_fn(|cx| {
                let own = own.get_or_insert_with(|| OwnWakes::new(cx.waker()));
                own.poll(cx, |cx| {
                    let _first_time_only = to_wake.send(cx.waker().clone());
                    if told.load(Ordering::Acquire) == 1 {
                        Poll::Ready(())
                    } else {
                        Poll::Pending
                    }
                })
            })
            .await;
            teller.await.unwrap();
        }
    }
}

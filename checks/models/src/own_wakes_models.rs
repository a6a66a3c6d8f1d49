//! A wake-up of a connection, before, while or after it is polled, is seen by a later poll.
//!
//! A wake-up that is lost leaves the task asleep for ever, which loom reports as a deadlock.

use real_std::mem;
use real_std::sync::Arc;
use real_std::task::{Context, Poll, Wake, Waker};
use real_std::vec::Vec;

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Condvar, Mutex};
use loom::thread;

use crate::Model;
use crate::own_wakes::OwnWakes;

pub(crate) const MODELS: &[Model] = &[
    Model::of_two_threads("own_wakes: one thread wakes it", || woken_by(1)),
    Model::of_three_threads("own_wakes: two threads wake it", || woken_by(2)),
    Model::of_two_threads(
        "own_wakes: it wakes itself, and a thread does",
        itself_and_another,
    ),
];

/// Polls until that is ready, and sleeps where it is not.
fn block_on(mut poll: impl FnMut(&mut Context<'_>) -> Poll<()>) {
    let task = Arc::new(Task::default());
    let waker = Waker::from(Arc::clone(&task));
    while poll(&mut Context::from_waker(&waker)).is_pending() {
        task.sleep();
    }
}

/// A task, and whether it is woken. A thread that is parked would be woken by loom also where it waits for another.
#[derive(Default)]
struct Task {
    is_woken: Mutex<bool>,
    news: Condvar,
}

impl Task {
    fn sleep(&self) {
        let mut is_woken = self.is_woken.lock().expect("nobody panics");
        while !mem::take(&mut *is_woken) {
            is_woken = self.news.wait(is_woken).expect("nobody panics");
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        *self.is_woken.lock().expect("nobody panics") = true;
        self.news.notify_one();
    }
}

/// Each thread tells that it was there, in an order that nothing but the waker gives, and wakes the connection.
fn woken_by(threads: usize) {
    let told = Arc::new(AtomicUsize::new(0));
    let mut own = None;
    let mut tellers = Vec::new();
    block_on(|cx| {
        let own = own.get_or_insert_with(|| OwnWakes::new(cx.waker()));
        own.poll(cx, |cx| {
            if tellers.is_empty() {
                tellers.extend((0..threads).map(|_| teller(&told, cx.waker())));
            }
            if told.load(Ordering::Relaxed) == threads {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
    });
    for teller in tellers {
        teller.join().expect("it does not panic");
    }
}

fn teller(told: &Arc<AtomicUsize>, waker: &Waker) -> thread::JoinHandle<()> {
    let (told, waker) = (Arc::clone(told), waker.clone());
    thread::spawn(move || {
        told.fetch_add(1, Ordering::Relaxed);
        waker.wake();
    })
}

fn itself_and_another() {
    let told = Arc::new(AtomicUsize::new(0));
    let mut own = None;
    let mut teller_of_it = None;
    let mut polls = 0;
    block_on(|cx| {
        let own = own.get_or_insert_with(|| OwnWakes::new(cx.waker()));
        own.poll(cx, |cx| {
            polls += 1;
            teller_of_it.get_or_insert_with(|| teller(&told, cx.waker()));
            // As hyper does, while it hands a body on.
            if polls <= 2 {
                cx.waker().wake_by_ref();
            }
            if polls > 2 && told.load(Ordering::Relaxed) == 1 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
    });
    if let Some(teller) = teller_of_it {
        teller.join().expect("it does not panic");
    }
}

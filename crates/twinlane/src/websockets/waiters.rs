//! Tasks that wait for a change.

use std::task::{Context, Poll, Waker};

use super::channel::Channel;
use super::state::State;

/// Tasks that wait for one change of a connection. Nearly always it is one, or none.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    wakers: Vec<Waker>,
    /// The futures that wait, of those which [are counted](Waits).
    counted: usize,
}

/// As many wakers are kept however few wait.
const FEW: usize = 16;

impl Waiters {
    /// Notes that a task waits.
    pub(super) fn add(&mut self, cx: &Context<'_>, woken: &mut Vec<Waker>) {
        // A task may wait by a new waker each time. It is woken for nothing rather than that the old ones are kept. Twice as many are kept as
        // wait: were it fewer, those that wait would wake each other without an end.
        if self.wakers.len() >= FEW.max(2 * self.counted) {
            woken.append(&mut self.wakers);
        }
        if !self.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
            self.wakers.push(cx.waker().clone());
        }
    }

    /// Moves all to `woken` but the task that is in its turn: `true` if that is one of them.
    pub(super) fn wake(&mut self, in_turn: Option<&Waker>, woken: &mut Vec<Waker>) -> bool {
        if self.wakers.is_empty() {
            return false;
        }
        let mut is_in_turn = false;
        for waker in self.wakers.drain(..) {
            if in_turn.is_some_and(|in_turn| waker.will_wake(in_turn)) {
                is_in_turn = true;
            } else {
                woken.push(waker);
            }
        }
        is_in_turn
    }
}

#[cfg(test)]
impl Waiters {
    pub(super) fn counted(&self) -> usize {
        self.counted
    }
}

/// One future that waits for a change, of which any number may do so: it is counted while it waits.
pub(super) struct Waits<'c> {
    channel: &'c Channel,
    /// Those that it is one of.
    waiters: fn(&mut State) -> &mut Waiters,
    is_counted: bool,
}

impl<'c> Waits<'c> {
    pub(super) fn new(channel: &'c Channel, waiters: fn(&mut State) -> &mut Waiters) -> Self {
        Self {
            channel,
            waiters,
            is_counted: false,
        }
    }

    /// Takes a step that is pending until the change.
    pub(super) fn poll<T>(&mut self, step: impl FnOnce(&mut State) -> Poll<T>) -> Poll<T> {
        self.channel.with(|state| {
            let polled = step(state);
            if polled.is_pending() && !self.is_counted {
                (self.waiters)(state).counted += 1;
                self.is_counted = true;
            }
            polled
        })
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        if self.is_counted {
            self.channel
                .with(|state| (self.waiters)(state).counted -= 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::task::Wake;

    use super::*;

    struct Task;

    impl Wake for Task {
        fn wake(self: Arc<Self>) {}
    }

    fn new_waker() -> Waker {
        Waker::from(Arc::new(Task))
    }

    /// Each that is woken for nothing waits again.
    fn wait(waiters: &mut Waiters, waker: Waker) -> usize {
        let mut waiting = vec![waker];
        let mut woken = 0;
        while let Some(waker) = waiting.pop() {
            let before = waiting.len();
            waiters.add(&Context::from_waker(&waker), &mut waiting);
            woken += waiting.len() - before;
            assert!(woken < 10_000, "they wake each other without an end");
        }
        woken
    }

    #[test]
    fn any_number_may_wait_and_none_is_woken_for_nothing() {
        let mut waiters = Waiters::default();
        for _ in 0..100 {
            let woken = wait(&mut waiters, new_waker());
            waiters.counted += 1;
            assert_eq!(woken, 0);
        }
        let mut woken = Vec::new();
        assert!(!waiters.wake(None, &mut woken));
        assert_eq!(woken.len(), 100);
    }

    #[test]
    fn of_one_that_waits_by_a_new_waker_each_time_few_are_kept() {
        let mut waiters = Waiters {
            counted: 1,
            ..Waiters::default()
        };
        let mut woken = Vec::new();
        for _ in 0..1_000 {
            waiters.add(&Context::from_waker(&new_waker()), &mut woken);
        }
        assert!(waiters.wakers.len() <= FEW);
        assert_eq!(woken.len() + waiters.wakers.len(), 1_000);
    }
}

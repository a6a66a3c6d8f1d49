//! The turns of a connection's task: when it is to have one, and what needs no waking within it.

use std::task::{Context, Waker};

use super::waiters::Waiters;

/// The turn of the link, or the wait for it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any of them may hold"
)]
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// The task of the connection, once it has had a turn.
    task: Option<Waker>,
    /// True within its turn.
    is_running: bool,
    /// True if it waits, and has been woken since.
    is_woken: bool,
    /// True if the function may go on, which is to be polled anyway.
    pub(super) has_news: bool,
    /// True if the link has something to do.
    pub(super) is_asked_for: bool,
    /// The tasks that are woken once the state is unlocked.
    pub(super) woken: Vec<Waker>,
}

impl Turn {
    /// Has the link look at what has changed. Within its turn it does so anyway.
    pub(super) fn ask(&mut self) {
        self.is_asked_for = true;
        if !self.is_running && !self.is_woken {
            self.woken.extend(self.task.clone());
            self.is_woken = self.task.is_some();
        }
    }

    /// The link does what it can.
    pub(super) fn begin(&mut self, cx: &Context<'_>) {
        self.is_running = true;
        self.is_woken = false;
        let is_known = |task: &Waker| task.will_wake(cx.waker());
        if !self.task.as_ref().is_some_and(is_known) {
            // One that has another waker now is woken by the old one for nothing, rather than that it is dropped here.
            self.woken.extend(self.task.replace(cx.waker().clone()));
        }
    }

    /// The link waits. What has changed since it looked is seen to in its next turn.
    pub(super) fn end(&mut self) {
        self.is_running = false;
        if self.is_asked_for || self.has_news {
            self.ask();
        }
    }

    /// Notes that a task waits for a change.
    pub(super) fn wait(&mut self, waiters: &mut Waiters, cx: &Context<'_>) {
        waiters.add(cx, &mut self.woken);
    }

    /// Wakes those that wait for a change. The function is among them if it waits in the task of the link.
    pub(super) fn wake(&mut self, waiters: &mut Waiters) {
        let in_turn = self.task.as_ref().filter(|_| self.is_running);
        self.has_news |= waiters.wake(in_turn, &mut self.woken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Such as the function that waits for another task to give the writer back.
    #[test]
    fn who_is_woken_after_the_last_look_has_a_turn_of_its_own() {
        let mut turn = Turn::default();
        let mut waiters = Waiters::default();
        let cx = Context::from_waker(Waker::noop());
        turn.begin(&cx);
        turn.wait(&mut waiters, &cx);
        turn.wake(&mut waiters);
        assert!(turn.woken.is_empty());
        turn.end();
        assert_eq!(turn.woken.len(), 1);
    }

    #[test]
    fn a_turn_in_which_nothing_changes_is_the_last() {
        let mut turn = Turn::default();
        turn.begin(&Context::from_waker(Waker::noop()));
        turn.end();
        assert!(turn.woken.is_empty());
    }
}

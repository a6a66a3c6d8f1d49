//! The turns of a connection's task: when it is to have one, and what needs no waking within it.

use std::task::{Context, Waker};

use super::waiters::Waiters;

/// The turn of the link, or the wait for it.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// The task of the connection, where it waits.
    waiting: Option<Waker>,
    /// The same, within its turn.
    running: Option<Waker>,
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
        self.woken.extend(self.waiting.take());
    }

    /// The link does what it can.
    pub(super) fn begin(&mut self, cx: &Context<'_>) {
        self.waiting = None;
        self.running = Some(cx.waker().clone());
    }

    /// The link waits. What has been asked of it since it looked is done in its next turn.
    pub(super) fn end(&mut self) {
        self.waiting = self.running.take();
        if self.is_asked_for {
            self.ask();
        }
    }

    /// Notes that a task waits for a change.
    pub(super) fn wait(&mut self, waiters: &mut Waiters, cx: &Context<'_>) {
        waiters.add(cx, &mut self.woken);
    }

    /// Wakes those that wait for a change. The function is among them if it waits in the task of the link.
    pub(super) fn wake(&mut self, waiters: &mut Waiters) {
        self.has_news |= waiters.wake(self.running.as_ref(), &mut self.woken);
    }
}

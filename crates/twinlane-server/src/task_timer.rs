//! A timer of a connection's task: it is told of the task once, and looked at after each poll of the connection.

use std::future::Future;
use std::pin::Pin;
use std::task::Context;

use tokio::task::coop::has_budget_remaining;
use tokio::time::{Instant, Sleep, sleep_until};

#[derive(Debug)]
pub(crate) struct TaskTimer {
    timer: Pin<Box<Sleep>>,
    /// The timer knows the task that it is to wake.
    is_armed: bool,
}

impl TaskTimer {
    pub(crate) fn new(end: Instant) -> Self {
        Self {
            timer: Box::pin(sleep_until(end)),
            is_armed: false,
        }
    }

    /// Moves its end.
    pub(crate) fn reset(&mut self, end: Instant) {
        self.timer.as_mut().reset(end);
        self.is_armed = false;
    }

    /// True at its end, of which the task is told. A task has one waker, so telling the timer once is enough: no poll after that one pays for it.
    #[inline]
    pub(crate) fn has_elapsed(&mut self, cx: &mut Context<'_>) -> bool {
        if self.is_armed {
            return self.timer.is_elapsed();
        }
        // Without budget the timer is not told.
        self.is_armed = has_budget_remaining();
        self.timer.as_mut().poll(cx).is_ready()
    }
}

//! Tasks that wait for a change.

use std::task::{Context, Waker};

/// Tasks that wait for one change of a connection. Nearly always it is one, or none.
#[derive(Debug, Default)]
pub(super) struct Waiters(Vec<Waker>);

const MOST_WAITERS: usize = 16;

impl Waiters {
    /// Notes that a task waits.
    pub(super) fn add(&mut self, cx: &Context<'_>, woken: &mut Vec<Waker>) {
        // A task may wait by a new waker each time. It is woken for nothing rather than that the old ones are kept.
        if self.0.len() == MOST_WAITERS {
            woken.append(&mut self.0);
        }
        if !self.0.iter().any(|waker| waker.will_wake(cx.waker())) {
            self.0.push(cx.waker().clone());
        }
    }

    /// Moves all to `woken` but the task that is in its turn: `true` if that is one of them.
    pub(super) fn wake(&mut self, in_turn: Option<&Waker>, woken: &mut Vec<Waker>) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let mut is_in_turn = false;
        for waker in self.0.drain(..) {
            if in_turn.is_some_and(|in_turn| waker.will_wake(in_turn)) {
                is_in_turn = true;
            } else {
                woken.push(waker);
            }
        }
        is_in_turn
    }
}

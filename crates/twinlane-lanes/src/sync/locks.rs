//! Shuttle's lock with a condition of its own: waits have an end by the clock, and nobody is woken but who is meant. A wake that is lost stays lost.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, LockResult, PoisonError};
use std::time::Duration;

use shuttle::rand::{Rng, thread_rng};
use shuttle::thread::{Thread, current, park};

use super::clock::{after, now};
use super::told::switch;

#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(shuttle::sync::Mutex<T>);

pub(crate) struct MutexGuard<'m, T> {
    mutex: &'m Mutex<T>,
    /// `None` while its thread waits.
    guard: Option<shuttle::sync::MutexGuard<'m, T>>,
}

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(shuttle::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let held = |guard| MutexGuard {
            mutex: self,
            guard: Some(guard),
        };
        match self.0.lock() {
            Ok(guard) => Ok(held(guard)),
            Err(poisoned) => Err(PoisonError::new(held(poisoned.into_inner()))),
        }
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.guard.as_ref().expect("it is held")
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.guard.as_mut().expect("it is held")
    }
}

/// A condition. Clones of its waiters are the timers'.
pub(crate) struct Condvar(std::sync::Mutex<Vec<Arc<Waiter>>>);

struct Waiter {
    thread: Thread,
    state: AtomicU8,
}

const WAITING: u8 = 0;
const WOKEN: u8 = 1;
const TIMED_OUT: u8 = 2;

impl Waiter {
    /// Ends the wait, if it has not ended. Its thread goes on when it is [unparked](Thread::unpark).
    fn end(&self, state: u8) {
        if self.is_waiting() {
            self.state.store(state, Ordering::Relaxed);
        }
    }

    fn is_waiting(&self) -> bool {
        self.state.load(Ordering::Relaxed) == WAITING
    }
}

/// The end of a wait. `true`: the time was over.
pub(crate) struct Waited(bool);

impl Waited {
    pub(crate) fn timed_out(&self) -> bool {
        self.0
    }
}

/// A time after which a thread wakes only to look again is endless here: otherwise a wake that is lost would be found again.
const FOREVER: Duration = Duration::from_hours(1);

impl Condvar {
    pub(crate) const fn new() -> Self {
        Self(std::sync::Mutex::new(Vec::new()))
    }

    fn waiters(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Waiter>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wait<'m, T>(&self, guard: MutexGuard<'m, T>) -> LockResult<MutexGuard<'m, T>> {
        let (guard, _) = self
            .wait_timeout(guard, FOREVER)
            .unwrap_or_else(PoisonError::into_inner);
        Ok(guard)
    }

    pub(crate) fn wait_while<'m, T>(
        &self,
        mut guard: MutexGuard<'m, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'m, T>> {
        while condition(&mut guard) {
            guard = self.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(guard)
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the standard library's")]
    pub(crate) fn wait_timeout<'m, T>(
        &self,
        mut guard: MutexGuard<'m, T>,
        limit: Duration,
    ) -> LockResult<(MutexGuard<'m, T>, Waited)> {
        let waiter = Arc::new(Waiter {
            thread: current(),
            state: AtomicU8::new(WAITING),
        });
        self.waiters().push(Arc::clone(&waiter));
        if limit < FOREVER {
            let (awaited, ended) = (Arc::clone(&waiter), Arc::clone(&waiter));
            after(
                now() + limit,
                move || awaited.is_waiting(),
                move || {
                    ended.end(TIMED_OUT);
                    ended.thread.unpark();
                },
            );
        }
        drop(guard.guard.take());
        while waiter.is_waiting() {
            park();
        }
        self.waiters().retain(|other| !Arc::ptr_eq(other, &waiter));
        let guard = guard.mutex.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((
            guard,
            Waited(waiter.state.load(Ordering::Relaxed) == TIMED_OUT),
        ))
    }

    pub(crate) fn wait_timeout_while<'m, T>(
        &self,
        mut guard: MutexGuard<'m, T>,
        limit: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'m, T>, Waited)> {
        let end = now() + limit;
        while condition(&mut guard) {
            let left = end.saturating_duration_since(now());
            if left.is_zero() {
                return Ok((guard, Waited(true)));
            }
            let waited = self.wait_timeout(guard, left);
            (guard, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        Ok((guard, Waited(false)))
    }

    /// Wakes any of those that wait.
    pub(crate) fn notify_one(&self) {
        switch();
        let mut waiters = self.waiters();
        waiters.retain(|waiter| waiter.is_waiting());
        let number = waiters.len();
        let woken = (number > 0).then(|| waiters.remove(thread_rng().gen_range(0..number)));
        drop(waiters);
        wake(woken);
    }

    pub(crate) fn notify_all(&self) {
        switch();
        let woken = std::mem::take(&mut *self.waiters());
        wake(woken);
    }
}

/// All of them are woken at once, though other threads may run between the steps.
fn wake(woken: impl IntoIterator<Item = Arc<Waiter>>) {
    let woken: Vec<_> = woken.into_iter().collect();
    woken.iter().for_each(|waiter| waiter.end(WOKEN));
    woken.iter().for_each(|waiter| waiter.thread.unpark());
}

impl<T> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MutexGuard")
    }
}

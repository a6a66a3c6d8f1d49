//! The locks, the channel and the notice of batches: those of the standard library and of tokio.
//!
//! In the tests of `checks/interleavings` they are shuttle's, which tries the orders in which threads may run.

#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::{Condvar, Mutex, MutexGuard};
#[cfg(not(all(test, shuttle)))]
pub(crate) use std::thread_local;
#[cfg(not(all(test, shuttle)))]
pub(crate) use tokio::sync::{Notify, oneshot};

#[cfg(all(test, shuttle))]
pub(crate) use explored::{Condvar, Notify, oneshot};
#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::{Mutex, MutexGuard};
#[cfg(all(test, shuttle))]
pub(crate) use shuttle::thread_local;

#[cfg(test)]
#[cfg(shuttle)]
mod explored {
    use std::future::Future;
    use std::pin::Pin;
    use std::sync::{Arc, LockResult};
    use std::task::{Context, Poll};
    use std::time::Duration;

    use shuttle::sync::MutexGuard;
    use shuttle::sync::atomic::{AtomicBool, Ordering};
    use shuttle::thread::{spawn, yield_now};

    /// A condition whose short waits end after others have run, for shuttle has no clock; long ones have no end.
    #[derive(Clone)]
    pub(crate) struct Condvar(Arc<shuttle::sync::Condvar>);

    /// The end of a wait. `true`: the time was over.
    pub(crate) struct Waited(bool);

    impl Waited {
        pub(crate) fn timed_out(&self) -> bool {
            self.0
        }
    }

    impl Condvar {
        pub(crate) fn new() -> Self {
            Self(Arc::new(shuttle::sync::Condvar::new()))
        }

        pub(crate) fn wait<'g, T>(
            &self,
            guard: MutexGuard<'g, T>,
        ) -> LockResult<MutexGuard<'g, T>> {
            self.0.wait(guard)
        }

        #[expect(clippy::unnecessary_wraps, reason = "as the standard library's")]
        pub(crate) fn wait_timeout<'g, T>(
            &self,
            guard: MutexGuard<'g, T>,
            limit: Duration,
        ) -> LockResult<(MutexGuard<'g, T>, Waited)> {
            if limit >= Duration::from_mins(1) {
                return Ok((self.0.wait(guard).expect("no panic"), Waited(false)));
            }
            let (condition, is_over) = (Arc::clone(&self.0), Arc::new(AtomicBool::new(false)));
            let ends = Arc::clone(&is_over);
            let timer = spawn(move || {
                while !ends.load(Ordering::SeqCst) {
                    condition.notify_all();
                    yield_now();
                }
            });
            let guard = self.0.wait(guard).expect("no panic");
            is_over.store(true, Ordering::SeqCst);
            drop(timer);
            Ok((guard, Waited(true)))
        }

        pub(crate) fn wait_timeout_while<'g, T>(
            &self,
            mut guard: MutexGuard<'g, T>,
            limit: Duration,
            mut condition: impl FnMut(&mut T) -> bool,
        ) -> LockResult<(MutexGuard<'g, T>, Waited)> {
            if condition(&mut guard) {
                return self.wait_timeout(guard, limit);
            }
            Ok((guard, Waited(false)))
        }

        pub(crate) fn notify_one(&self) {
            self.0.notify_one();
        }

        pub(crate) fn notify_all(&self) {
            self.0.notify_all();
        }
    }

    /// Lets another thread run.
    fn switch() {
        if !std::thread::panicking() {
            AtomicBool::new(false).load(Ordering::SeqCst);
        }
    }

    /// Tokio's notice, where another thread may run before each of its steps.
    pub(crate) struct Notify(tokio::sync::Notify);

    impl Notify {
        pub(crate) fn new() -> Self {
            Self(tokio::sync::Notify::new())
        }

        pub(crate) fn notified(&self) -> tokio::sync::futures::Notified<'_> {
            switch();
            self.0.notified()
        }

        pub(crate) fn notify_waiters(&self) {
            switch();
            self.0.notify_waiters();
        }
    }

    /// Tokio's channel, likewise.
    pub(crate) mod oneshot {
        use super::{Context, Future, Pin, Poll, switch};
        use tokio::sync::oneshot;

        pub(crate) struct Sender<T>(oneshot::Sender<T>);

        pub(crate) struct Receiver<T>(oneshot::Receiver<T>);

        pub(crate) fn channel<T>() -> (Sender<T>, Receiver<T>) {
            let (sender, receiver) = oneshot::channel();
            (Sender(sender), Receiver(receiver))
        }

        impl<T> Sender<T> {
            pub(crate) fn send(self, value: T) -> Result<(), T> {
                switch();
                self.0.send(value)
            }

            pub(crate) fn is_closed(&self) -> bool {
                switch();
                self.0.is_closed()
            }
        }

        impl<T> Future for Receiver<T> {
            type Output = Result<T, oneshot::error::RecvError>;

            fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
                switch();
                Pin::new(&mut self.0).poll(context)
            }
        }

        impl<T> Drop for Receiver<T> {
            fn drop(&mut self) {
                switch();
            }
        }
    }
}

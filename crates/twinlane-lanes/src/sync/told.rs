//! Tokio's channel and notice, where another thread may run before each of their steps.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use shuttle::sync::atomic::{AtomicBool, Ordering};

/// Lets another thread run.
pub(super) fn switch() {
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

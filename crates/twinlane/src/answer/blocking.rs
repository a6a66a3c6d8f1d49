//! An iterator that may block, as a stream.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::runtime::Handle;
use twinlane_lanes::{Panicked, threads};

/// The items of an iterator, each asked for in a thread when the one before has been taken.
pub(super) struct Blocking<I: Iterator + Send + 'static> {
    state: State<I>,
}

enum State<I: Iterator> {
    /// Between two items.
    Idle(I),
    Asked(Asking<I>),
    Ended,
}

type Asking<I> = Pin<Box<dyn Future<Output = Result<Step<I>, Panicked>> + Send>>;

/// An item and the iterator, unless that is at its end.
type Step<I> = Option<(<I as Iterator>::Item, I)>;

impl<I: Iterator + Send> Blocking<I> {
    pub(super) fn new(iterator: I) -> Self {
        Self {
            state: State::Idle(iterator),
        }
    }
}

// The iterator is never pinned.
impl<I: Iterator + Send> Unpin for Blocking<I> {}

impl<I: Iterator<Item: Send> + Send> Stream for Blocking<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        let mut asking = match std::mem::replace(&mut self.state, State::Ended) {
            State::Idle(mut iterator) => {
                let next = move || iterator.next().map(|item| (item, iterator));
                Box::pin(threads(next))
            }
            State::Asked(asking) => asking,
            State::Ended => return Poll::Ready(None),
        };
        match asking.as_mut().poll(cx) {
            Poll::Pending => {
                self.state = State::Asked(asking);
                Poll::Pending
            }
            Poll::Ready(Ok(Some((item, iterator)))) => {
                self.state = State::Idle(iterator);
                Poll::Ready(Some(item))
            }
            Poll::Ready(Ok(None)) => Poll::Ready(None),
            // As if it had panicked here: the body catches that, and breaks off.
            Poll::Ready(Err(panicked)) => panic!("{panicked}"),
        }
    }
}

/// An iterator that blocks may block while it is dropped, too.
impl<I: Iterator + Send + 'static> Drop for Blocking<I> {
    fn drop(&mut self) {
        if let State::Idle(iterator) = std::mem::replace(&mut self.state, State::Ended)
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn_blocking(move || drop(iterator));
        }
    }
}

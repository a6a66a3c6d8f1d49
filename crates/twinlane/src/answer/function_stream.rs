//! A stream that is written by a function: the function sends items, and is polled by the connection that takes them.

use std::error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use twinlane_lanes::Panicked;

use super::chunks::{Chunk, panicked};
use crate::errors::{Error, Result};

/// The items that a function sends, as a stream.
///
/// No task runs the function: it is polled with the stream, and dropped with it. The stream ends when the function has ended and the
/// sender is gone.
pub(super) struct FunctionStream {
    /// `None` once it has ended.
    function: Option<Pin<Box<dyn Future<Output = Result> + Send>>>,
    /// Returned by the function. It comes after the item that is in the slot.
    error: Option<Error>,
    slot: Arc<Slot>,
}

/// The error of a send after the client has disconnected, or the response has been broken off.
///
/// Nothing more can be sent, so return from the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientGone;

/// A pending send. It sends the item when it is awaited. If it is dropped before it is done, the item is not sent.
#[must_use = "an item is sent when this is awaited"]
pub struct PendingSend<'s> {
    slot: &'s Slot,
    /// `None` once it has been sent.
    item: Option<Item>,
}

/// A chunk, or an error that breaks the body off.
type Item = Result<Chunk>;

/// The sending side of a [`FunctionStream`].
pub(super) struct ItemSlot(Arc<Slot>);

/// Room for one item between a function and its stream.
struct Slot(Mutex<SlotState>);

#[derive(Default)]
struct SlotState {
    item: Option<Item>,
    /// Waits for room.
    sender: Option<Waker>,
    /// Waits for an item.
    receiver: Option<Waker>,
    is_sender_gone: bool,
    is_receiver_gone: bool,
}

impl FunctionStream {
    /// The items that this function sends. It is called when the first is asked for.
    pub(super) fn new<F, R>(function: F) -> Self
    where
        F: FnOnce(ItemSlot) -> R + Send + 'static,
        R: Future<Output = Result> + Send + 'static,
    {
        let slot = Arc::new(Slot(Mutex::default()));
        let sender = ItemSlot(Arc::clone(&slot));
        Self {
            function: Some(Box::pin(async move { function(sender).await })),
            error: None,
            slot,
        }
    }
}

impl Stream for FunctionStream {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        let this = &mut *self;
        if let Some(item) = this.slot.take() {
            return Poll::Ready(Some(item));
        }
        if let Some(function) = &mut this.function {
            // Caught here, so that what was sent before is not lost.
            match Panicked::catch(|| function.as_mut().poll(cx)) {
                Ok(Poll::Pending) => {}
                Ok(Poll::Ready(result)) => {
                    this.function = None;
                    this.error = result.err();
                }
                Err(_) => {
                    this.function = None;
                    this.error = Some(panicked());
                }
            }
        }
        match this.slot.poll_take(cx) {
            Poll::Ready(Some(item)) => Poll::Ready(Some(item)),
            // The sender may have been given to another task.
            polled if this.function.is_none() => match this.error.take() {
                Some(error) => Poll::Ready(Some(Err(error))),
                None => polled,
            },
            _ => Poll::Pending,
        }
    }
}

impl Drop for FunctionStream {
    fn drop(&mut self) {
        let mut state = self.slot.lock();
        state.is_receiver_gone = true;
        let left = (state.item.take(), state.sender.take());
        drop(state);
        if let (_, Some(sender)) = left {
            sender.wake();
        }
    }
}

impl ItemSlot {
    /// Sends an item when the one before it has been taken.
    pub(super) fn send(&mut self, item: Item) -> PendingSend<'_> {
        PendingSend {
            slot: &self.0,
            item: Some(item),
        }
    }
}

impl Drop for ItemSlot {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_sender_gone = true;
        let receiver = state.receiver.take();
        drop(state);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }
}

impl Future for PendingSend<'_> {
    type Output = Result<(), ClientGone>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.slot.lock();
        if state.is_receiver_gone {
            return Poll::Ready(Err(ClientGone));
        }
        if state.item.is_some() {
            state.sender = Some(cx.waker().clone());
            return Poll::Pending;
        }
        state.item = self.item.take();
        let receiver = state.receiver.take();
        drop(state);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
        Poll::Ready(Ok(()))
    }
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, SlotState> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The item that is there. Until `poll_take` nobody is woken for another: the function's own would wake the task that polls it.
    fn take(&self) -> Option<Item> {
        let mut state = self.lock();
        state.receiver = None;
        Self::take_from(state)
    }

    /// The next item; `None` when no more can come.
    fn poll_take(&self, cx: &Context<'_>) -> Poll<Option<Item>> {
        let mut state = self.lock();
        if state.item.is_some() {
            return Poll::Ready(Self::take_from(state));
        }
        if state.is_sender_gone {
            return Poll::Ready(None);
        }
        state.receiver = Some(cx.waker().clone());
        Poll::Pending
    }

    fn take_from(mut state: MutexGuard<'_, SlotState>) -> Option<Item> {
        let item = state.item.take()?;
        let sender = state.sender.take();
        drop(state);
        if let Some(sender) = sender {
            sender.wake();
        }
        Some(item)
    }
}

impl fmt::Display for ClientGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client has gone")
    }
}

impl error::Error for ClientGone {}

impl fmt::Debug for ItemSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemSlot")
    }
}

impl fmt::Debug for PendingSend<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingSend").finish_non_exhaustive()
    }
}

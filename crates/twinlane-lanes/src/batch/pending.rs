//! A caller's end of an item.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::line::Place;
use super::queue::Answer;
use super::shared::Shared;
use super::unanswered::Unanswered;
use crate::run_to_end::client_has_gone;
use crate::sync::oneshot;

/// The result to come. If this is dropped before the item runs, or its client goes, the item is left out, and there is room for another at once.
pub(super) struct Pending<'q, I, O> {
    receiver: oneshot::Receiver<Answer<O>>,
    shared: &'q Shared<I, O>,
    /// The item's place in the line; `None` when it has been answered.
    place: Option<Place>,
}

impl<'q, I, O> Pending<'q, I, O> {
    pub(super) fn new(
        receiver: oneshot::Receiver<Answer<O>>,
        shared: &'q Shared<I, O>,
        place: Place,
    ) -> Self {
        Self {
            receiver,
            shared,
            place: Some(place),
        }
    }
}

impl<I, O> Future for Pending<'_, I, O> {
    type Output = Answer<O>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(received) = Pin::new(&mut self.receiver).poll(context) {
            self.place = None;
            return Poll::Ready(received.unwrap_or(Err(Unanswered::Stopped)));
        }
        // An item that runs has its answer: its cost is paid.
        if client_has_gone()
            && let Some(place) = self.place
            && self.shared.leave_out(place)
        {
            self.place = None;
            return Poll::Ready(Err(Unanswered::ClientGone));
        }
        Poll::Pending
    }
}

impl<I, O> Drop for Pending<'_, I, O> {
    fn drop(&mut self) {
        if let Some(place) = self.place.take() {
            self.shared.leave_out(place);
        }
    }
}

//! A body that ends when the server stops.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Frame;
use twinlane_lanes::Stopping;
use twinlane_web::{Body, BoxError};

/// A body without an end of its own, such as that of an event stream, whose client connects again.
pub(crate) struct UntilStop {
    body: Body,
    stopping: Pin<Box<Stopping>>,
}

impl UntilStop {
    pub(crate) fn body(body: Body, stopping: Stopping) -> Body {
        Body::stream(Self {
            body,
            stopping: Box::pin(stopping),
        })
    }
}

impl http_body::Body for UntilStop {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        // Asked before each frame, since there may always be one.
        if !self.stopping.has_begun() {
            let frame = Pin::new(&mut self.body).poll_frame(cx);
            if frame.is_ready() || self.stopping.as_mut().poll(cx).is_pending() {
                return frame;
            }
        }
        self.body = Body::empty();
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
}

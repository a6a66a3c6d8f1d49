//! A body that the watchdog knows by name.

use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use twinlane_lanes::{Label, poll_labelled};
use twinlane_web::{Body, BoxError};

/// A body whose making, where it blocks, is told as what it is.
pub(crate) struct LabelledBody {
    body: Body,
    label: Label,
}

impl LabelledBody {
    pub(crate) fn new(body: Body, label: Label) -> Self {
        Self { body, label }
    }
}

impl Drop for LabelledBody {
    /// The values that the body owns are dropped with it, and may block as it may.
    fn drop(&mut self) {
        let body = take(&mut self.body);
        poll_labelled(self.label, || drop(body));
    }
}

impl http_body::Body for LabelledBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let label = self.label;
        poll_labelled(label, || Pin::new(&mut self.body).poll_frame(cx))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

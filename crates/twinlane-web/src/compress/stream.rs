//! A stream that is compressed as it comes.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::Frame;

use super::encoder::{CompressionJob, Encoder};
use super::policy::{LARGE, Offload, Offloaded};
use crate::{Body, BoxError};

/// The body in gzip: a chunk for each chunk. It has one in hand at a time, so that it holds no more than that and the state of the
/// compressor, however long the stream is.
pub(super) struct GzipStream {
    body: Body,
    state: State,
    offload: Offload,
}

enum State {
    /// Waiting for a chunk.
    Reading(Encoder),
    /// A chunk is being compressed by another thread.
    Away(Offloaded),
    /// The end of the compressed data has been sent, or is to follow; trailers may come behind it.
    Ended(Option<Frame<Bytes>>),
}

impl GzipStream {
    pub(super) fn new(body: Body, encoder: Encoder, offload: Offload) -> Self {
        Self {
            body,
            state: State::Reading(encoder),
            offload,
        }
    }

    /// A chunk, or the end of the data with what follows it. `None`: the chunk has no bytes, or another thread has it.
    fn take(&mut self, frame: Option<Frame<Bytes>>) -> Result<Option<Bytes>, BoxError> {
        let State::Reading(encoder) = &mut self.state else {
            return Ok(None);
        };
        let trailers = match frame.map(Frame::into_data) {
            Some(Ok(chunk)) if chunk.is_empty() => return Ok(None),
            Some(Ok(chunk)) if chunk.len() < LARGE => return Ok(Some(encoder.chunk(&chunk)?)),
            Some(Ok(chunk)) => {
                let State::Reading(encoder) =
                    std::mem::replace(&mut self.state, State::Ended(None))
                else {
                    return Ok(None);
                };
                self.state = State::Away((self.offload)(CompressionJob { encoder, chunk }));
                return Ok(None);
            }
            Some(Err(trailers)) => Some(trailers),
            None => None,
        };
        let end = encoder.finish(&[])?;
        self.state = State::Ended(trailers);
        Ok(Some(end))
    }
}

impl http_body::Body for GzipStream {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            let this = &mut *self;
            match &mut this.state {
                State::Reading(_) => {
                    let frame = match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                        Some(Ok(frame)) => Some(frame),
                        None => None,
                        Some(Err(error)) => {
                            this.state = State::Ended(None);
                            return Poll::Ready(Some(Err(error)));
                        }
                    };
                    match this.take(frame) {
                        Ok(Some(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                        Ok(None) => {}
                        Err(error) => {
                            this.state = State::Ended(None);
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                }
                State::Away(work) => {
                    let done = ready!(work.as_mut().poll(cx));
                    let chunk = match done {
                        Ok(done) => {
                            this.state = State::Reading(done.encoder);
                            done.chunk.map_err(BoxError::from)
                        }
                        Err(error) => Err(error),
                    };
                    if chunk.is_err() {
                        this.state = State::Ended(None);
                    }
                    return Poll::Ready(Some(chunk.map(Frame::data)));
                }
                State::Ended(trailers) => return Poll::Ready(trailers.take().map(Ok)),
            }
        }
    }
}

//! A stream that is compressed as it comes.

use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};

use super::encoder::{CompressionJob, Encoder};
use super::policy::{LARGE, Offload, Offloaded};
use crate::{Body, BoxError};

/// The body in gzip: a chunk for each chunk. It has one in hand at a time, so that it holds no more than that and the state of the
/// compressor, however long the stream is.
pub(super) struct GzipStream {
    body: Body,
    /// A frame that has been taken from the body already, or its end.
    taken: Option<Taken>,
    state: State,
    offload: Offload,
}

type Taken = Option<Result<Frame<Bytes>, BoxError>>;

enum State {
    /// All of it, compressed.
    Whole(Bytes),
    /// All of it has been sent. The end of the body is still to be read, since tasks wait for that.
    Sent,
    /// Waiting for a chunk.
    Reading(Encoder),
    /// A chunk is being compressed by another thread.
    Away(Offloaded),
    /// The end of the compressed data has been sent, or is to follow; trailers may come behind it.
    Ended(Option<Frame<Bytes>>),
}

impl GzipStream {
    /// A body of known length that is there already, as that of a response with background tasks, is compressed at once, so that its
    /// compressed length is known.
    pub(super) fn new(
        mut body: Body,
        mut encoder: Encoder,
        offload: Offload,
    ) -> Result<Self, BoxError> {
        let length = body.size_hint().exact();
        let length = length.and_then(|length| usize::try_from(length).ok());
        let length = length.filter(|length| *length < LARGE);
        let mut taken = length.and_then(|_| poll_once(&mut body));
        let state = match &taken {
            Some(Some(Ok(frame))) if frame.data_ref().map(Bytes::len) == length => {
                let whole = frame.data_ref().map(|chunk| encoder.finish(chunk));
                taken = None;
                State::Whole(whole.transpose()?.unwrap_or_default())
            }
            _ => State::Reading(encoder),
        };
        Ok(Self {
            body,
            taken,
            state,
            offload,
        })
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
                State::Whole(whole) => {
                    let whole = std::mem::take(whole);
                    this.state = State::Sent;
                    return Poll::Ready(Some(Ok(Frame::data(whole))));
                }
                State::Sent => match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                    Some(Ok(frame)) if frame.is_data() => {}
                    end => {
                        this.state = State::Ended(None);
                        return Poll::Ready(end);
                    }
                },
                State::Reading(_) => {
                    let taken = match this.taken.take() {
                        Some(taken) => taken,
                        None => ready!(Pin::new(&mut this.body).poll_frame(cx)),
                    };
                    let frame = match taken {
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

    fn size_hint(&self) -> SizeHint {
        match &self.state {
            State::Whole(whole) => SizeHint::with_exact(whole.len() as u64),
            _ => SizeHint::default(),
        }
    }
}

/// A frame of the body, or its end, if it is there now.
fn poll_once(body: &mut Body) -> Option<Taken> {
    // Whoever sends the body polls it again, with a waker that wakes.
    let mut cx = Context::from_waker(Waker::noop());
    match Pin::new(body).poll_frame(&mut cx) {
        Poll::Ready(taken) => Some(taken),
        Poll::Pending => None,
    }
}

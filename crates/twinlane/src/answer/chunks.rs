//! A body made of the items of a stream.

use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Frame;
use tokio::time::{Instant, Sleep, sleep};
use twinlane_lanes::Panicked;
use twinlane_web::{Body, BoxError};

use crate::errors::Error;

/// Bytes of a stream, with the place of the JSON among them that the options of an operation may change.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) bytes: Bytes,
    json: Range<usize>,
}

impl Chunk {
    /// Bytes that stay as they are.
    pub(super) fn plain(bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            json: 0..0,
        }
    }

    /// Bytes with a value in JSON at this place.
    pub(super) fn with_json(bytes: Vec<u8>, json: Range<usize>) -> Self {
        Self {
            bytes: bytes.into(),
            json,
        }
    }

    /// The same chunk with the JSON that `rewrite` makes of its own.
    pub(super) fn rewritten(
        self,
        rewrite: impl FnOnce(&[u8]) -> Result<String, Error>,
    ) -> Result<Self, Error> {
        let Range { start, end } = self.json;
        if start == end {
            return Ok(self);
        }
        let (before, after) = (&self.bytes[..start], &self.bytes[end..]);
        let json = rewrite(&self.bytes[start..end])?;
        let bytes = [before, json.as_bytes(), after].concat();
        Ok(Self::with_json(bytes, start..start + json.len()))
    }
}

/// The chunks of a stream of any type.
pub(super) type ChunkStream = Pin<Box<dyn Stream<Item = Result<Chunk, Error>> + Send>>;

/// The items of a stream as chunks.
pub(super) struct Encoded<S, F> {
    stream: Pin<Box<S>>,
    encode: F,
}

impl<S: Stream, F: Fn(S::Item) -> Result<Chunk, Error>> Encoded<S, F> {
    pub(super) fn new(stream: S, encode: F) -> Self {
        Self {
            stream: Box::pin(stream),
            encode,
        }
    }
}

// The function is never pinned.
impl<S, F> Unpin for Encoded<S, F> {}

impl<S: Stream, F: Fn(S::Item) -> Result<Chunk, Error>> Stream for Encoded<S, F> {
    type Item = Result<Chunk, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.stream.as_mut().poll_next(cx);
        polled.map(|item| item.map(&self.encode))
    }
}

/// Turns an item into bytes.
type Encode<I> = fn(I) -> Result<Bytes, Error>;

/// Content that is sent after a silence, to keep the connection open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ping {
    pub(super) every: Duration,
    pub(super) content: &'static [u8],
}

/// The body of chunks: see [`body`].
pub(super) fn chunk_body(
    chunks: impl Stream<Item = Result<Chunk, Error>> + Send + 'static,
    ping: Option<Ping>,
) -> Body {
    body(chunks, |chunk| Ok(chunk?.bytes), ping)
}

/// The body of a stream. Its items are asked for one at a time, when the client has taken those before; it is
/// dropped, and the stream with it, when the client has gone.
pub(super) fn body<S>(stream: S, encode: Encode<S::Item>, ping: Option<Ping>) -> Body
where
    S: Stream + Send + 'static,
{
    Body::stream(Chunks {
        stream: Some(Box::pin(stream)),
        encode,
        error: None,
        pings: ping.map(|ping| Pings { ping, timer: None }),
    })
}

/// The error by which a panic breaks a body off. Its message is in the log of panics.
pub(super) fn panicked() -> Error {
    Error::msg("it panicked")
}

struct Chunks<S: Stream> {
    /// `None` once it has ended.
    stream: Option<Pin<Box<S>>>,
    encode: Encode<S::Item>,
    /// The error that ended the stream, until the server is told.
    error: Option<BoxError>,
    pings: Option<Pings>,
}

struct Pings {
    ping: Ping,
    /// Made when there is a first wait.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<S: Stream> Chunks<S> {
    /// The next item. A panic of the stream ends it, as an error does.
    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let Some(stream) = &mut self.stream else {
            return Poll::Ready(None);
        };
        let encode = self.encode;
        let polled = Panicked::catch(|| stream.as_mut().poll_next(cx).map(|item| item.map(encode)));
        polled.unwrap_or_else(|_| Poll::Ready(Some(Err(panicked()))))
    }
}

impl<S: Stream> http_body::Body for Chunks<S> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(error) = self.error.take() {
            return Poll::Ready(Some(Err(error)));
        }
        loop {
            match self.poll_item(cx) {
                // An empty chunk would end the body on the wire.
                Poll::Ready(Some(Ok(bytes))) if bytes.is_empty() => {}
                Poll::Ready(Some(Ok(bytes))) => {
                    self.pings.iter_mut().for_each(Pings::start_anew);
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Poll::Ready(Some(Err(error))) => {
                    self.stream = None;
                    self.error = Some(format!("{error:?}").into());
                    // The server sends what it has while it waits, and only then learns of the error.
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Ready(None) => {
                    self.stream = None;
                    return Poll::Ready(None);
                }
                Poll::Pending => {
                    let Some(pings) = &mut self.pings else {
                        return Poll::Pending;
                    };
                    return pings.poll(cx).map(|content| Some(Ok(Frame::data(content))));
                }
            }
        }
    }
}

impl Pings {
    fn start_anew(&mut self) {
        if let Some(timer) = &mut self.timer {
            timer.as_mut().reset(Instant::now() + self.ping.every);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Bytes> {
        let every = self.ping.every;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(every)));
        if timer.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.start_anew();
        Poll::Ready(Bytes::from_static(self.ping.content))
    }
}

use std::fmt;

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;
use twinlane_web::Body;
use twinlane_web::media_type::content_type;

use super::blocking::Blocking;
use super::chunks::Chunk;
use super::content::ViaContent;
use super::function_stream::{FunctionStream, ItemSlot, PendingSend};
use super::{AnswerDescription, Answered, ContentDescription, Respond, chunks};
use crate::errors::Error;

/// A streamed body: chunks of bytes or text, each sent when the client has taken the chunk before.
///
/// The stream is dropped when the client disconnects. If the stream fails, the error is logged and the connection is closed, so the client does not
/// take a part for the whole.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::response::Streaming;
///
/// #[get("/numbers")]
/// async fn numbers() -> Streaming {
///     Streaming::of((0..1_000_000).map(|number| format!("{number}\n"))).media_type("text/plain")
/// }
/// # fn main() {}
/// ```
pub struct Streaming {
    body: Body,
    media_type: Option<String>,
}

/// A chunk of a [`Streaming`]: bytes, a text, or a `Result` of them.
pub trait IntoChunk {
    /// The bytes.
    ///
    /// # Errors
    ///
    /// The error that ends the stream.
    fn into_chunk(self) -> Result<Bytes, Error>;
}

impl Streaming {
    /// Streams the chunks of a stream, such as those of the `futures` and `tokio-stream` crates.
    pub fn new<S>(stream: S) -> Self
    where
        S: Stream<Item: IntoChunk> + Send + 'static,
    {
        Self::of_body(chunks::body(stream, S::Item::into_chunk, None))
    }

    /// The chunks as a body, which another than a response may have.
    pub(crate) fn into_body(self) -> Body {
        self.body
    }

    /// Its media type and its body.
    pub(super) fn into_content(self) -> (Option<HeaderValue>, Body) {
        let media_type = self.media_type.as_deref().and_then(content_type);
        (media_type, self.body)
    }

    fn of_body(body: Body) -> Self {
        Self {
            body,
            media_type: None,
        }
    }

    /// Streams the chunks of an iterator, which must not block.
    pub fn of<I>(chunks: I) -> Self
    where
        I: IntoIterator<Item: IntoChunk, IntoIter: Send + 'static>,
    {
        Self::new(Iter(chunks.into_iter()))
    }

    /// Streams the chunks of an iterator that may block, such as the rows of a query.
    ///
    /// Each chunk is read in a thread. The iterator is dropped in a thread, too.
    pub fn blocking<I>(chunks: I) -> Self
    where
        I: IntoIterator<Item: IntoChunk + Send, IntoIter: Send + 'static>,
    {
        Self::new(Blocking::new(chunks.into_iter()))
    }

    /// Streams the chunks that an async function sends, in the order in which it sends them.
    ///
    /// The function runs on the event loop, as a part of the response. It starts when the first chunk is requested, continues when the client has
    /// taken the chunk before, and is dropped when the client disconnects. It may borrow from values that it owns. An error or a panic breaks the
    /// response off and is logged. The response ends when the function has ended and the sender is dropped. A stop of the server does not end it:
    /// take a [`Stopping`](crate::lanes::Stopping) for that.
    ///
    /// ```
    /// use twinlane::response::Streaming;
    /// use twinlane::prelude::*;
    ///
    /// #[get("/table.csv")]
    /// async fn table() -> Streaming {
    ///     let chunks = Streaming::from_fn(async move |mut out| {
    ///         out.send("name,price\n").await?;
    ///         for (name, price) in [("tea", 3), ("cake", 4)] {
    ///             out.send(format!("{name},{price}\n")).await?;
    ///         }
    ///         Ok(())
    ///     });
    ///     chunks.media_type("text/csv")
    /// }
    /// # fn main() {}
    /// ```
    pub fn from_fn<F, R>(function: F) -> Self
    where
        F: FnOnce(ChunkSender) -> R + Send + 'static,
        R: Future<Output = crate::Result> + Send + 'static,
    {
        let with_slot = |slot| function(ChunkSender(slot));
        Self::of_body(chunks::chunk_body(FunctionStream::new(with_slot), None))
    }

    /// Sets the media type; none by default. A text type gets `charset=utf-8`.
    #[must_use]
    pub fn media_type(mut self, media_type: &str) -> Self {
        self.media_type = Some(media_type.to_owned());
        self
    }
}

/// The sender of a [`Streaming::from_fn`].
#[derive(Debug)]
pub struct ChunkSender(ItemSlot);

impl ChunkSender {
    /// Sends a chunk: bytes, a text, or a `Result` of them.
    ///
    /// It waits until the chunk before this one has been taken. An `Err` breaks the response off.
    ///
    /// # Errors
    ///
    /// [`ClientGone`](crate::response::ClientGone): the client has disconnected, or the response has been broken off.
    pub fn send(&mut self, chunk: impl IntoChunk) -> PendingSend<'_> {
        self.0.send(chunk.into_chunk().map(Chunk::plain))
    }
}

/// An iterator as a stream.
pub(super) struct Iter<I>(pub(super) I);

// The iterator is never pinned.
impl<I> Unpin for Iter<I> {}

impl<I: Iterator> Stream for Iter<I> {
    type Item = I::Item;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<I::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

impl IntoChunk for Bytes {
    fn into_chunk(self) -> Result<Bytes, Error> {
        Ok(self)
    }
}

impl IntoChunk for Vec<u8> {
    fn into_chunk(self) -> Result<Bytes, Error> {
        Ok(self.into())
    }
}

impl IntoChunk for String {
    fn into_chunk(self) -> Result<Bytes, Error> {
        Ok(self.into())
    }
}

impl IntoChunk for &'static str {
    fn into_chunk(self) -> Result<Bytes, Error> {
        Ok(self.into())
    }
}

impl<C: IntoChunk, E: Into<Error>> IntoChunk for Result<C, E> {
    fn into_chunk(self) -> Result<Bytes, Error> {
        self.map_err(Into::into)?.into_chunk()
    }
}

impl Respond<ViaContent> for Streaming {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Undescribed)
    }

    fn respond(self) -> Answered {
        let (media_type, body) = self.into_content();
        Answered::stream(media_type, body)
    }
}

impl fmt::Debug for Streaming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streaming")
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

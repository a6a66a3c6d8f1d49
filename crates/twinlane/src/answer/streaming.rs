use std::fmt;

use bytes::Bytes;
use futures_core::Stream;
use twinlane_web::Body;
use twinlane_web::media_type::content_type;

use super::blocking::Blocking;
use super::content::ViaContent;
use super::{AnswerDescription, Answered, ContentDescription, Respond, chunks};
use crate::error::Error;

/// A body that is sent as it comes into being: chunks of bytes or text, one at a time, each when the client has taken the
/// one before.
///
/// The stream is dropped when the client goes. One that fails is logged, and the connection is closed, so that the client
/// does not take a part for the whole.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::Streaming;
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
    /// What ends the stream.
    fn into_chunk(self) -> Result<Bytes, Error>;
}

impl Streaming {
    /// The chunks of a stream, such as those of the `futures` and `tokio-stream` crates.
    pub fn new<S>(stream: S) -> Self
    where
        S: Stream<Item: IntoChunk> + Send + 'static,
    {
        Self {
            body: chunks::body(stream, S::Item::into_chunk, None),
            media_type: None,
        }
    }

    /// The chunks of an iterator, which must not block.
    pub fn of<I>(chunks: I) -> Self
    where
        I: IntoIterator<Item: IntoChunk, IntoIter: Send + 'static>,
    {
        Self::new(Iter(chunks.into_iter()))
    }

    /// The chunks of an iterator that may block, such as the rows of a query: each is asked for in a thread, where the iterator is
    /// dropped, too.
    pub fn blocking<I>(chunks: I) -> Self
    where
        I: IntoIterator<Item: IntoChunk + Send, IntoIter: Send + 'static>,
    {
        Self::new(Blocking::new(chunks.into_iter()))
    }

    /// The media type; none unless said. A text's is completed with `charset=utf-8`.
    #[must_use]
    pub fn media_type(mut self, media_type: &str) -> Self {
        self.media_type = Some(media_type.to_owned());
        self
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
        let media_type = self.media_type.as_deref().and_then(content_type);
        Answered::stream(media_type, self.body)
    }
}

impl fmt::Debug for Streaming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streaming")
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

//! A stream of values on its way to becoming a body: the options of its operation may change each of them.

use std::fmt;

use http::HeaderValue;
use twinlane_web::Body;

use super::chunks::{Chunk, ChunkStream, Encoded, Ping, chunk_body};
use super::{Answered, AnsweredKind};
use crate::errors::Error;

/// Values of a stream, each written when the client has taken the one before.
pub(crate) struct ItemStream {
    media_type: HeaderValue,
    chunks: ChunkStream,
    ping: Option<Ping>,
}

impl ItemStream {
    pub(super) fn new(media_type: HeaderValue, chunks: ChunkStream, ping: Option<Ping>) -> Self {
        Self {
            media_type,
            chunks,
            ping,
        }
    }

    /// The same stream, in which `rewrite` makes the JSON of each value anew.
    pub(super) fn rewritten<F>(self, rewrite: F) -> Self
    where
        F: Fn(&[u8]) -> Result<String, Error> + Send + 'static,
    {
        let rewrite = move |chunk: Result<Chunk, Error>| chunk?.rewritten(&rewrite);
        Self {
            chunks: Box::pin(Encoded::new(self.chunks, rewrite)),
            ..self
        }
    }

    /// Its media type and its body.
    pub(crate) fn into_content(self) -> (HeaderValue, Body) {
        (self.media_type, chunk_body(self.chunks, self.ping))
    }
}

impl From<ItemStream> for Answered {
    fn from(items: ItemStream) -> Self {
        AnsweredKind::Items(Box::new(items)).into()
    }
}

impl fmt::Debug for ItemStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream")
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

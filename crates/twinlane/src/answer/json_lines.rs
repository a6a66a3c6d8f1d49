use std::fmt;
use std::marker::PhantomData;

use futures_core::Stream;
use http::HeaderValue;
use twinlane_model::{Data, DataType, Shape, to_python_dumps};

use super::blocking::Blocking;
use super::chunks::{Chunk, ChunkStream, Encoded};
use super::content::ViaContent;
use super::data::described_shape;
use super::function_stream::{FunctionStream, ItemSlot, PendingSend};
use super::item_stream::ItemStream;
use super::streaming::Iter;
use super::{AnswerDescription, Answered, ContentDescription, Respond};
use crate::errors::Error;

/// JSON lines: one value on each line, each sent when the client has taken the value before. FastAPI's generators.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::response::JsonLines;
///
/// #[model]
/// struct Row {
///     id: u32,
/// }
///
/// #[get("/export")]
/// async fn export() -> JsonLines<Row> {
///     JsonLines::of((1..=3).map(|id| Row { id }))
/// }
/// # fn main() {}
/// ```
pub struct JsonLines<T> {
    lines: ChunkStream,
    item: PhantomData<fn() -> T>,
}

/// An item of [`JsonLines`]: a value, or a `Result` of one.
pub trait IntoItem<T> {
    /// The value.
    ///
    /// # Errors
    ///
    /// The error that ends the stream.
    fn into_item(self) -> Result<T, Error>;
}

impl<T: DataType> IntoItem<T> for T {
    fn into_item(self) -> Result<T, Error> {
        Ok(self)
    }
}

impl<T: DataType, E: Into<Error>> IntoItem<T> for Result<T, E> {
    fn into_item(self) -> Result<T, Error> {
        self.map_err(Into::into)
    }
}

impl<T: DataType> JsonLines<T> {
    /// Streams the items of a stream, or `Result`s of them. The first error ends the stream.
    pub fn new<S>(stream: S) -> Self
    where
        S: Stream<Item: IntoItem<T>> + Send + 'static,
    {
        Self::of_lines(Encoded::new(stream, line))
    }

    pub(super) fn into_items(self) -> ItemStream {
        ItemStream::new(LINES, self.lines, None)
    }

    fn of_lines(lines: impl Stream<Item = Result<Chunk, Error>> + Send + 'static) -> Self {
        Self {
            lines: Box::pin(lines),
            item: PhantomData,
        }
    }

    /// Streams the items of an iterator, which must not block.
    pub fn of<I>(items: I) -> Self
    where
        I: IntoIterator<Item: IntoItem<T>, IntoIter: Send + 'static>,
    {
        Self::new(Iter(items.into_iter()))
    }

    /// Streams the items of an iterator that may block, such as the rows of a query.
    ///
    /// Each item is read in a thread. The iterator is dropped in a thread, too.
    pub fn blocking<I>(items: I) -> Self
    where
        I: IntoIterator<Item: IntoItem<T> + Send, IntoIter: Send + 'static>,
    {
        Self::new(Blocking::new(items.into_iter()))
    }

    /// Streams the items that an async function sends, in the order in which it sends them.
    ///
    /// The function runs on the event loop, as a part of the response. It starts when the first item is requested, continues when the client has
    /// taken the item before, and is dropped when the client disconnects. It may borrow from values that it owns, such as a connection whose rows
    /// it sends. An error or a panic breaks the response off and is logged. The response ends when the function has ended and the sender is
    /// dropped. A stop of the server does not end it: take a [`Stopping`](crate::lanes::Stopping) for that.
    ///
    /// ```
    /// use twinlane::response::JsonLines;
    /// use twinlane::prelude::*;
    ///
    /// #[get("/lines")]
    /// async fn lines() -> JsonLines<String> {
    ///     JsonLines::from_fn(async move |mut out| {
    ///         let text = "one\ntwo".to_owned();
    ///         for line in text.lines() {
    ///             out.send(line.to_owned()).await?;
    ///         }
    ///         Ok(())
    ///     })
    /// }
    /// # fn main() {}
    /// ```
    pub fn from_fn<F, R>(function: F) -> Self
    where
        F: FnOnce(ItemSender<T>) -> R + Send + 'static,
        R: Future<Output = crate::Result> + Send + 'static,
    {
        let with_slot = |slot| function(ItemSender(slot, PhantomData));
        Self::of_lines(FunctionStream::new(with_slot))
    }
}

/// The sender of a [`JsonLines::from_fn`].
pub struct ItemSender<T>(ItemSlot, PhantomData<fn() -> T>);

impl<T: DataType> ItemSender<T> {
    /// Sends a value. It waits until the value before this one has been taken.
    ///
    /// A value that cannot be written as JSON breaks the response off.
    ///
    /// # Errors
    ///
    /// [`ClientGone`](crate::response::ClientGone): the client has disconnected, or the response has been broken off.
    pub fn send(&mut self, item: T) -> PendingSend<'_> {
        self.0.send(line(item))
    }
}

impl<T> fmt::Debug for ItemSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemSender")
    }
}

fn line<T: DataType>(item: impl IntoItem<T>) -> Result<Chunk, Error> {
    let mut line = written(&item.into_item()?)?;
    let json = 0..line.len();
    line.push(b'\n');
    Ok(Chunk::with_json(line, json))
}

/// An item as JSON. One without a type is written as Python's `json.dumps` writes it.
pub(super) fn written<T: DataType>(item: &T) -> Result<Vec<u8>, serde_json::Error> {
    match T::SHAPE {
        Shape::Any => to_python_dumps(&Data(item)),
        _ => serde_json::to_vec(&Data(item)),
    }
}

impl<T: DataType> Respond<ViaContent> for JsonLines<T> {
    fn describe() -> AnswerDescription {
        let shape = described_shape::<T>();
        AnswerDescription::of(ContentDescription::Items("application/jsonl", shape))
    }

    fn respond(self) -> Answered {
        self.into_items().into()
    }
}

const LINES: HeaderValue = HeaderValue::from_static("application/jsonl");

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonLines")
    }
}

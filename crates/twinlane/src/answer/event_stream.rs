//! Server-sent events.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use futures_core::Stream;
use http::{HeaderName, HeaderValue, header};
use twinlane_model::DataType;

use super::blocking::Blocking;
use super::chunks::{Chunk, ChunkStream, Encoded, Ping};
use super::content::ViaContent;
use super::data::described_shape;
use super::function_stream::{FunctionStream, ItemSlot, PendingSend};
use super::item_stream::ItemStream;
use super::json_lines::written;
use super::streaming::Iter;
use super::{AnswerDescription, Answered, ContentDescription, Respond};
use crate::errors::Error;

/// Server-sent events: each item is the data of one event, as JSON.
///
/// After 15 seconds without an event a comment is sent, so that proxies keep the connection open. A client that lost its connection asks again with
/// the header `Last-Event-ID`: take it as a parameter, and continue from there. The stream is dropped when the client disconnects, and ends when
/// the server stops. Other streams do not end when the server stops, since a client could take a part for the whole. For an endless one of these,
/// take a [`Stopping`](crate::lanes::Stopping).
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::response::{Event, EventStream};
///
/// #[model]
/// struct Price {
///     cents: u32,
/// }
///
/// #[get("/prices")]
/// async fn prices(#[header] last_event_id: Option<u32>) -> EventStream<Price> {
///     let next = last_event_id.map_or(0, |id| id + 1);
///     EventStream::of((next..3).map(|id| Event::new(Price { cents: 100 + id }).id(id.to_string())))
/// }
/// # fn main() {}
/// ```
pub struct EventStream<T> {
    /// The events as they are sent.
    events: ChunkStream,
    keep_alive: Option<Duration>,
    data: PhantomData<fn() -> T>,
}

/// One server-sent event.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::response::{Event, EventStream};
///
/// #[get("/prices")]
/// async fn prices() -> EventStream<Value> {
///     EventStream::of([Event::new(json!({ "tea": 3 })).name("price").id(7)])
/// }
/// # let client = twinlane::testing::TestClient::blocking(App::new().routes(routes![prices]));
/// # let response = client.get("/prices").send();
/// # assert!(response.text().contains("event: price"));
/// ```
#[derive(Debug, Clone)]
#[must_use = "an event does nothing until it is in a stream"]
pub struct Event<T> {
    comment: Option<String>,
    name: Option<String>,
    data: Data<T>,
    id: Option<String>,
    retry: Option<Duration>,
}

#[derive(Debug, Clone)]
enum Data<T> {
    None,
    Json(T),
    Raw(String),
}

/// An item of an [`EventStream`]: the data, an [`Event`], or a `Result` of one of them.
pub trait IntoEvent<T> {
    /// The event.
    ///
    /// # Errors
    ///
    /// The error that ends the stream.
    fn into_event(self) -> Result<Event<T>, Error>;
}

impl<T> Event<T> {
    const fn with(data: Data<T>) -> Self {
        Self {
            comment: None,
            name: None,
            data,
            id: None,
            retry: None,
        }
    }

    /// An event with this data, sent as JSON.
    pub const fn new(data: T) -> Self {
        Self::with(Data::Json(data))
    }

    /// An event with this text as its data, unchanged.
    pub fn raw(text: impl Into<String>) -> Self {
        Self::with(Data::Raw(text.into()))
    }

    /// An event without data: a comment, or a new delay for [`retry`](Self::retry).
    pub const fn empty() -> Self {
        Self::with(Data::None)
    }

    /// Sets the name of the event, which the browser's `addEventListener` uses. Line breaks are left out.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(one_line(name.into()));
        self
    }

    /// Its id, a text or a number: a client that was cut off names the last it has seen. Line breaks and NUL are left out.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a number is written where it stands"
    )]
    pub fn id(mut self, id: impl ToString) -> Self {
        let mut id = one_line(id.to_string());
        id.retain(|character| character != '\0');
        self.id = Some(id);
        self
    }

    /// Sets the delay before the browser connects again, in whole milliseconds.
    pub const fn retry(mut self, wait: Duration) -> Self {
        self.retry = Some(wait);
        self
    }

    /// Adds a comment, which clients skip.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }
}

fn one_line(mut text: String) -> String {
    text.retain(|character| !matches!(character, '\r' | '\n'));
    text
}

impl<T: DataType> Event<T> {
    /// The event on the wire, its fields in FastAPI's order.
    fn encode(self) -> Result<Chunk, Error> {
        let mut text = Vec::new();
        let mut json = 0..0;
        if let Some(comment) = &self.comment {
            add_lines(&mut text, ": ", comment);
        }
        if let Some(name) = &self.name {
            add_lines(&mut text, "event: ", name);
        }
        match &self.data {
            Data::None => {}
            Data::Raw(data) => add_lines(&mut text, "data: ", data),
            Data::Json(data) => {
                text.extend_from_slice(b"data: ");
                let start = text.len();
                text.append(&mut written(data)?);
                json = start..text.len();
                text.push(b'\n');
            }
        }
        if let Some(id) = &self.id {
            add_lines(&mut text, "id: ", id);
        }
        if let Some(retry) = self.retry {
            add_lines(&mut text, "retry: ", &retry.as_millis().to_string());
        }
        text.push(b'\n');
        Ok(Chunk::with_json(text, json))
    }
}

fn add_lines(text: &mut Vec<u8>, field: &str, value: &str) {
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    for line in value.split('\n') {
        text.extend_from_slice(field.as_bytes());
        text.extend_from_slice(line.as_bytes());
        text.push(b'\n');
    }
}

impl<T: DataType> EventStream<T> {
    /// Streams the events of a stream: values, [`Event`]s, or `Result`s of them. The first error ends it.
    pub fn new<S>(stream: S) -> Self
    where
        S: Stream<Item: IntoEvent<T>> + Send + 'static,
    {
        Self::encoded(Encoded::new(stream, encoded))
    }

    fn encoded(events: impl Stream<Item = Result<Chunk, Error>> + Send + 'static) -> Self {
        Self {
            events: Box::pin(events),
            keep_alive: Some(KEEP_ALIVE),
            data: PhantomData,
        }
    }

    /// Streams the events of an iterator, which must not block.
    pub fn of<I>(events: I) -> Self
    where
        I: IntoIterator<Item: IntoEvent<T>, IntoIter: Send + 'static>,
    {
        Self::new(Iter(events.into_iter()))
    }

    /// Streams the events of an iterator that may block, such as the rows of a query.
    ///
    /// Each event is read in a thread. The iterator is dropped in a thread, too.
    pub fn blocking<I>(events: I) -> Self
    where
        I: IntoIterator<Item: IntoEvent<T> + Send, IntoIter: Send + 'static>,
    {
        Self::new(Blocking::new(events.into_iter()))
    }

    /// Streams the events that an async function sends, in the order in which it sends them.
    ///
    /// The function runs on the event loop, as a part of the response. It starts when the first event is requested, continues when the client takes
    /// events, and is dropped when the client disconnects or the server stops. It may borrow from values that it owns. An error or a panic breaks
    /// the response off and is logged. The response ends when the function has ended and the sender is dropped.
    ///
    /// ```
    /// use twinlane::response::EventStream;
    /// use twinlane::prelude::*;
    ///
    /// /// Counts until the server stops.
    /// #[get("/seconds")]
    /// async fn seconds(#[header] last_event_id: Option<u64>, stopping: Stopping) -> EventStream<u64> {
    ///     EventStream::from_fn(async move |mut out| {
    ///         let mut seconds = last_event_id.map_or(0, |id| id + 1);
    ///         let mut interval = tokio::time::interval(std::time::Duration::from_secs(1));
    ///         while let Some(_tick) = stopping.or(interval.tick()).await {
    ///             out.send(twinlane::response::Event::new(seconds).id(seconds.to_string())).await?;
    ///             seconds += 1;
    ///         }
    ///         Ok(())
    ///     })
    /// }
    /// # fn main() {}
    /// ```
    pub fn from_fn<F, R>(function: F) -> Self
    where
        F: FnOnce(EventSender<T>) -> R + Send + 'static,
        R: Future<Output = crate::Result> + Send + 'static,
    {
        let with_slot = |slot| function(EventSender(slot, PhantomData));
        Self::encoded(FunctionStream::new(with_slot))
    }

    pub(super) fn into_items(self) -> ItemStream {
        let ping = self.keep_alive.map(|every| Ping {
            every,
            content: b": ping\n\n",
        });
        ItemStream::new(EVENTS, self.events, ping)
    }

    /// Sets the time without events after which a comment is sent; 15 seconds by default. `None` disables comments.
    #[must_use]
    pub fn keep_alive(mut self, silence: impl Into<Option<Duration>>) -> Self {
        self.keep_alive = silence.into();
        self
    }
}

/// As in FastAPI.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

fn encoded<T: DataType>(item: impl IntoEvent<T>) -> Result<Chunk, Error> {
    item.into_event()?.encode()
}

/// The sender of an [`EventStream::from_fn`].
pub struct EventSender<T>(ItemSlot, PhantomData<fn() -> T>);

impl<T: DataType> EventSender<T> {
    /// Sends an event: the data, an [`Event`], or a `Result` of one of them.
    ///
    /// It waits until the event before this one has been taken. An `Err` breaks the response off, and so does data that cannot be written as JSON.
    ///
    /// # Errors
    ///
    /// [`ClientGone`](crate::response::ClientGone): the client has disconnected, or the response has been broken off.
    pub fn send(&mut self, event: impl IntoEvent<T>) -> PendingSend<'_> {
        self.0.send(encoded(event))
    }
}

impl<T> fmt::Debug for EventSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventSender")
    }
}

impl<T: DataType> IntoEvent<T> for T {
    fn into_event(self) -> Result<Event<T>, Error> {
        Ok(Event::new(self))
    }
}

impl<T> IntoEvent<T> for Event<T> {
    fn into_event(self) -> Result<Self, Error> {
        Ok(self)
    }
}

impl<T: DataType, E: Into<Error>> IntoEvent<T> for Result<T, E> {
    fn into_event(self) -> Result<Event<T>, Error> {
        self.map(Event::new).map_err(Into::into)
    }
}

impl<T, E: Into<Error>> IntoEvent<T> for Result<Event<T>, E> {
    fn into_event(self) -> Result<Event<T>, Error> {
        self.map_err(Into::into)
    }
}

impl<T: DataType> Respond<ViaContent> for EventStream<T> {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Events(described_shape::<T>()))
    }

    fn respond(self) -> Answered {
        let [(cache, no_cache), (buffering, no)] = EVENT_HEADERS;
        Answered::from(self.into_items())
            .with_header(cache, no_cache)
            .with_header(buffering, no)
            .ending_at_stop()
    }
}

/// The headers of events: a cache would keep them, and nginx would hold them back.
pub(super) const EVENT_HEADERS: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    (
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    ),
];
const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream; charset=utf-8");

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("keep_alive", &self.keep_alive)
            .finish_non_exhaustive()
    }
}

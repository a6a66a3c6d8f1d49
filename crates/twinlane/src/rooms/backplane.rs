//! The carrier of messages between processes.

use std::fmt;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use tracing::warn;
use twinlane_lanes::LinePace;
use twinlane_model::{DataType, DataTypeExt as _};

use super::directory::Directory;
use crate::errors::{Error, Result};

/// Carries messages that are published in [`Rooms`](super::Rooms) to the rooms of other processes: by Redis, NATS, or `NOTIFY` of `PostgreSQL`.
///
/// Each process has one backplane, and gives it to its rooms with [`Rooms::backplane`](super::Rooms::backplane). None of its functions may wait,
/// because the code that publishes or subscribes calls them. Put slow work into a queue, for a separate task. The guide to WebSockets has an example.
///
/// # A lost connection
///
/// Redis and `NOTIFY` do not repeat messages that were published while the connection was lost. When the connection is back, the task subscribes to
/// [`Inbox::rooms`] again, and calls [`Inbox::lost`]. Every subscriber in this process then receives `Lagged(0)`, and handles it like other lost
/// messages.
///
/// # Messages that cannot be carried
///
/// A message cannot be carried if the queue is full, the connection is lost, or the message is too long. A `NOTIFY` takes less than 8,000 bytes:
/// write a longer message to a row of a table, and notify the row's number.
///
/// [`publish`](Self::publish) returns an error that cannot be repaired, and the error is logged. Subscribers in this process receive the message
/// all the same.
pub trait Backplane: Send + Sync + 'static {
    /// Starts the backplane. From now on it gives `inbox` the messages that other processes publish.
    fn start(&self, inbox: Inbox);

    /// Carries a message to the other processes. The message must not come back to the inbox of this process, whose rooms deliver it themselves.
    ///
    /// # Errors
    ///
    /// The message cannot be carried.
    fn publish(&self, room: &str, message: Bytes) -> Result<()>;

    /// Called when a room gets its first subscriber in this process, or loses its last: [`Inbox::wants`] tells which.
    ///
    /// A backplane that subscribes to each room uses this call. A backplane that carries all messages ignores it.
    fn interest_changed(&self, room: &str) {
        let _ = room;
    }
}

/// A message that can be carried to other processes: texts, and all data types, as JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be carried to other processes",
    note = "write `#[model]` above it"
)]
pub trait RoomMessage {
    /// The message as bytes.
    fn to_bytes(&self) -> Bytes;

    /// Reads the message from these bytes.
    ///
    /// # Errors
    ///
    /// The bytes are no such message: another version of the program may have written them.
    fn from_bytes(bytes: &[u8]) -> Result<Arc<Self>>;
}

/// Receives the messages of other processes from a [`Backplane`].
#[derive(Clone)]
pub struct Inbox(Weak<dyn Deliver>);

/// The rooms as the inbox of a backplane knows them.
pub(super) trait Deliver: Send + Sync {
    fn deliver(&self, room: &str, message: &[u8]);
    fn wants(&self, room: &str) -> bool;
    fn rooms(&self) -> Vec<Arc<str>>;
    fn lose(&self);
}

/// The rooms of messages of one type, as a backplane knows them.
pub(super) struct Delivery<T: ?Sized> {
    rooms: Arc<Directory<T>>,
    /// Of the lines about what cannot be read.
    pace: LinePace,
}

/// A backplane, with how messages become bytes.
pub(super) struct Carrier<T: ?Sized> {
    pub(super) backplane: Arc<dyn Backplane>,
    pub(super) to_bytes: fn(&T) -> Bytes,
    /// Of the lines about what is not carried.
    pub(super) pace: LinePace,
    /// Held for the inbox, which does not keep the rooms.
    pub(super) _delivery: Arc<dyn Deliver>,
}

/// A backplane that a subscription tells of the room's first subscriber, and of the last.
#[derive(Clone)]
pub(super) struct Interest(pub(super) Arc<dyn Backplane>);

impl<T: ?Sized> Carrier<T> {
    /// Has the message carried. Of what cannot be the log tells now and then: a connection that is lost concerns every message.
    pub(super) fn carry(&self, room: &str, message: &T) {
        let bytes = (self.to_bytes)(message);
        if let Err(error) = self.backplane.publish(room, bytes)
            && self.pace.is_due()
        {
            warn!("a message for the room {room:?} does not reach other processes: {error}");
        }
    }
}

impl Interest {
    pub(super) fn changed(&self, room: &str) {
        self.0.interest_changed(room);
    }
}

impl<T: ?Sized> Delivery<T> {
    pub(super) fn new(rooms: &Arc<Directory<T>>) -> Self {
        Self {
            rooms: Arc::clone(rooms),
            pace: LinePace::new(),
        }
    }
}

impl Inbox {
    pub(super) fn new(delivery: &Arc<dyn Deliver>) -> Self {
        Self(Arc::downgrade(delivery))
    }

    /// Delivers a message to the subscribers of the room. Returns `false` if the rooms no longer exist: then the backplane can end.
    pub fn deliver(&self, room: &str, message: &[u8]) -> bool {
        let Some(rooms) = self.0.upgrade() else {
            return false;
        };
        rooms.deliver(room, message);
        true
    }

    /// Tells all subscribers in this process that messages of other processes may have been lost. Each subscriber receives
    /// [`Lagged(0)`](super::Lagged) after the messages that it has not received yet.
    pub fn lost(&self) {
        if let Some(rooms) = self.0.upgrade() {
            rooms.lose();
        }
    }

    /// The rooms with subscribers in this process: subscribe to them on a new connection.
    pub fn rooms(&self) -> Vec<Arc<str>> {
        self.0
            .upgrade()
            .map_or_else(Vec::new, |rooms| rooms.rooms())
    }

    /// True if the room has a subscriber in this process.
    pub fn wants(&self, room: &str) -> bool {
        self.0.upgrade().is_some_and(|rooms| rooms.wants(room))
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inbox")
    }
}

impl<T: RoomMessage + ?Sized + Send + Sync> Deliver for Delivery<T> {
    fn deliver(&self, room: &str, message: &[u8]) {
        if !self.wants(room) {
            return;
        }
        match T::from_bytes(message) {
            Ok(message) => self.rooms.publish(room, || message).wake(),
            Err(error) if self.pace.is_due() => {
                warn!("a message of another process, for the room {room:?}, is left out: {error}");
            }
            Err(_) => {}
        }
    }

    fn wants(&self, room: &str) -> bool {
        self.rooms.has(room)
    }

    fn rooms(&self) -> Vec<Arc<str>> {
        self.rooms.names()
    }

    fn lose(&self) {
        self.rooms.lose();
    }
}

impl RoomMessage for str {
    fn to_bytes(&self) -> Bytes {
        Bytes::copy_from_slice(self.as_bytes())
    }

    fn from_bytes(bytes: &[u8]) -> Result<Arc<Self>> {
        let text = std::str::from_utf8(bytes).map_err(Error::from)?;
        Ok(text.into())
    }
}

impl<T: DataType> RoomMessage for T {
    fn to_bytes(&self) -> Bytes {
        self.to_json().into()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Arc<Self>> {
        Ok(Arc::new(T::from_json(bytes)?))
    }
}

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
/// Each process has one, and gives it to its rooms with [`Rooms::backplane`](super::Rooms::backplane). None of its functions may wait: they are
/// called by the code that publishes or subscribes. Put slow work into a queue, for a task of its own. The guide to
/// WebSockets has one.
///
/// # A connection that is lost
///
/// Messages that were published meanwhile do not come again, by Redis and by `NOTIFY`. When the connection is back, the task subscribes to [`Inbox::rooms`] again, and
/// calls [`Inbox::lost`]: whoever is in a room gets `Lagged(0)`, and does what it does about lost messages.
///
/// # Messages that cannot be carried
///
/// The queue is full, the connection is lost, or the message is too long: a `NOTIFY` takes less than 8,000 bytes, so that a longer one is a row of a table,
/// and its number is notified. [`publish`](Self::publish) returns what cannot be mended, and it is logged: those in the rooms of this process have the message all the same.
pub trait Backplane: Send + Sync + 'static {
    /// Begins. From now on `inbox` is given what other processes publish.
    fn start(&self, inbox: Inbox);

    /// Carries a message to the other processes. It must not come back to the inbox of this one, which has it already.
    ///
    /// # Errors
    ///
    /// The message cannot be carried.
    fn publish(&self, room: &str, message: Bytes) -> Result<()>;

    /// A room has its first subscriber in this process, or has lost its last: [`Inbox::wants`] tells which. A backplane that subscribes room by room
    /// uses it; one that carries all messages ignores it.
    fn interest_changed(&self, room: &str) {
        let _ = room;
    }
}

/// A message that can be carried to other processes: texts, and all types of data, as JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be carried to other processes",
    note = "write `#[model]` above it"
)]
pub trait RoomMessage {
    /// The message as bytes.
    fn to_bytes(&self) -> Bytes;

    /// The message of these bytes.
    ///
    /// # Errors
    ///
    /// They are none: another version of the program may have written them.
    fn from_bytes(bytes: &[u8]) -> Result<Arc<Self>>;
}

/// The place for a [`Backplane`] to put what other processes have published.
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

    /// Gives a message to the subscribers of the room. `false` if the rooms no longer exist: the backplane can end.
    pub fn deliver(&self, room: &str, message: &[u8]) -> bool {
        let Some(rooms) = self.0.upgrade() else {
            return false;
        };
        rooms.deliver(room, message);
        true
    }

    /// Tells all subscribers in this process that messages of other processes may have been lost: each gets [`Lagged(0)`](super::Lagged), behind what it has still
    /// to receive.
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

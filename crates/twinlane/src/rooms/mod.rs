//! Rooms: a message that is published in a room reaches all its subscribers.
//!
//! Look here to send a message to many WebSockets or event streams, in one process or, through a [`Backplane`], in several.

// - `mod.rs`: `Rooms`, the interface of all of it
// - `subscription.rs`: `Subscription`, which receives the messages of a room, and `Lagged`
// - `members.rs`: the members of rooms, and their changes
// - `directory.rs`: rooms by their names
// - `room.rs`: one room, its messages and its subscribers
// - `backplane.rs`: carries messages between processes

mod subscription;
mod members;
mod directory;
mod room;
mod backplane;
#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, OnceLock};

use twinlane_lanes::LinePace;

pub use backplane::{Backplane, Inbox, RoomMessage};
pub use members::{MemberChange, Membership};
pub use subscription::{Lagged, Subscription};

use backplane::{Carrier, Deliver, Delivery, Interest};
use directory::Directory;
use members::Members;

/// Rooms by name: a message that is published in a room reaches all its subscribers.
///
/// An application has one `Rooms` value, as its state. Clones share the same rooms. A room exists while it has subscribers or members. Rooms do not
/// need WebSockets: a subscription is a stream, so it can also feed server-sent events.
///
/// ```
/// use tokio::select;
/// use twinlane::prelude::*;
///
/// #[websocket("/rooms/{room}/ws")]
/// async fn chat(mut socket: WebSocket, room: String, rooms: State<Rooms>) -> Result<()> {
///     // Before `accept`: a client that is connected then misses nothing.
///     let mut news = rooms.subscribe(&room);
///     socket.accept().await?;
///     loop {
///         select! {
///             text = socket.receive_text() => rooms.publish(&room, text?),
///             line = news.receive() => socket.send_text(line?).await?,
///         }
///     }
/// }
///
/// let app = App::new().state(Rooms::new()).routes(routes![chat]);
/// # let _ = app;
/// ```
///
/// Messages are texts by default. `Rooms<Price>` has messages of another type, and is made by [`default`](Self::default). A message is stored once,
/// and all subscribers share it as an `Arc`. All subscribers receive the messages of a room in the same order; with a [`Backplane`], all subscribers
/// of one process do.
///
/// ```
/// use twinlane::rooms::Rooms;
///
/// struct Price(u32);
///
/// # #[twinlane::main]
/// # async fn main() -> twinlane::Result {
/// let rooms: Rooms<Price> = Rooms::default();
/// let mut prices = rooms.subscribe("tea");
/// rooms.publish("tea", Price(3));
/// assert_eq!(prices.receive().await?.0, 3);
/// # Ok(())
/// # }
/// ```
///
/// # Slow subscribers
///
/// A room keeps the last 256 messages that a subscriber has not received yet ([`capacity`](Self::capacity)). A subscriber that is further behind
/// loses the oldest messages: its next `receive` returns [`Lagged`], with their number. The operation decides: `?` ends the operation (a WebSocket is
/// closed with 1013), and a `match` continues. Publishing never waits.
///
/// # Members
///
/// [`join`](Self::join) adds a member to a room. Subscribers and members are independent: a subscriber need not be a member, and a member may have
/// two connections. A member is a `String` by default; `Rooms<str, User>` has members of another type.
///
/// # Several processes
///
/// A [`Backplane`] carries messages to the rooms of other processes. Members are not carried: each process knows its own members alone.
pub struct Rooms<T: ?Sized = str, M: Clone + Eq + Hash = String> {
    hub: Arc<Hub<T, M>>,
}

struct Hub<T: ?Sized, M> {
    messages: Arc<Directory<T>>,
    members: Arc<Members<M>>,
    carrier: OnceLock<Carrier<T>>,
}

/// The messages that a room keeps unless its rooms say otherwise.
const CAPACITY: usize = 256;

impl Rooms {
    /// Creates rooms of texts, with `String` members. `Rooms::default()` creates rooms of other types.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl<T: ?Sized, M: Clone + Eq + Hash> Default for Rooms<T, M> {
    fn default() -> Self {
        let hub = Hub {
            messages: Arc::new(Directory::new(CAPACITY)),
            members: Arc::new(Members::new(CAPACITY)),
            carrier: OnceLock::new(),
        };
        Self { hub: Arc::new(hub) }
    }
}

impl<T: ?Sized, M: Clone + Eq + Hash> Rooms<T, M> {
    /// Sets the number of messages that a room keeps for subscribers that have not received them yet; at least one. 256 by default.
    #[must_use]
    pub fn capacity(self, messages: usize) -> Self {
        self.hub.messages.set_capacity(messages.max(1));
        self.hub.members.changes.set_capacity(messages.max(1));
        self
    }

    /// Connects the rooms to the rooms of other processes.
    ///
    /// # Panics
    ///
    /// If the rooms already have a backplane.
    #[must_use]
    pub fn backplane(self, backplane: impl Backplane) -> Self
    where
        T: RoomMessage + Send + Sync + 'static,
    {
        let delivery: Arc<dyn Deliver> = Arc::new(Delivery::new(&self.hub.messages));
        let inbox = Inbox::new(&delivery);
        let backplane: Arc<dyn Backplane> = Arc::new(backplane);
        let carrier = Carrier {
            backplane: Arc::clone(&backplane),
            to_bytes: T::to_bytes,
            pace: LinePace::new(),
            _delivery: delivery,
        };
        let is_first = self.hub.carrier.set(carrier).is_ok();
        assert!(is_first, "these rooms have a backplane");
        backplane.start(inbox);
        self
    }

    /// Subscribes to a room: the subscription receives messages published from now on, until it is dropped.
    ///
    /// A WebSocket subscribes before it accepts the connection, so that a connected client misses nothing.
    #[must_use = "it leaves the room when it is dropped"]
    pub fn subscribe(&self, room: &str) -> Subscription<T> {
        let carrier = self.hub.carrier.get();
        let interest = carrier.map(|carrier| Interest(Arc::clone(&carrier.backplane)));
        Subscription::new(&self.hub.messages, room, interest)
    }

    /// Sends a message to all subscribers of the room, and to the publisher too if it has subscribed. It does not wait.
    pub fn publish(&self, room: &str, message: impl Into<Arc<T>>) {
        let message = message.into();
        if let Some(carrier) = self.hub.carrier.get() {
            carrier.carry(room, &message);
        }
        self.hub.messages.publish(room, || message).wake();
    }

    /// The number of rooms with subscribers.
    pub fn count(&self) -> usize {
        self.hub.messages.len()
    }

    /// Adds a member to a room, until the returned [`Membership`] is dropped. A member that joins twice leaves when both memberships are dropped.
    pub fn join(&self, room: &str, member: impl Into<M>) -> Membership<M> {
        self.hub.members.join(room, member.into())
    }

    /// The members of a room, each once, in the order of joining.
    pub fn members(&self, room: &str) -> Vec<M> {
        self.hub.members.of(room)
    }

    /// Subscribes to the joins and leaves of a room, from now on. Call [`members`](Self::members) after this function, so that no member is missed.
    #[must_use = "it watches until it is dropped"]
    pub fn watch_members(&self, room: &str) -> Subscription<MemberChange<M>> {
        Subscription::new(&self.hub.members.changes, room, None)
    }
}

impl<T: ?Sized, M: Clone + Eq + Hash> Clone for Rooms<T, M> {
    fn clone(&self) -> Self {
        Self {
            hub: Arc::clone(&self.hub),
        }
    }
}

impl<T: ?Sized, M: Clone + Eq + Hash> fmt::Debug for Rooms<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rooms")
            .field("count", &self.count())
            .finish_non_exhaustive()
    }
}

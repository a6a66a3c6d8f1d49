//! Rooms: what one publishes, all who are there receive.
//!
//! Look here to send a message to many WebSockets or event streams, in one process or, through a [`Backplane`], in several.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `mod.rs` | [`Rooms`]: all of it as its users have it |
//! | `subscription.rs` | [`Subscription`]: a place in a room; [`Lagged`] |
//! | `members.rs` | who is there, and who comes and goes |
//! | `directory.rs` | rooms by their names |
//! | `room.rs` | one room: the messages, and who waits for them |
//! | `backplane.rs` | what carries messages between processes |

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

/// Rooms by name: what is published in one, all who have subscribed to it receive.
///
/// A service has one, as its state; clones are the same rooms. A room is there while somebody is in it. It needs no WebSocket: a subscription is a
/// stream, which server-sent events can be made of, too.
///
/// ```
/// use tokio::select;
/// use twinlane::prelude::*;
///
/// #[websocket("/rooms/{room}/ws")]
/// async fn chat(mut socket: WebSocket, room: String, rooms: State<Rooms>) -> Result<()> {
///     socket.accept().await?;
///     let mut news = rooms.subscribe(&room);
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
/// Messages are texts unless the type says another: `Rooms<Price>`. A message is made once, and shared by all as an `Arc`. All receive the messages
/// of a room in the same order; with a [`Backplane`], all of one process do.
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
/// # Who does not keep up
///
/// A room keeps at most 256 messages ([`capacity`](Self::capacity)) that somebody has still to receive. Who is further behind gets [`Lagged`], with the number of
/// messages that were lost to it, from its next `receive`. An operation chooses what that means: `?` ends it (a WebSocket is closed with 1013), a `match` goes on.
/// Publishing never waits.
///
/// # Members
///
/// The members of a room are those of [`join`](Self::join), apart from subscriptions: somebody may watch unseen, or be there by two connections. A member
/// is a `String` unless the type says another: `Rooms<str, User>`.
///
/// # Several processes
///
/// A [`Backplane`] carries messages to the rooms of other processes. Members are those of this process.
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
    /// Rooms of texts, whose members are texts. Others are made by `Rooms::default()`.
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
    /// A room keeps so many messages that somebody has still to receive; at least one. 256 by default.
    #[must_use]
    pub fn capacity(self, messages: usize) -> Self {
        self.hub.messages.set_capacity(messages.max(1));
        self.hub.members.changes.set_capacity(messages.max(1));
        self
    }

    /// Has messages carried to other processes, and takes theirs.
    ///
    /// # Panics
    ///
    /// If they have a backplane.
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

    /// A place in a room: what is published there from now on, until it is dropped.
    #[must_use = "it leaves the room when it is dropped"]
    pub fn subscribe(&self, room: &str) -> Subscription<T> {
        let carrier = self.hub.carrier.get();
        let interest = carrier.map(|carrier| Interest(Arc::clone(&carrier.backplane)));
        Subscription::new(&self.hub.messages, room, interest)
    }

    /// Gives a message to all who are in the room, also to one who publishes it. It does not wait for anybody.
    pub fn publish(&self, room: &str, message: impl Into<Arc<T>>) {
        let message = message.into();
        if let Some(carrier) = self.hub.carrier.get() {
            carrier.carry(room, &message);
        }
        self.hub.messages.publish(room, || message).wake();
    }

    /// The number of rooms that somebody has subscribed to.
    pub fn count(&self) -> usize {
        self.hub.messages.len()
    }

    /// Notes that somebody is in a room, until what this returns is dropped. A member who joins twice leaves when both are dropped.
    pub fn join(&self, room: &str, member: impl Into<M>) -> Membership<M> {
        self.hub.members.join(room, member.into())
    }

    /// The members of a room, each once, in the order in which they have joined.
    pub fn members(&self, room: &str) -> Vec<M> {
        self.hub.members.of(room)
    }

    /// The news of who joins a room and who leaves it, from now on. Who calls [`members`](Self::members) after it misses nobody.
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

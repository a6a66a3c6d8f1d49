//! The connections of an operation that are there, for the page of the lanes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::channel::Channel;
use super::state::{Stage, State};

/// The connections of one operation. An application without a page of the lanes has none.
#[derive(Debug, Default)]
pub(crate) struct Census(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    /// By the address of the channel.
    there: HashMap<usize, Connection>,
    /// The connections that were there, and their messages.
    past: Totals,
}

#[derive(Debug)]
struct Connection {
    since: Instant,
    channel: Arc<Channel>,
}

/// Connections, and the messages that have come and gone on them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Totals {
    pub(crate) connections: u64,
    pub(crate) received: u64,
    pub(crate) sent: u64,
}

/// The connections of an operation at a time.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    /// Those whose handshake is not answered, or whose response is on its way.
    pub(crate) opening: usize,
    pub(crate) open: usize,
    /// Those that wait for the client's close.
    pub(crate) closing: usize,
    /// Those that have ended, and whose function or teardowns go on.
    pub(crate) outliving: usize,
    /// The time since the first of these has begun.
    pub(crate) longest: Duration,
    /// Of all connections, those that were there before too.
    pub(crate) totals: Totals,
    /// The bytes of messages that the functions have not received.
    pub(crate) unread: usize,
    /// The bytes that the clients have not taken.
    pub(crate) unsent: usize,
}

/// Counts a connection until it is dropped.
#[derive(Debug)]
pub(crate) struct Counting(Arc<Channel>);

impl Census {
    /// Counts the connection, if anybody asks for it.
    pub(crate) fn count(channel: &Arc<Channel>) -> Option<Counting> {
        let census = channel.rules.census.as_ref()?;
        let connection = Connection {
            since: Instant::now(),
            channel: Arc::clone(channel),
        };
        census.lock().there.insert(address(channel), connection);
        Some(Counting(Arc::clone(channel)))
    }

    /// The connections now.
    pub(crate) fn now(&self) -> Connections {
        let counted = self.lock();
        let mut now = Connections {
            totals: counted.past,
            ..Connections::default()
        };
        for Connection { since, channel } in counted.there.values() {
            now.longest = now.longest.max(since.elapsed());
            channel.with(|state| now.add(state));
        }
        now
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connections {
    fn add(&mut self, state: &State) {
        let count = match state.stage {
            Stage::Asked(_) | Stage::Accepted => &mut self.opening,
            Stage::Open => &mut self.open,
            Stage::Closing(_) => &mut self.closing,
            Stage::Closed(_) => &mut self.outliving,
        };
        *count += 1;
        self.unread += state.unread();
        self.unsent += state.unsent();
        self.totals.add((state.received, state.sent));
    }
}

impl Totals {
    /// Adds a connection with these messages.
    fn add(&mut self, (received, sent): (u64, u64)) {
        self.connections += 1;
        self.received += received;
        self.sent += sent;
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        let Some(census) = &self.0.rules.census else {
            return;
        };
        let messages = self.0.with(|state| (state.received, state.sent));
        let mut counted = census.lock();
        let left = counted.there.remove(&address(&self.0));
        counted.past.add(messages);
        drop(counted);
        drop(left);
    }
}

fn address(channel: &Arc<Channel>) -> usize {
    Arc::as_ptr(channel).addr()
}

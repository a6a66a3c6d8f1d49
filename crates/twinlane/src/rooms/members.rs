//! The members of a room.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;

use super::directory::Directory;

/// A change among the members of a room: see [`Rooms::watch_members`](super::Rooms::watch_members).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a member comes and goes")]
pub enum MemberChange<M> {
    /// The member has joined. It was not in the room before.
    Joined(M),
    /// The member has left: the last of its memberships has ended.
    Left(M),
}

/// The members of all rooms, and those who watch them.
pub(super) struct Members<M> {
    /// By room, in the order in which they have joined, with the number of their memberships.
    rooms: Mutex<HashMap<Arc<str>, IndexMap<M, usize>>>,
    pub(super) changes: Arc<Directory<MemberChange<M>>>,
}

/// Keeps a member in a room until it is dropped: see [`Rooms::join`](super::Rooms::join).
#[must_use = "the member leaves when it is dropped"]
pub struct Membership<M: Clone + Eq + Hash> {
    members: Arc<Members<M>>,
    room: Arc<str>,
    member: M,
}

impl<M: Clone + Eq + Hash> Members<M> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            rooms: Mutex::default(),
            changes: Arc::new(Directory::new(capacity)),
        }
    }

    pub(super) fn join(self: &Arc<Self>, room: &str, member: M) -> Membership<M> {
        let room: Arc<str> = room.into();
        let published = {
            let mut rooms = self.lock();
            let here = rooms.entry(Arc::clone(&room)).or_default();
            let count = here.entry(member.clone()).or_insert(0);
            *count += 1;
            // Within the lock, so that changes are told in the order in which they happen; those who watch are woken behind it.
            (*count == 1).then(|| self.tell(&room, || MemberChange::Joined(member.clone())))
        };
        if let Some(published) = published {
            published.wake();
        }
        Membership {
            members: Arc::clone(self),
            room,
            member,
        }
    }

    fn leave(&self, room: &str, member: &M) {
        let (published, left) = {
            let mut rooms = self.lock();
            let Some(here) = rooms.get_mut(room) else {
                return;
            };
            let Some(count) = here.get_mut(member) else {
                return;
            };
            *count -= 1;
            if *count > 0 {
                return;
            }
            let left = here.shift_remove_entry(member);
            if here.is_empty() {
                rooms.remove(room);
            }
            let published = self.tell(room, || MemberChange::Left(member.clone()));
            (published, left)
        };
        published.wake();
        drop(left);
    }

    pub(super) fn of(&self, room: &str) -> Vec<M> {
        let rooms = self.lock();
        let here = rooms.get(room);
        here.map_or_else(Vec::new, |here| here.keys().cloned().collect())
    }

    fn tell(
        &self,
        room: &str,
        change: impl FnOnce() -> MemberChange<M>,
    ) -> super::room::Published<MemberChange<M>> {
        self.changes.publish(room, || Arc::new(change()))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, IndexMap<M, usize>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Clone + Eq + Hash> Membership<M> {
    /// The member.
    pub fn member(&self) -> &M {
        &self.member
    }
}

impl<M: Clone + Eq + Hash> Drop for Membership<M> {
    fn drop(&mut self) {
        self.members.leave(&self.room, &self.member);
    }
}

impl<M: Clone + Eq + Hash + fmt::Debug> fmt::Debug for Membership<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Membership")
            .field("room", &self.room)
            .field("member", &self.member)
            .finish_non_exhaustive()
    }
}

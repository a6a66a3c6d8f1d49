//! The rooms that somebody is in, by their names.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::room::{News, Place, Published, Room};

/// Rooms by their names. One that the last subscriber has left is not there any more.
pub(super) struct Directory<T: ?Sized> {
    rooms: RwLock<HashMap<Arc<str>, Arc<Room<T>>>>,
    capacity: AtomicUsize,
}

/// A place in a room.
pub(super) struct Entered<T: ?Sized> {
    pub(super) name: Arc<str>,
    pub(super) room: Arc<Room<T>>,
    pub(super) place: Place,
    /// True if nobody was there before.
    pub(super) is_first: bool,
}

impl<T: ?Sized> Directory<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            rooms: RwLock::default(),
            capacity: AtomicUsize::new(capacity),
        }
    }

    pub(super) fn set_capacity(&self, messages: usize) {
        self.capacity.store(messages, Ordering::Relaxed);
    }

    // A place is taken and a room is removed under the lock of the directory, so that nobody enters a room that is being removed.
    pub(super) fn enter(&self, name: &str) -> Entered<T> {
        let mut rooms = self.rooms.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, room)) = rooms.get_key_value(name) {
            return Entered {
                name: Arc::clone(name),
                room: Arc::clone(room),
                place: room.enter(),
                is_first: false,
            };
        }
        let name: Arc<str> = name.into();
        let room = Arc::new(Room::new());
        rooms.insert(Arc::clone(&name), Arc::clone(&room));
        let place = room.enter();
        Entered {
            name,
            room,
            place,
            is_first: true,
        }
    }

    /// Gives a place back: `true` if it was the last.
    pub(super) fn leave(&self, name: &str, room: &Arc<Room<T>>, place: &Place) -> bool {
        room.leave(place);
        if !room.is_empty() {
            return false;
        }
        let mut rooms = self.rooms.write().unwrap_or_else(PoisonError::into_inner);
        let is_still_there = rooms
            .get(name)
            .is_some_and(|found| Arc::ptr_eq(found, room));
        let is_last = is_still_there && room.is_empty();
        if is_last {
            rooms.remove(name);
            if rooms.is_empty() {
                rooms.shrink_to_fit();
            }
        }
        is_last
    }

    /// Gives a message to all who are in a room; they have still to be woken.
    pub(super) fn publish(&self, name: &str, message: impl FnOnce() -> Arc<T>) -> Published<T> {
        let found = {
            let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
            rooms.get(name).cloned()
        };
        match found {
            Some(room) => room.publish(
                News::Message(message()),
                self.capacity.load(Ordering::Relaxed),
            ),
            None => Published::nothing(),
        }
    }

    /// Tells all who are in any room that messages are missing.
    pub(super) fn lose(&self) {
        let rooms: Vec<_> = {
            let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
            rooms.values().cloned().collect()
        };
        let capacity = self.capacity.load(Ordering::Relaxed);
        for room in rooms {
            room.publish(News::Missing, capacity).wake();
        }
    }

    pub(super) fn names(&self) -> Vec<Arc<str>> {
        let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
        rooms.keys().cloned().collect()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
        rooms.contains_key(name)
    }

    pub(super) fn len(&self) -> usize {
        let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
        rooms.len()
    }
}

//! The items of one key that wait.

use std::collections::VecDeque;
use std::time::Instant;

use super::line::Waiting;

/// The items of one key, the first first.
///
/// An item whose caller leaves is taken out of its place, which stays empty: those behind it need not move. There are never more empty places than
/// items, and the first place is never empty.
pub(super) struct Bucket<I, O> {
    /// With the numbers of the items, which grow.
    places: VecDeque<(u64, Option<Waiting<I, O>>)>,
    /// The number of items.
    len: usize,
}

impl<I, O> Bucket<I, O> {
    pub(super) fn new() -> Self {
        Self {
            places: VecDeque::new(),
            len: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The number of the first item.
    pub(super) fn first(&self) -> Option<u64> {
        self.places.front().map(|(number, _)| *number)
    }

    /// The time at which the first item came.
    pub(super) fn since(&self) -> Option<Instant> {
        let (_, first) = self.places.front()?;
        first.as_ref().map(|first| first.since)
    }

    /// The identity of the key of its items.
    pub(super) fn key(&self) -> Option<usize> {
        let (_, first) = self.places.front()?;
        first.as_ref().and_then(Waiting::address)
    }

    /// Adds an item, whose number is greater than those before it.
    pub(super) fn push(&mut self, number: u64, waiting: Waiting<I, O>) {
        self.places.push_back((number, Some(waiting)));
        self.len += 1;
    }

    /// Takes out the item of this number, if it is there.
    pub(super) fn remove(&mut self, number: u64) -> Option<Waiting<I, O>> {
        let place = self.places.binary_search_by_key(&number, |(of, _)| *of);
        let (_, item) = self.places.get_mut(place.ok()?)?;
        let removed = item.take()?;
        self.len -= 1;
        self.drop_empty();
        Some(removed)
    }

    /// Takes the first items, at most so many.
    pub(super) fn take(&mut self, most: usize) -> Vec<Waiting<I, O>> {
        let mut taken = Vec::with_capacity(most.min(self.len));
        while taken.len() < most
            && let Some((_, item)) = self.places.pop_front()
        {
            taken.extend(item);
        }
        self.len -= taken.len();
        self.drop_empty();
        taken
    }

    /// Drops the empty places before the first item, and all of them if they are more than the items.
    ///
    /// Each empty place is dropped once, so that an item that leaves costs the same however many wait.
    fn drop_empty(&mut self) {
        while self.places.front().is_some_and(|(_, item)| item.is_none()) {
            self.places.pop_front();
        }
        if self.places.len() - self.len > self.len {
            self.places.retain(|(_, item)| item.is_some());
        }
    }

    /// All items with their numbers.
    pub(super) fn into_items(self) -> impl Iterator<Item = (u64, Waiting<I, O>)> {
        let items = self.places.into_iter();
        items.filter_map(|(number, item)| Some((number, item?)))
    }

    /// The number of places, empty ones too.
    #[cfg(test)]
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }
}

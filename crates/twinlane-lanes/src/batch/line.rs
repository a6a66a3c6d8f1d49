//! The items that wait, and the decision when a batch is formed. Time is an argument, so that tests and simulations make their own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use super::bucket::Bucket;
use super::keys::{KeyRef, address};
use super::queue::Answer;
use super::rules::BatchRules;
use crate::askers::Askers;
use crate::sync::oneshot;

/// An item that waits, with the way to its caller.
pub(super) struct Waiting<I, O> {
    pub(super) item: I,
    pub(super) answer: oneshot::Sender<Answer<O>>,
    pub(super) since: Instant,
    /// Only items of one key run together. `None`: with all others.
    pub(super) key: Option<KeyRef>,
    /// The batch functions that wait for it.
    pub(super) askers: Option<Askers>,
}

/// The place of an item in the line, for its caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    number: u64,
    /// The identity of its key.
    key: Option<usize>,
}

/// The items that wait, in a bucket for each key.
///
/// Items are numbered as they come. A bucket is known by the number of its first item, so that the oldest item is that of the first bucket.
pub(super) struct Line<I, O> {
    /// None of them is empty.
    buckets: BTreeMap<u64, Bucket<I, O>>,
    /// The bucket of a key, by the key's address.
    of_key: HashMap<usize, u64>,
    /// The bucket of the items without a key.
    of_none: Option<u64>,
    /// A bucket that has become empty, for the next: where each batch empties the line none is allocated.
    spare: Bucket<I, O>,
    /// The buckets with enough items for a batch.
    full: BTreeSet<u64>,
    /// The number of the next item.
    next_number: u64,
    len: usize,
    max_size: usize,
    max_wait: Duration,
    capacity: usize,
    /// True if nothing waits for more.
    is_hurried: bool,
}

/// The next thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Take the batch that begins with the item of this number.
    Run(u64),
    /// Wait for more, at the longest until then; without an end if no clock counts as far.
    Wait(Option<Instant>),
    /// Nothing waits.
    Idle,
}

impl<I, O> Line<I, O> {
    pub(super) fn new(rules: &BatchRules) -> Self {
        Self {
            buckets: BTreeMap::new(),
            of_key: HashMap::new(),
            of_none: None,
            spare: Bucket::new(),
            full: BTreeSet::new(),
            next_number: 0,
            len: 0,
            max_size: rules.max_size.max(1),
            max_wait: rules.max_wait,
            capacity: rules.queue.max(1),
            is_hurried: false,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of items for which there is room, of those that are wanted.
    pub(super) fn room(&self, wanted: usize) -> usize {
        (self.capacity - self.len).min(wanted)
    }

    /// Adds an item for which there is [room](Self::room).
    pub(super) fn push(&mut self, waiting: Waiting<I, O>) -> Place {
        debug_assert!(self.len < self.capacity, "there is room");
        let number = self.next_number;
        self.next_number += 1;
        self.len += 1;
        let key = waiting.address();
        let first = match key {
            Some(key) => *self.of_key.entry(key).or_insert(number),
            None => *self.of_none.get_or_insert(number),
        };
        let bucket = self.buckets.entry(first);
        let bucket = bucket.or_insert_with(|| std::mem::replace(&mut self.spare, Bucket::new()));
        bucket.push(number, waiting);
        if bucket.len() >= self.max_size {
            self.full.insert(first);
        }
        Place { number, key }
    }

    /// Takes out the item of a caller who leaves, if it has not been taken before.
    pub(super) fn leave_out(&mut self, place: Place) -> Option<Waiting<I, O>> {
        // The key of an item that is no more may have given its identity to another. The number is that of one item alone.
        let first = match place.key {
            Some(key) => *self.of_key.get(&key)?,
            None => self.of_none?,
        };
        let bucket = self.buckets.get_mut(&first)?;
        let left_out = bucket.remove(place.number)?;
        self.len -= 1;
        if bucket.len() < self.max_size {
            self.full.remove(&first);
        }
        if bucket.first() != Some(first)
            && let Some(bucket) = self.remove(first)
        {
            self.put_back(place.key, bucket);
        }
        Some(left_out)
    }

    /// From now on no item waits for others.
    pub(super) fn hurry(&mut self) {
        self.is_hurried = true;
    }

    /// Decides what a free thread does.
    pub(super) fn next(&self, now: Instant) -> Next {
        let Some((&oldest, bucket)) = self.buckets.first_key_value() else {
            return Next::Idle;
        };
        let since = bucket.since();
        let end = since.and_then(|since| since.checked_add(self.max_wait));
        if self.is_hurried || end.is_some_and(|end| end <= now) {
            return Next::Run(oldest);
        }
        match self.full.first() {
            Some(&number) => Next::Run(number),
            None => Next::Wait(end),
        }
    }

    /// Takes the batch that begins with the item of this number, in the order in which the items came.
    pub(super) fn take(&mut self, number: u64) -> Vec<Waiting<I, O>> {
        let Some(mut bucket) = self.remove(number) else {
            return Vec::new();
        };
        let key = bucket.key();
        let batch = bucket.take(self.max_size);
        self.len -= batch.len();
        self.put_back(key, bucket);
        batch
    }

    fn remove(&mut self, number: u64) -> Option<Bucket<I, O>> {
        self.full.remove(&number);
        self.buckets.remove(&number)
    }

    /// Puts back what is left of the bucket of a key.
    fn put_back(&mut self, key: Option<usize>, bucket: Bucket<I, O>) {
        let first = bucket.first();
        match (key, first) {
            (None, first) => self.of_none = first,
            (Some(key), Some(first)) => {
                self.of_key.insert(key, first);
            }
            (Some(key), None) => {
                self.of_key.remove(&key);
            }
        }
        let Some(first) = first else {
            self.spare = bucket;
            return;
        };
        if bucket.len() >= self.max_size {
            self.full.insert(first);
        }
        self.buckets.insert(first, bucket);
    }

    /// Takes all that wait, to be told that nothing runs any more.
    pub(super) fn take_all(&mut self) -> Vec<Waiting<I, O>> {
        self.of_key.clear();
        self.of_none = None;
        self.full.clear();
        self.len = 0;
        let mut all: Vec<_> = std::mem::take(&mut self.buckets)
            .into_values()
            .flat_map(Bucket::into_items)
            .collect();
        all.sort_unstable_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, waiting)| waiting).collect()
    }

    /// The number of places of all items that wait, empty ones too.
    #[cfg(test)]
    pub(super) fn places(&self) -> usize {
        self.buckets.values().map(Bucket::places).sum()
    }
}

impl<I, O> Waiting<I, O> {
    /// The identity of its key.
    pub(super) fn address(&self) -> Option<usize> {
        self.key.as_ref().map(address)
    }
}

//! The items that wait, and the decision when a batch is formed. Time is an argument, so that tests and simulations make their own.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

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

/// The items that wait, in a bucket for each key.
///
/// Items are numbered as they come. A bucket is known by the number of its first item, so that the oldest item is that of the first bucket.
pub(super) struct Line<I, O> {
    buckets: BTreeMap<u64, Bucket<I, O>>,
    /// The bucket of a key, by the key's address.
    of_key: HashMap<usize, u64>,
    /// The bucket of the items without a key.
    of_none: Option<u64>,
    /// A bucket that has become empty, for the next: where each batch empties the line none is allocated.
    spare: Bucket<I, O>,
    /// The buckets with enough items for a batch, some of whose callers may have gone.
    full: BTreeSet<u64>,
    /// The number of the next item.
    next_number: u64,
    len: usize,
    max_size: usize,
    max_wait: Duration,
    capacity: usize,
    /// True if nothing waits for more.
    is_hurried: bool,
    /// The number of items whose callers had gone.
    pub(super) left_out: u64,
    /// Those of them that are to be dropped where no lock is held: their end is code of the application.
    gone: Vec<Waiting<I, O>>,
}

/// The items of one key, the first first, with their numbers. None in the line is empty.
type Bucket<I, O> = VecDeque<(u64, Waiting<I, O>)>;

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
            left_out: 0,
            gone: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of items for which there is room. Who has gone leaves room if it is needed.
    pub(super) fn room(&mut self, wanted: usize) -> usize {
        if self.capacity - self.len < wanted {
            let has_gone = |bucket: &Bucket<I, O>| bucket.iter().any(|(_, item)| item.is_gone());
            let buckets = self.buckets.iter();
            let with_gone =
                buckets.filter_map(|(number, bucket)| has_gone(bucket).then_some(*number));
            for number in with_gone.collect::<Vec<_>>() {
                self.leave_out_gone(number);
            }
        }
        (self.capacity - self.len).min(wanted)
    }

    /// Adds an item for which there is [room](Self::room).
    pub(super) fn push(&mut self, waiting: Waiting<I, O>) {
        debug_assert!(self.len < self.capacity, "there is room");
        let number = self.next_number;
        self.next_number += 1;
        self.len += 1;
        let first = match waiting.address() {
            Some(key) => *self.of_key.entry(key).or_insert(number),
            None => *self.of_none.get_or_insert(number),
        };
        let bucket = self.buckets.entry(first);
        let bucket = bucket.or_insert_with(|| std::mem::take(&mut self.spare));
        bucket.push_back((number, waiting));
        if bucket.len() >= self.max_size {
            self.full.insert(first);
        }
    }

    /// From now on no item waits for others.
    pub(super) fn hurry(&mut self) {
        self.is_hurried = true;
    }

    /// Decides what a free thread does.
    pub(super) fn next(&mut self, now: Instant) -> Next {
        loop {
            let Some((&number, bucket)) = self.buckets.first_key_value() else {
                return Next::Idle;
            };
            let Some((_, first)) = bucket.front().filter(|(_, first)| !first.is_gone()) else {
                self.leave_out_gone(number);
                continue;
            };
            let end = first.since.checked_add(self.max_wait);
            if self.is_hurried || end.is_some_and(|end| end <= now) {
                return Next::Run(number);
            }
            return match self.first_full() {
                Some(number) => Next::Run(number),
                None => Next::Wait(end),
            };
        }
    }

    /// The first item of the oldest batch that is full.
    fn first_full(&mut self) -> Option<u64> {
        while let Some(&number) = self.full.first() {
            let bucket = self.buckets.get(&number)?;
            let stay = bucket.iter().filter(|(_, item)| !item.is_gone());
            if stay.take(self.max_size).count() == self.max_size {
                return Some(number);
            }
            // With those who have gone it is full no more.
            self.leave_out_gone(number);
        }
        None
    }

    /// Takes the batch that begins with the item of this number, in the order in which the items came.
    pub(super) fn take(&mut self, number: u64) -> Vec<Waiting<I, O>> {
        let Some(mut bucket) = self.remove(number) else {
            return Vec::new();
        };
        let mut batch = Vec::with_capacity(self.max_size.min(bucket.len()));
        let key = key_of(&bucket);
        while batch.len() < self.max_size
            && let Some((_, waiting)) = bucket.pop_front()
        {
            self.len -= 1;
            if waiting.is_gone() {
                self.leave_out(waiting);
            } else {
                batch.push(waiting);
            }
        }
        self.put_back(key, bucket);
        batch
    }

    /// Leaves out the items of a bucket whose callers have gone.
    fn leave_out_gone(&mut self, number: u64) {
        let Some(bucket) = self.remove(number) else {
            return;
        };
        let key = key_of(&bucket);
        let mut stay = Bucket::with_capacity(bucket.len());
        for (number, waiting) in bucket {
            if waiting.is_gone() {
                self.len -= 1;
                self.leave_out(waiting);
            } else {
                stay.push_back((number, waiting));
            }
        }
        self.put_back(key, stay);
    }

    fn remove(&mut self, number: u64) -> Option<Bucket<I, O>> {
        self.full.remove(&number);
        self.buckets.remove(&number)
    }

    /// Puts back what is left of the bucket of a key.
    fn put_back(&mut self, key: Option<usize>, bucket: Bucket<I, O>) {
        let first = bucket.front().map(|(first, _)| *first);
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
            .flatten()
            .collect();
        all.sort_unstable_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, waiting)| waiting).collect()
    }

    /// Takes the items that were left out since the last call, to be dropped without the lock.
    #[must_use]
    pub(super) fn take_gone(&mut self) -> Vec<Waiting<I, O>> {
        std::mem::take(&mut self.gone)
    }

    pub(super) fn has_gone(&self) -> bool {
        !self.gone.is_empty()
    }

    fn leave_out(&mut self, gone: Waiting<I, O>) {
        self.left_out += 1;
        self.gone.push(gone);
    }
}

/// The identity of the key of a bucket that is not empty.
fn key_of<I, O>(bucket: &Bucket<I, O>) -> Option<usize> {
    bucket.front().and_then(|(_, first)| first.address())
}

impl<I, O> Waiting<I, O> {
    fn is_gone(&self) -> bool {
        self.answer.is_closed()
    }

    /// The identity of its key.
    fn address(&self) -> Option<usize> {
        self.key.as_ref().map(address)
    }
}

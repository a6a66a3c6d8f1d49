//! The items that wait, and the decision when a batch is formed. Time is an argument, so that tests and simulations make their own.

use std::any::Any;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::queue::Answer;
use super::rules::BatchRules;

/// An item that waits, with the way to its caller.
pub(super) struct Waiting<I, O> {
    pub(super) item: I,
    pub(super) answer: oneshot::Sender<Answer<O>>,
    pub(super) since: Instant,
    /// Only items of equal keys run together. `None`: with all others.
    pub(super) key: Option<Box<dyn BatchKey>>,
}

/// A key that tells which items run together.
pub(super) trait BatchKey: Send {
    fn is_equal(&self, other: &dyn BatchKey) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<K: Eq + Send + 'static> BatchKey for K {
    fn is_equal(&self, other: &dyn BatchKey) -> bool {
        other.as_any().downcast_ref::<K>() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The items that wait, the first first.
pub(super) struct Line<I, O> {
    waiting: VecDeque<Waiting<I, O>>,
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

/// The next thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Take the batch that begins with the item at this place.
    Run(usize),
    /// Wait for more, at the longest until then; without an end if no clock counts as far.
    Wait(Option<Instant>),
    /// Nothing waits.
    Idle,
}

impl<I, O> Line<I, O> {
    pub(super) fn new(rules: &BatchRules) -> Self {
        Self {
            waiting: VecDeque::new(),
            max_size: rules.max_size.max(1),
            max_wait: rules.max_wait,
            capacity: rules.queue.max(1),
            is_hurried: false,
            left_out: 0,
            gone: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The number of items for which there is room. Who has gone leaves room if it is needed.
    pub(super) fn room(&mut self, wanted: usize) -> usize {
        let is_short = self.capacity - self.waiting.len() < wanted;
        if is_short && self.waiting.iter().any(Waiting::is_gone) {
            for waiting in std::mem::take(&mut self.waiting) {
                if waiting.is_gone() {
                    self.leave_out(waiting);
                } else {
                    self.waiting.push_back(waiting);
                }
            }
        }
        (self.capacity - self.waiting.len()).min(wanted)
    }

    /// Adds an item for which there is [room](Self::room).
    pub(super) fn push(&mut self, waiting: Waiting<I, O>) {
        debug_assert!(self.waiting.len() < self.capacity, "there is room");
        self.waiting.push_back(waiting);
    }

    /// From now on no item waits for others.
    pub(super) fn hurry(&mut self) {
        self.is_hurried = true;
    }

    /// Decides what a free thread does.
    pub(super) fn next(&mut self, now: Instant) -> Next {
        while let Some(gone) = self.waiting.pop_front_if(|first| first.is_gone()) {
            self.leave_out(gone);
        }
        let Some(first) = self.waiting.front() else {
            return Next::Idle;
        };
        let end = first.since.checked_add(self.max_wait);
        if self.is_hurried || end.is_some_and(|end| end <= now) {
            return Next::Run(0);
        }
        match self.first_full() {
            Some(place) => Next::Run(place),
            None => Next::Wait(end),
        }
    }

    /// The place of the first item whose batch is full.
    fn first_full(&self) -> Option<usize> {
        if self.waiting.len() < self.max_size {
            return None;
        }
        // Each key is counted at its first item.
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for (place, waiting) in self.waiting.iter().enumerate() {
            if waiting.is_gone() {
                continue;
            }
            let known = counts
                .iter()
                .position(|(first, _)| self.waiting[*first].goes_with(waiting));
            let known = known.unwrap_or_else(|| {
                counts.push((place, 0));
                counts.len() - 1
            });
            counts[known].1 += 1;
            if counts[known].1 == self.max_size {
                return Some(counts[known].0);
            }
        }
        None
    }

    /// Takes the batch that begins with the item at this place, in the order in which the items came.
    pub(super) fn take(&mut self, place: usize) -> Vec<Waiting<I, O>> {
        let mut batch: Vec<Waiting<I, O>> =
            Vec::with_capacity(self.max_size.min(self.waiting.len()));
        let mut passed = VecDeque::new();
        for _ in 0..place {
            passed.extend(self.waiting.pop_front());
        }
        while batch.len() < self.max_size
            && let Some(waiting) = self.waiting.pop_front()
        {
            if waiting.is_gone() {
                self.leave_out(waiting);
            } else if batch.first().is_none_or(|first| first.goes_with(&waiting)) {
                batch.push(waiting);
            } else {
                passed.push_back(waiting);
            }
        }
        // Those that were passed by came before those that are left.
        while let Some(waiting) = passed.pop_back() {
            self.waiting.push_front(waiting);
        }
        batch
    }

    /// Takes all that wait, to be told that nothing runs any more.
    pub(super) fn take_all(&mut self) -> VecDeque<Waiting<I, O>> {
        std::mem::take(&mut self.waiting)
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

impl<I, O> Waiting<I, O> {
    fn is_gone(&self) -> bool {
        self.answer.is_closed()
    }

    fn goes_with(&self, other: &Self) -> bool {
        match (&self.key, &other.key) {
            (Some(key), Some(other)) => key.is_equal(&**other),
            _ => true,
        }
    }
}

//! The line by itself: which items run together, and how good the policy is, in a time of its own.

#![expect(
    clippy::cast_precision_loss,
    reason = "a simulation is short, and its batches small"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::keys::{KeyRef, Keys};
use super::line::{Line, Next, Place, Waiting};
use super::rules::BatchRules;
use crate::sync::oneshot;

fn rules(max_size: usize, max_wait: u64, queue: usize) -> BatchRules {
    BatchRules {
        max_size,
        max_wait: Duration::from_millis(max_wait),
        queue,
        ..BatchRules::new("test")
    }
}

fn waiting(item: u32, since: Instant, key: Option<KeyRef>) -> Waiting<u32, u32> {
    Waiting {
        item,
        // Nobody hears it.
        answer: oneshot::channel().0,
        since,
        key,
        askers: None,
    }
}

/// A line, with the places of its items and a clock.
struct Tested {
    line: Line<u32, u32>,
    places: Vec<Place>,
    keys: Arc<Keys<u8>>,
    begun: Instant,
}

impl Tested {
    fn new(rules: &BatchRules) -> Self {
        Self {
            line: Line::new(rules),
            places: Vec::new(),
            keys: Keys::new(),
            begun: Instant::now(),
        }
    }

    fn at(&self, millis: u64) -> Instant {
        self.begun + Duration::from_millis(millis)
    }

    fn push(&mut self, item: u32, key: Option<u8>, millis: u64) {
        let since = self.at(millis);
        let key = key.map(|key| self.keys.find(key) as KeyRef);
        self.places.push(self.line.push(waiting(item, since, key)));
    }

    /// The caller of the item that was pushed at this place has gone.
    fn leave_out(&mut self, place: usize) -> Option<u32> {
        let left_out = self.line.leave_out(self.places[place])?;
        Some(left_out.item)
    }

    fn run(&mut self, millis: u64) -> Option<Vec<u32>> {
        match self.line.next(self.at(millis)) {
            Next::Run(number) => {
                let batch = self.line.take(number);
                Some(batch.into_iter().map(|waiting| waiting.item).collect())
            }
            Next::Wait(_) | Next::Idle => None,
        }
    }
}

#[test]
fn without_a_wait_a_batch_is_what_waits() {
    let mut tested = Tested::new(&rules(3, 0, 10));
    assert_eq!(tested.run(0), None);
    (0..4).for_each(|item| tested.push(item, None, 0));
    assert_eq!(tested.run(0), Some(vec![0, 1, 2]));
    assert_eq!(tested.run(0), Some(vec![3]));
}

#[test]
fn the_first_item_waits_for_others_but_not_longer_than_it_may() {
    let mut tested = Tested::new(&rules(3, 5, 10));
    tested.push(0, None, 0);
    tested.push(1, None, 4);
    assert_eq!(
        tested.line.next(tested.at(4)),
        Next::Wait(Some(tested.at(5)))
    );
    assert_eq!(tested.run(5), Some(vec![0, 1]));
    (2..5).for_each(|item| tested.push(item, None, 6));
    assert_eq!(tested.run(6), Some(vec![2, 3, 4]), "it is full");
    tested.push(5, None, 7);
    assert_eq!(tested.run(7), None);
    tested.line.hurry();
    assert_eq!(tested.run(7), Some(vec![5]));
}

#[test]
fn an_endless_wait_is_no_overflow() {
    let mut tested = Tested::new(&BatchRules {
        max_wait: Duration::MAX,
        ..rules(2, 0, 10)
    });
    tested.push(0, None, 0);
    assert_eq!(tested.line.next(tested.at(0)), Next::Wait(None));
    tested.push(1, None, 0);
    assert_eq!(tested.run(0), Some(vec![0, 1]));
}

#[test]
fn items_of_equal_keys_run_together_and_a_full_batch_waits_for_no_other() {
    let mut tested = Tested::new(&rules(2, 5, 10));
    for (item, key) in [(0, 7), (1, 8), (2, 9), (3, 8), (4, 7)] {
        tested.push(item, Some(key), 0);
    }
    assert_eq!(tested.run(0), Some(vec![0, 4]), "the oldest that is full");
    assert_eq!(tested.run(0), Some(vec![1, 3]));
    assert_eq!(tested.run(0), None);
    tested.push(5, Some(9), 1);
    tested.push(6, Some(7), 1);
    assert_eq!(tested.run(1), Some(vec![2, 5]));
    assert_eq!(tested.run(6), Some(vec![6]));
}

#[test]
fn who_has_gone_is_left_out_and_leaves_room() {
    let mut tested = Tested::new(&rules(2, 0, 3));
    (0..3).for_each(|item| tested.push(item, None, 0));
    assert_eq!(tested.line.room(1), 0);
    assert_eq!(tested.leave_out(1), Some(1));
    assert_eq!(tested.leave_out(1), None, "it has gone already");
    assert_eq!(tested.line.room(2), 1);
    tested.push(3, None, 0);
    assert_eq!(tested.leave_out(0), Some(0));
    assert_eq!(tested.run(0), Some(vec![2, 3]));
    assert_eq!(tested.leave_out(2), None, "it runs");
    assert_eq!(tested.line.len(), 0);
}

/// The first of those who stay has come last.
#[test]
fn places_of_those_who_have_gone_do_not_add_up() {
    let mut tested = Tested::new(&rules(2, 0, 3));
    tested.push(0, None, 0);
    for item in 1..100 {
        tested.push(item, None, 0);
        assert_eq!(tested.leave_out(item as usize), Some(item));
        assert!(tested.line.places() <= 2, "{} places", tested.line.places());
    }
    assert_eq!(tested.run(0), Some(vec![0]));
}

/// A batch takes the items before the empty places, which are then more than the items that are left.
#[test]
fn a_batch_leaves_no_more_empty_places_than_items() {
    let mut tested = Tested::new(&rules(3, 0, 8));
    (0..8).for_each(|item| tested.push(item, None, 0));
    for place in 4..7 {
        assert!(tested.leave_out(place).is_some());
    }
    assert_eq!(tested.line.places(), 8);
    assert_eq!(tested.run(0), Some(vec![0, 1, 2]));
    assert_eq!((tested.line.len(), tested.line.places()), (2, 2));
    assert_eq!(tested.run(0), Some(vec![3, 7]));
}

/// The line as simple as it can be: all items in one list, which is searched for everything.
struct Simple {
    rules: BatchRules,
    waiting: Vec<(u32, u8, u64)>,
    is_hurried: bool,
}

impl Simple {
    fn room(&self) -> usize {
        self.rules.queue - self.waiting.len()
    }

    fn leave_out(&mut self, item: u32) -> Option<u32> {
        let place = self.waiting.iter().position(|(of, ..)| *of == item)?;
        Some(self.waiting.remove(place).0)
    }

    /// The items of the same key as this one.
    fn of_key(&self, key: u8) -> Vec<u32> {
        let of_key = self.waiting.iter().filter(|(_, of, _)| *of == key);
        of_key.map(|(item, ..)| *item).collect()
    }

    fn run(&mut self, now: u64) -> Option<Vec<u32>> {
        let (_, oldest, since) = *self.waiting.first()?;
        let max_wait = u64::try_from(self.rules.max_wait.as_millis()).unwrap();
        let is_full = |key: u8| self.of_key(key).len() >= self.rules.max_size;
        let key = if self.is_hurried || since + max_wait <= now {
            oldest
        } else {
            let mut keys = self.waiting.iter().map(|(_, key, _)| *key);
            keys.find(|key| is_full(*key))?
        };
        let mut batch = self.of_key(key);
        batch.truncate(self.rules.max_size);
        self.waiting.retain(|(item, ..)| !batch.contains(item));
        Some(batch)
    }
}

proptest! {
    /// The same room and the same batches as those of a list that is searched for everything, after any order of calls, departures and runs.
    #[test]
    fn the_line_is_as_a_simple_list(
        max_size in 1..6_usize,
        max_wait in 0..4_u64,
        queue in 6..12_usize,
        steps in prop::collection::vec((0..8_u8, 0..3_u8, any::<prop::sample::Index>()), 1..200),
    ) {
        let rules = rules(max_size, max_wait, queue);
        let mut tested = Tested::new(&rules);
        let mut simple = Simple { rules, waiting: Vec::new(), is_hurried: false };
        let mut now = 0;
        for (step, key, index) in steps {
            prop_assert_eq!(tested.line.room(queue), simple.room());
            match step {
                0..4 if simple.room() > 0 => {
                    let item = u32::try_from(tested.places.len()).unwrap();
                    tested.push(item, Some(key), now);
                    simple.waiting.push((item, key, now));
                }
                4..6 if !tested.places.is_empty() => {
                    let place = index.index(tested.places.len());
                    let item = u32::try_from(place).unwrap();
                    prop_assert_eq!(tested.leave_out(place), simple.leave_out(item));
                }
                6 => now += 1,
                _ => prop_assert_eq!(tested.run(now), simple.run(now)),
            }
            prop_assert!(tested.line.places() <= 2 * tested.line.len());
        }
        tested.line.hurry();
        simple.is_hurried = true;
        while !simple.waiting.is_empty() {
            prop_assert_eq!(tested.run(now), simple.run(now));
        }
        prop_assert!(tested.line.is_empty());
    }
}

/// The items that one thread answers in a second whose batches take `fixed + each * size` microseconds, with so many callers who ask again
/// after `thinks` microseconds.
fn throughput(rules: &BatchRules, (fixed, each): (u64, u64), callers: u32, thinks: u64) -> f64 {
    const END: u64 = 10_000_000;
    let begun = Instant::now();
    let at = |micros| begun + Duration::from_micros(micros);
    let mut line: Line<u32, u32> = Line::new(rules);
    let mut arrivals: BinaryHeap<Reverse<(u64, u32)>> = (0..callers)
        .map(|caller| Reverse((u64::from(caller) * 37 % (fixed + each), caller)))
        .collect();
    let (mut now, mut answered) = (0, 0_u32);
    while now < END {
        while let Some(Reverse((when, caller))) =
            arrivals.pop_when(|Reverse((when, _))| *when <= now)
        {
            line.push(waiting(caller, at(when), None));
        }
        let next_arrival = arrivals.peek().map_or(END, |Reverse((when, _))| *when);
        match line.next(at(now)) {
            Next::Run(number) => {
                let batch = line.take(number);
                now += fixed + each * batch.len() as u64;
                for (place, waiting) in batch.into_iter().enumerate() {
                    answered += 1;
                    arrivals.push(Reverse((now + thinks + place as u64 % 7, waiting.item)));
                }
            }
            Next::Wait(Some(end)) => {
                let end = u64::try_from((end - begun).as_micros()).unwrap();
                now = end.min(next_arrival).max(now + 1);
            }
            Next::Wait(None) | Next::Idle => now = next_arrival.max(now + 1),
        }
    }
    f64::from(answered) / (now as f64 / 1e6)
}

/// `pop` where the greatest is so.
trait PopWhen<T> {
    fn pop_when(&mut self, is_so: impl FnOnce(&T) -> bool) -> Option<T>;
}

impl<T: Ord> PopWhen<T> for BinaryHeap<T> {
    fn pop_when(&mut self, is_so: impl FnOnce(&T) -> bool) -> Option<T> {
        if self.peek().is_some_and(is_so) {
            self.pop()
        } else {
            None
        }
    }
}

/// With more callers than a batch takes, the best is to run full batches one after another; with one, to run it at once.
#[test]
fn the_policy_is_as_good_as_the_best() {
    for (fixed, each) in [(100, 1000), (1000, 1000), (10_000, 100)] {
        let best = 32. * 1e6 / (fixed + 32 * each) as f64;
        for max_wait in [0, 5] {
            let rules = rules(32, max_wait, 256);
            let had = throughput(&rules, (fixed, each), 96, 200);
            assert!(
                had >= 0.95 * best,
                "{fixed} + {each} n, wait {max_wait}: {had} of {best}"
            );
        }
        let best = 1e6 / (fixed + each + 200) as f64;
        let had = throughput(&rules(32, 0, 256), (fixed, each), 1, 200);
        assert!(
            had >= 0.95 * best,
            "{fixed} + {each} n, alone: {had} of {best}"
        );
    }
}

//! The fate of each item, and the count of its runs.

use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use std::time::Duration;

use twinlane::prelude::*;

/// The most items of one process.
pub(crate) const ITEMS: usize = 1_000_000;

/// An item, by its number.
#[model]
#[derive(Clone, Copy)]
pub(crate) struct Item {
    #[field(lt = 1_000_000)]
    number: usize,
    fate: Fate,
}

/// The way in which an item runs.
#[derive(Clone, Copy, PartialEq, Eq)]
#[model]
pub(crate) enum Fate {
    /// It has a value.
    Plain,
    /// It has an error of its own.
    Refused,
    /// It takes its batch with it.
    Panics,
    /// It is left out of the results of its batch.
    Forgotten,
}

impl Item {
    /// The group to which it belongs.
    pub(crate) fn group(&self) -> usize {
        self.number % 3
    }
}

/// The number of runs of each item.
pub(crate) struct Runs(Vec<AtomicU8>);

impl Default for Runs {
    fn default() -> Self {
        Self((0..ITEMS).map(|_| AtomicU8::new(0)).collect())
    }
}

impl Runs {
    /// Runs a batch.
    pub(crate) fn run(&self, items: &[Item]) -> Vec<Result<i64>> {
        for item in items {
            self.0[item.number].fetch_add(1, Ordering::Relaxed);
        }
        thread::sleep(Duration::from_micros(200));
        let has = |fate| items.iter().any(|item| item.fate == fate);
        assert!(!has(Fate::Panics), "an item that panics");
        let mut results: Vec<_> = items.iter().map(Item::result).collect();
        if has(Fate::Forgotten) {
            results.pop();
        }
        results
    }
}

impl Item {
    fn result(&self) -> Result<i64> {
        match self.fate {
            Fate::Refused => Err(HttpError::new(422, "an item that is refused").into()),
            _ => Ok(i64::try_from(self.number)? * 2 + 1),
        }
    }
}

/// A digit for each item.
impl fmt::Display for Runs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|runs| write!(f, "{}", runs.load(Ordering::Relaxed).min(9)))
    }
}

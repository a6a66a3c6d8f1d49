//! The stories that are being written.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use twinlane::prelude::*;

/// The counts of all stories.
#[derive(Default)]
pub struct Stories(Arc<Counts>);

#[derive(Default)]
struct Counts {
    going_on: AtomicUsize,
    letters: AtomicUsize,
}

/// The counts at one moment.
#[model]
pub struct StoriesNow {
    going_on: usize,
    letters: usize,
}

/// A story that counts until it is dropped.
pub struct Story(Arc<Counts>);

impl Stories {
    pub fn begin(&self) -> Story {
        self.0.going_on.fetch_add(1, Relaxed);
        Story(Arc::clone(&self.0))
    }

    pub fn now(&self) -> StoriesNow {
        StoriesNow {
            going_on: self.0.going_on.load(Relaxed),
            letters: self.0.letters.load(Relaxed),
        }
    }
}

impl Story {
    pub fn has_one_letter_more(&mut self) {
        self.0.letters.fetch_add(1, Relaxed);
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        self.0.going_on.fetch_sub(1, Relaxed);
    }
}

//! The staff: the members who are free, and the work of the others.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::moment::{State, Who};
use crate::timeline::{NobodyLooks, Timeline};

/// People of one kind. Clones are the same people.
#[derive(Clone)]
pub struct Staff {
    timeline: Timeline,
    places: Arc<Semaphore>,
    idle: Arc<Mutex<BTreeSet<u32>>>,
}

/// Somebody who works for whoever has called; free for the next when dropped.
pub struct Member {
    number: u32,
    staff: Staff,
    _place: OwnedSemaphorePermit,
}

impl Staff {
    /// These numbers of the run's staff, all idle.
    pub fn new(timeline: &Timeline, numbers: Range<u32>) -> Result<Self, NobodyLooks> {
        for number in numbers.clone() {
            timeline.change(Who::Staff, number, State::Idle, None)?;
        }
        Ok(Self {
            timeline: timeline.clone(),
            places: Arc::new(Semaphore::new(numbers.len())),
            idle: Arc::new(Mutex::new(numbers.collect())),
        })
    }

    /// Waits in line for somebody who is idle. First come, first served.
    pub async fn call(&self) -> Member {
        let place = Arc::clone(&self.places).acquire_owned().await;
        self.member(place.expect("nobody closes the semaphore"))
    }

    /// Somebody who is idle, at once, where a lane lets no more in than there are people.
    pub fn idle_one(&self) -> Member {
        let place = Arc::clone(&self.places).try_acquire_owned();
        self.member(place.expect("the lane is not larger than the staff"))
    }

    fn member(&self, place: OwnedSemaphorePermit) -> Member {
        let number = self.idle().pop_first();
        Member {
            number: number.expect("there are as many places as people"),
            staff: self.clone(),
            _place: place,
        }
    }

    fn idle(&self) -> MutexGuard<'_, BTreeSet<u32>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Member {
    /// Begins to do this, for an order.
    pub fn begins(&self, state: State, order: u32) -> Result<(), NobodyLooks> {
        let timeline = &self.staff.timeline;
        timeline.change(Who::Staff, self.number, state, Some(order))
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        // The next member who is called notices that nobody looks.
        let _ = self
            .staff
            .timeline
            .change(Who::Staff, self.number, State::Idle, None);
        self.staff.idle().insert(self.number);
    }
}

/// `Cook 1`, `Cook 2` ...
pub fn names(role: &str, count: u32) -> impl Iterator<Item = String> {
    (1..=count).map(move |number| format!("{role} {number}"))
}

//! The moments that the page is sent.

use twinlane::prelude::*;

/// A moment of a run. Times are in milliseconds since it began, read from the clock as it happens.
#[model(tag = "kind", rename_all = "snake_case")]
pub enum Moment {
    /// The doors open: who will be seen.
    Opened {
        customers: u32,
        rooms: u32,
        /// The names of the staff; the first is number 1.
        staff: Vec<String>,
        /// The number of processors that the machine has for this program.
        cores: usize,
    },
    /// A part of the run begins.
    Part { at: f64, title: String },
    /// Somebody begins to do something else.
    Change {
        at: f64,
        who: Who,
        number: u32,
        state: State,
        /// The number of an order, where it is known; in the house, the room.
        order: Option<u32>,
    },
    /// The last one has gone.
    Closed {
        at: f64,
        /// The time that all customers together spent inside.
        inside: f64,
        /// The part of that time that was theirs to use.
        free: f64,
        /// The most threads that the run held at once.
        most_threads: u32,
        /// The time for which the run held threads, added up.
        threads: f64,
    },
}

#[model(rename_all = "snake_case")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    Customer,
    Staff,
    Room,
}

#[model(rename_all = "snake_case")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    // A customer:
    /// Stands in line.
    InLine,
    /// Says what they would like.
    Ordering,
    /// Stands at the counter and can do nothing but stand there.
    AtCounter,
    /// Sits with friends until the number is called: the time is theirs.
    Free,
    /// Is handed what they came for.
    Served,
    /// Has gone.
    Done,
    // Somebody of the staff:
    Idle,
    TakingOrder,
    Cooking,
    HandingOver,
    Serving,
    Cleaning,
    // A room:
    Dirty,
    BeingCleaned,
    Clean,
}

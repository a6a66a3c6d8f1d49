//! Batches: a function from many items to many results, called once for the items of many callers.
//!
//! [`BatchQueue`] holds the items that wait, each with the sending end of its result. A free thread takes the waiting items, up
//! to [`max_size`](BatchRules::max_size), and calls the function. With a [`max_wait`](BatchRules::max_wait) it first waits for
//! more. A caller does not affect the results of other callers: the items of a caller that has gone are left out. A panic is
//! reported to all callers of its batch.
//!
//! | file | content |
//! | --- | --- |
//! | `rules.rs` | [`BatchRules`]: size, wait, queue, deadline, threads |
//! | `keys.rs` | [`BatchKey`]: which items run together |
//! | `line.rs` | the items in their order, and the decision when a batch is formed; no clock, no lock, no thread |
//! | `bucket.rs` | the items of one key |
//! | `pending.rs` | a caller's end of an item, which leaves it out when it is dropped |
//! | `queue.rs` | [`BatchQueue`]: the face for callers |
//! | `shared.rs` | the lock around the line, and who is woken |
//! | `threads.rs` | the threads that run batches, what they load, and what a panic means to them |
//! | `figures.rs` | [`BatchUsage`]: what batches have cost |
//! | `unanswered.rs` | [`Unanswered`]: why an item has no result |

mod rules;
mod keys;
mod line;
mod bucket;
mod pending;
mod shared;
mod queue;
mod threads;
mod figures;
mod unanswered;

pub use figures::BatchUsage;
pub use keys::BatchKey;
pub use queue::{Answer, BatchQueue};
pub use rules::BatchRules;
pub use threads::{BatchFunction, BatchMaker, LoadError};
pub use unanswered::Unanswered;

#[cfg(test)]
mod tests;

#[cfg(test)]
#[cfg(shuttle)]
mod interleavings;

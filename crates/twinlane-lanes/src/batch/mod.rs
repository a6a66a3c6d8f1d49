//! Batches: functions from many to many, called once for all who ask at about the same time.
//!
//! [`BatchQueue`] has the items that wait, each with the sending end of its result. A thread that gets free takes what waits, up to
//! [`max_size`](BatchRules::max_size), and calls the function; with a [`max_wait`](BatchRules::max_wait) it waits for more first. Nobody's
//! answer depends on the fate of another's: a caller that has gone is left out, and a panic is told to those of its batch.
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

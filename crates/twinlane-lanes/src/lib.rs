//! Twinlane's runtime: an event loop that a blocking `async fn` does not stop, and a thread lane for plain `fn`s.
//!
//! It is tokio's multi-threaded runtime with two additions. Nothing in it knows about HTTP. A *lane* is a place where code runs:
//! the event loop for `async fn`s, the thread lane for plain functions that block, the cpu lane for plain functions that compute.
//!
//! # The event loop
//!
//! [`Runtime`] has one worker per core, *spare workers* (40 by default), and a *watchdog* thread. A future that is
//! [watched](watch) marks its worker as busy while it is polled. The mark costs two plain stores into a cache line that only this
//! worker writes. If the watchdog finds the same poll again at its next look, that poll is blocking its worker, and the watchdog
//! wakes a spare worker. The spare worker takes over the queue of the blocked worker and the I/O driver, so that all other tasks
//! go on.
//!
//! When the blocking poll has ended, it is logged at WARN, target `twinlane::lanes`, and counted in [`held`]. The log line names
//! the code, the time, and the remedy:
//!
//! ```text
//! GET /reports/{id} (read_report) held the event loop for 118 ms, blocking: declare it `fn`
//! ```
//!
//! Only a poll that is known to have held a worker for 25 ms or more is logged. From outside, a thread that computes, a thread
//! that sleeps and a thread that waits for a processor look alike. On a busy machine the watchdog itself may get no processor.
//! The watchdog therefore counts only time that the operating system has counted as computing or sleeping, between two looks that
//! were on time. In doubt it logs nothing. A call that panics is not logged, because printing a backtrace takes time. On systems
//! other than Linux, the operating system does not report these times: the line says so and gives no advice.
//!
//! At most one line a second is written for each [`Label`]; a later line has the number of the holds that were left out. A hold
//! that goes on is also logged after 1 s, 2 s, 4 s and so on, without advice. The line with the advice follows at its end. The
//! main future of a program, the one of [`Runtime::block_on`], may block without a line. If all workers are held, spare workers
//! included, the log says so.
//!
//! The watchdog looks every 4 ms while anything runs, which costs less than a hundredth of a core. From the first poll that
//! blocks until 5 s after the last one, it looks every 0.3 ms. After a quiet time, the first poll that blocks delays other tasks
//! by up to 8 ms; further ones delay them by about half a millisecond. The watchdog sleeps two looks after the last worker has
//! parked, and wakes when a worker runs again: it never wakes an idle process.
//!
//! # What it cannot do
//!
//! - **Wake, then block.** A task that the blocking poll itself woke sits in tokio's LIFO slot of that worker, from
//!   where nobody can steal it: it waits until the poll ends. Whatever is woken or spawned next pushes it out, so
//!   that [`spawn`], which takes care of that itself, has no such delay.
//! - **More blocking polls than workers.** Each holds one of the `workers + spare_workers`; with all of them held,
//!   everything waits until one returns, as it does on any other runtime with its first few.
//! - **Tasks that it cannot see.** A task that was spawned with [`tokio::spawn`] is not watched unless it is wrapped
//!   in [`watch`] or [`labelled`]. Where it blocks, a spare worker is woken as well (a worker that neither parks
//!   nor gets on with anything watched is noticed, three looks later), but nothing is logged.
//! - **Other runtimes.** Everything here works on any tokio runtime, but the spare workers and the watchdog are those
//!   of [`Runtime`]; [`spare_workers`] is 0 elsewhere.
//!
//! # The thread lane
//!
//! [`ThreadLane`] runs plain functions that block, at most 40 at a time by default, as Python's `anyio` and so `fastapi` do.
//! Further calls wait in a queue and hold no thread. If the queue has a limit and is full, a call is [refused](Refused).
//!
//! If the functions of a [`Site`] have proved to be short, a worker [runs them itself](Site::run_in_thread): it leaves its
//! runtime for the time of the call. This saves the trip to a thread, and the function may do the same as in a thread.
//!
//! # The cpu lane
//!
//! [`cpu`] runs plain functions that compute, at most one per core at a time in the whole process. More functions at a time would
//! only take turns, and each would take longer.
//!
//! # Crossing
//!
//! `async` code calls the lanes with [`threads`] and [`cpu`], and code in a lane waits for `async` code with [`block_on`].
//! [`spawn`] starts a task, and [`group()`] starts tasks that end together. A panic comes back as an error. The [`tracing`] span,
//! and task-locals that are [carried](carry), are passed on. A function in a thread can [check](check_cancelled) if its caller
//! still waits, and a [shielded](shield) future runs to its end without a caller.
//!
//! ```
//! use twinlane_lanes::{RuntimeBuilder, ThreadLane};
//!
//! let runtime = RuntimeBuilder::new().workers(1).build()?;
//! let answer = runtime.block_on(async {
//!     let lane = ThreadLane::new(2);
//!     lane.run(|| std::fs::read_to_string("/no/such/file").is_err()).await
//! });
//! assert_eq!(answer, Ok(true));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Batches
//!
//! With the feature `batches`, a `BatchQueue` collects the items of callers that ask at about the same time, and calls a function
//! once for all of them, in threads of its own.
//!
//! # Layout
//!
//! | file | content |
//! | --- | --- |
//! | `runtime.rs` | [`RuntimeBuilder`] and [`Runtime`]: tokio's, with the hooks below |
//! | `watch.rs` | [`watch`], [`labelled`], [`run_labelled`], [`spawn`]: futures that the watchdog sees |
//! | `wake_all.rs` | [`wake_all`]: wakes many tasks without waking as many workers |
//! | `label.rs` | [`Label`]: the name of what runs |
//! | `busy.rs`, `pulse.rs` | the marks that a worker writes while it polls, for the watchdog |
//! | `worker_pool.rs` | the state that the workers of one runtime share with its watchdog, and their threads |
//! | `activity.rs` | the activity of the workers: the watchdog sleeps while there is none |
//! | `watchdog/` | the watchdog thread: `mod.rs` the looks and the waking, `hold.rs` one worker's poll, `evidence.rs` its evidence, `report.rs` the log |
//! | `held.rs` | [`Held`]: counts of the work that has held the event loop |
//! | `os_thread.rs` | the times of a thread, from the operating system |
//! | `site.rs` | [`Site`]: a path operation, as the lanes see it |
//! | `thread_lane.rs`, `refused.rs` | [`ThreadLane`] and [`threads`], and the reasons for a call without a result |
//! | `pace.rs`, `step_out.rs` | short functions: their detection, and their run on the current worker |
//! | `cpu_lane.rs` | [`cpu`] |
//! | `figures.rs`, `timeline.rs`, `processor_time.rs` | the cost of calls |
//! | `context.rs`, `cancel.rs` | the context that a function takes to another lane, and its cancellation |
//! | `block_on.rs`, `group.rs` | [`block_on`]; [`group()`] |
//! | `in_flight.rs` | [`InFlight`]: the work that a shutdown waits for |
//! | `run_to_end.rs` | [`run_to_end`]: a future that runs on when it is dropped |
//! | `stopping.rs` | [`StopSignal`] and [`Stopping`]: the news that the server stops |
//! | `panicked.rs`, `panic_place.rs` | [`Panicked`] and [`catch_panic`]; [`PanicPlace`] |
//! | `line_pace.rs` | [`LinePace`]: a limit for log lines that clients could cause without end |
//! | `sync.rs` | the locks of batches, which tests may replace |
//! | `askers.rs` | the batch functions that wait for the current code, so that none waits for itself |
//! | `batch_cores.rs` | the cores that computing batch functions share |
//! | `niceness.rs` | the lower priority of their threads, so that the event loop goes on |
//! | `batch/` | `BatchQueue`: functions from many items to many results, called once for many callers |
//! | `line_queue.rs` | [`LineQueue`]: log lines that a thread writes, so that no caller waits |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod runtime;
mod watch;
mod wake_all;
mod label;
mod busy;
mod pulse;
mod worker_pool;
mod activity;
mod held;
mod os_thread;
mod watchdog;
mod site;
mod thread_lane;
mod refused;
mod pace;
mod step_out;
mod cpu_lane;
mod figures;
mod timeline;
mod processor_time;
mod context;
mod cancel;
mod block_on;
mod group;
mod in_flight;
mod run_to_end;
mod stopping;
mod panic_place;
mod panicked;
mod line_pace;
mod line_queue;
#[cfg(feature = "batches")]
mod sync;
#[cfg(feature = "batches")]
mod askers;
#[cfg(feature = "batches")]
mod batch;
#[cfg(feature = "batches")]
mod batch_cores;
#[cfg(feature = "batches")]
mod niceness;

#[cfg(feature = "batches")]
pub use batch::{
    Answer, BatchFunction, BatchKey, BatchMaker, BatchQueue, BatchRules, BatchUsage, LoadError,
    Unanswered,
};
pub use block_on::block_on;
pub use cancel::{Cancelled, check_cancelled, is_cancelled};
pub use context::carry;
pub use cpu_lane::{cpu, cpu_capacity};
pub use figures::{Spent, Usage};
pub use group::{Group, Task, group};
pub use held::Held;
pub use in_flight::{Guard, InFlight};
pub use label::Label;
pub use line_pace::LinePace;
pub use line_queue::{LineQueue, flush_lines};
pub use panic_place::PanicPlace;
pub use panicked::{CatchPanic, Panicked, catch_panic};
pub use refused::{Full, Refused};
pub use run_to_end::{
    RunToEnd, UntilGivenUp, clean_up_when_dropped, is_cleaning_up, is_given_up, is_left_alone,
    run_to_end, shield, shielded, until_given_up,
};
pub use runtime::{Runtime, RuntimeBuilder, spare_workers, workers};
pub use site::Site;
pub use stopping::{StopSignal, Stopping};
pub use thread_lane::{ThreadLane, threads};
pub use timeline::{Step, Timeline};
pub use wake_all::wake_all;
pub use watch::{Labelled, Watched, labelled, poll_labelled, run_labelled, spawn, watch};
pub use worker_pool::held;

//! Twinlane's runtime: the event loop that a blocking `async fn` does not stop, and the thread lane for plain `fn`s.
//!
//! It is tokio's multi-threaded runtime with two additions, and nothing in it knows about HTTP.
//!
//! # The event loop
//!
//! [`Runtime`] has *spare workers* (40 by default) beside one worker per core, and a *watchdog* thread. A future that
//! is [watched](watch) marks its worker as busy while it is polled: two plain stores into a cache line that is the
//! worker's own. If the watchdog finds the same poll again at its next look, that poll is blocking its worker,
//! and the watchdog wakes a spare one. The spare worker takes over the blocked one's queue and the I/O driver, so
//! that everybody else goes on. When the poll has ended, what held the worker, for how long, and what to do about it is logged at
//! WARN, target `twinlane::lanes`, and counted in [`held`]:
//!
//! ```text
//! GET /reports/{id} (read_report) held the event loop for 118 ms, blocking: declare it `fn`
//! ```
//!
//! Only what is known to have held a worker for 25 ms or more is logged. A thread that computes, one that sleeps and one that waits for a
//! processor look alike from outside, and on a busy machine the watchdog itself may be given no processor. So it counts what the operating
//! system has counted as computed or slept, between looks that came on time, and no more: it is rather silent than wrong. A call that
//! panics is not logged, for it may have taken its time to print a backtrace. If the operating system does not tell (anything but
//! Linux) the line says so and gives no advice.
//!
//! At most one line a second is written for each [`Label`] (a further line says how many were left out). After 1 s, 2 s, 4 s … a hold
//! is also logged while it goes on, without advice; the line with the advice follows when it has ended. A program's main future, the one
//! of [`Runtime::block_on`], may block without a line. If every worker is held, the spare ones too, the log says that.
//!
//! The watchdog looks every 4 ms while anything runs, which costs less than a hundredth of a core; from the first poll that
//! blocks, and for 5 s after the last, every 0.3 ms. So the first one that blocks after a good while holds up others for up to 8 ms,
//! and those after it for half of one. Two looks after the last worker has parked it sleeps until one runs: an idle process is not woken
//! by it.
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
//! [`ThreadLane`] runs plain functions that block, at most 40 at a time by default (the number of Python's `anyio`, and so of `fastapi`);
//! the others wait in line without holding a thread, and where the line is bounded the next is [refused](Refused). If the
//! functions of a [`Site`] have proved to be short, the worker that meets one [steps out](Site::run_in_thread) of its runtime and
//! runs it where it is: what the function may do stays the same, and the trip to a thread is saved.
//!
//! # The cpu lane
//!
//! [`cpu`] runs plain functions that compute, as many at a time as there are cores, in the whole process: more would only take turns, and
//! each would take longer.
//!
//! # Crossing
//!
//! [`threads`] and [`cpu`] lead from `async` code to the lanes, [`block_on`] back; [`spawn`] begins a task, and [`group()`] tasks that
//! end together. A panic comes back as an error. The [`tracing`] span and the task-locals that are [carried](carry) cross over. What
//! nobody waits for any more can [learn of it](check_cancelled) in a thread, or is [shielded](shield).
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
//! With the feature `batches`, a `BatchQueue` calls a function from many to many once for all who ask at about the same time, in threads
//! of its own.
//!
//! # Layout
//!
//! | file | what is in it |
//! | --- | --- |
//! | `runtime.rs` | [`RuntimeBuilder`] and [`Runtime`]: tokio's, with the hooks below |
//! | `watch.rs` | [`watch`], [`labelled`], [`run_labelled`], [`spawn`]: futures that are seen |
//! | `wake_all.rs` | [`wake_all`]: many tasks are woken without as many workers |
//! | `label.rs` | [`Label`]: the name of what runs |
//! | `busy.rs`, `pulse.rs` | what a worker writes while it polls and the watchdog reads |
//! | `worker_pool.rs` | what the workers of one runtime share with its watchdog; which thread is which worker |
//! | `activity.rs` | whether any worker runs: when the watchdog may sleep |
//! | `watchdog/` | the thread: `mod.rs` the looks and the waking, `hold.rs` one worker's poll, `evidence.rs` what is known of it, `report.rs` the log |
//! | `held.rs` | [`Held`]: what has held the event loop, counted |
//! | `os_thread.rs` | what the operating system tells of a thread |
//! | `site.rs` | [`Site`]: a path operation, as the lanes know it |
//! | `thread_lane.rs`, `refused.rs` | [`ThreadLane`] and [`threads`], and why it has no result |
//! | `pace.rs`, `step_out.rs` | whether functions are short, and running those where the worker is |
//! | `cpu_lane.rs` | [`cpu`] |
//! | `figures.rs`, `timeline.rs`, `processor_time.rs` | what calls have cost |
//! | `context.rs`, `cancel.rs` | what crosses over with a function |
//! | `block_on.rs`, `group.rs` | [`block_on`]; [`group()`] |
//! | `in_flight.rs` | [`InFlight`]: what a shutdown waits for |
//! | `run_to_end.rs` | [`run_to_end`]: a future that goes on when it is dropped |
//! | `stopping.rs` | [`StopSignal`] and [`Stopping`]: how code learns that its server stops |
//! | `panicked.rs`, `panic_place.rs` | [`Panicked`] and [`catch_panic`]; [`PanicPlace`] |
//! | `line_pace.rs` | [`LinePace`]: lines of a log that clients could cause without end |
//! | `sync.rs` | the locks of batches, which tests may replace |
//! | `askers.rs` | the batch functions that wait for what runs here, so that none waits for itself |
//! | `batch_cores.rs` | the cores that batches which compute share |
//! | `niceness.rs` | why their threads do not keep the event loop waiting |
//! | `batch/` | `BatchQueue`: functions from many to many, which run for many callers at once |
//! | `line_queue.rs` | [`LineQueue`]: lines of a log, which nobody waits for |

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

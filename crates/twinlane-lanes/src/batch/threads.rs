//! The threads that run batches.

use std::fmt;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tracing::{dispatcher, error, info};

use super::line::Waiting;
use super::shared::{Batch, Load, Shared};
use super::unanswered::Unanswered;
use crate::batch_cores::Core;
use crate::niceness::{self, give_way};
use crate::panicked::Panicked;

/// A function from many items to the same number of results, in their order.
///
/// It stays on one thread, with all that it owns, so it need not be `Send`.
pub type BatchFunction<I, O> = Box<dyn FnMut(Vec<I>) -> Vec<O>>;

/// The error of loading a batch function.
pub type LoadError = Box<dyn std::error::Error + Send + Sync>;

/// Makes the function that a thread runs: at the start, and again after a panic.
pub struct BatchMaker<I, O>(Arc<Make<I, O>>);

type Make<I, O> = dyn Fn() -> Result<BatchFunction<I, O>, LoadError> + Send + Sync;

impl<I: 'static, O: 'static> BatchMaker<I, O> {
    /// Makes the function with `load` on the thread that runs it, so that it need not be `Send`.
    pub fn new(
        load: impl Fn() -> Result<BatchFunction<I, O>, LoadError> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(load))
    }

    /// Makes the function.
    ///
    /// # Errors
    ///
    /// The model, or another thing that it needs, could not be loaded.
    pub fn make(&self) -> Result<BatchFunction<I, O>, LoadError> {
        (self.0)()
    }

    /// Shares one function among all threads, with nothing to load.
    pub fn of_function(function: impl Fn(Vec<I>) -> Vec<O> + Send + Sync + 'static) -> Self {
        let function = Arc::new(function);
        Self::new(move || {
            let function = Arc::clone(&function);
            Ok(Box::new(move |items| function(items)))
        })
    }
}

/// Starts the threads, and waits until each has loaded.
pub(super) async fn start<I: Send + 'static, O: Send + 'static>(
    shared: &Arc<Shared<I, O>>,
    maker: BatchMaker<I, O>,
) -> Result<(), LoadError> {
    let runtime = if shared.rules.computes {
        niceness::runtime()
            .map_err(|error| format!("no runtime for batches that compute: {error}"))?
    } else {
        Handle::current()
    };
    let (sender, mut loaded) = mpsc::unbounded_channel();
    for _ in 0..shared.rules.threads.max(1) {
        let thread = BatchThread::new(shared, &maker);
        let (sender, runtime) = (sender.clone(), runtime.clone());
        let log = dispatcher::get_default(Clone::clone);
        thread::Builder::new()
            .name(format!("batch {}", shared.rules.name))
            .spawn(move || {
                let _runtime = runtime.enter();
                if thread.shared.rules.computes {
                    give_way();
                }
                dispatcher::with_default(&log, || thread.run(sender));
            })?;
    }
    drop(sender);
    let mut outcome = Ok(());
    while let Some(told) = loaded.recv().await {
        outcome = outcome.and(told);
        if outcome.is_err() {
            shared.begin_stop();
        }
    }
    outcome
}

/// Counts a thread until it has ended, or was not begun.
struct Ended<I, O>(Arc<Shared<I, O>>);

impl<I, O> Ended<I, O> {
    fn new(shared: &Arc<Shared<I, O>>) -> Self {
        shared.thread_begins();
        Self(Arc::clone(shared))
    }
}

impl<I, O> Drop for Ended<I, O> {
    fn drop(&mut self) {
        self.0.thread_ends();
    }
}

/// One of the threads.
pub(super) struct BatchThread<I, O> {
    shared: Arc<Shared<I, O>>,
    make: Arc<Make<I, O>>,
    /// The last field: the thread counts until all that is its own has been dropped.
    _ended: Ended<I, O>,
}

impl<I: Send + 'static, O: Send + 'static> BatchThread<I, O> {
    pub(super) fn new(shared: &Arc<Shared<I, O>>, maker: &BatchMaker<I, O>) -> Self {
        Self {
            shared: Arc::clone(shared),
            make: Arc::clone(&maker.0),
            _ended: Ended::new(shared),
        }
    }

    fn name(&self) -> &str {
        &self.shared.rules.name
    }

    /// Loads, says so, and runs batches until the stop.
    pub(super) fn run(self, told: mpsc::UnboundedSender<Result<(), LoadError>>) {
        let (function, loaded) = match self.load() {
            Ok(function) => (Some(function), Ok(())),
            Err(error) => (None, Err(error)),
        };
        // If nobody hears it, the start was given up.
        let is_heard = told.send(loaded).is_ok();
        // The start waits for the end of all senders.
        drop(told);
        if let Some(function) = function.filter(|_| is_heard) {
            self.serve(function);
        }
    }

    /// Loads what the function needs. A panic is an error like any other.
    fn load(&self) -> Result<BatchFunction<I, O>, LoadError> {
        self.load_noted(&self.shared.load_begins())
    }

    fn load_noted(&self, load: &Load) -> Result<BatchFunction<I, O>, LoadError> {
        let load_it = || self.shared.asker.enter(|| (self.make)());
        let made = Panicked::catch(load_it).unwrap_or_else(|panicked| Err(panicked.into()));
        self.shared.load_ends(load);
        made
    }

    /// Loads while callers may wait. They do so only for a while: a load may hang.
    fn load_again(&self) -> Result<BatchFunction<I, O>, LoadError> {
        let (load, shared) = (self.shared.load_begins(), Arc::clone(&self.shared));
        let watch = Handle::current().spawn(async move {
            tokio::time::sleep(load.patience).await;
            shared.load_is_late(&load);
        });
        let made = self.load_noted(&load);
        watch.abort();
        made
    }

    /// Runs batches until the stop.
    fn serve(&self, mut function: BatchFunction<I, O>) {
        let mut panics = 0;
        // The drop of an item or of a result is code of the application too, and may panic.
        while let Some(is_good) = self.catch(|| self.turn(&mut function)) {
            if is_good {
                panics = 0;
                continue;
            }
            panics += 1;
            // A function that has panicked may be in a broken state: it is dropped, and made anew.
            self.drop_function(function);
            match self.reload(panics) {
                Some(loaded) => function = loaded,
                None => return,
            }
        }
        self.drop_function(function);
    }

    /// Runs the next batch. `Some(false)`: it panicked. `None`: the application stops, and nothing waits.
    fn turn(&self, function: &mut BatchFunction<I, O>) -> Option<bool> {
        let Batch { waiting, core } = self.shared.next_batch()?;
        Some(self.run_batch(function, waiting, core))
    }

    /// The end of a turn; one that panics outside of the function is followed by another.
    fn catch(&self, mut turn: impl FnMut() -> Option<bool>) -> Option<bool> {
        loop {
            match Panicked::catch(&mut turn) {
                Ok(ran) => return ran,
                Err(panicked) => error!("the batch function `{}`: {panicked}", self.name()),
            }
        }
    }

    fn drop_function(&self, function: BatchFunction<I, O>) {
        if let Err(panicked) = Panicked::catch(|| drop(function)) {
            error!(
                "the batch function `{}` panicked as it was dropped: {panicked}",
                self.name()
            );
        }
    }

    /// Runs one batch. `false`: it panicked.
    fn run_batch(
        &self,
        function: &mut BatchFunction<I, O>,
        waiting: Vec<Waiting<I, O>>,
        core: Option<Core>,
    ) -> bool {
        let size = waiting.len();
        let (mut items, mut answers) = (Vec::with_capacity(size), Vec::with_capacity(size));
        let askers = waiting.iter().filter_map(|waiting| waiting.askers.as_ref());
        let askers = self.shared.asker.with(askers);
        // The end of a key may panic, and costs nobody an answer.
        let mut keys = Vec::new();
        for waiting in waiting {
            items.push(waiting.item);
            answers.push(waiting.answer);
            keys.extend(waiting.key);
        }
        let begun = Instant::now();
        let results = Panicked::catch(|| askers.enter(|| function(items)));
        let ran = begun.elapsed();
        drop(core);
        self.shared.drop_each(keys);
        self.shared.note_run(size, ran, results.is_err());
        let unanswered = match results {
            Ok(results) if results.len() == size => {
                for (answer, result) in answers.into_iter().zip(results) {
                    // A caller that has gone needs no answer: its result is dropped here.
                    self.shared.drop_each([answer.send(Ok(result))]);
                }
                return true;
            }
            Ok(results) => {
                error!(
                    "the batch function `{}` returned {} results for {size} items: return one for each, in their order",
                    self.name(),
                    results.len()
                );
                self.shared.drop_each(results);
                Unanswered::WrongCount
            }
            Err(panicked) => {
                error!("the batch function `{}` {panicked}", self.name());
                Unanswered::Panicked
            }
        };
        let has_panicked = unanswered == Unanswered::Panicked;
        for answer in answers {
            let _ = answer.send(Err(unanswered.clone()));
        }
        !has_panicked
    }

    /// Loads again after this many panics in a row: at once after the first, and then after longer and longer. `None`: it stops.
    ///
    /// A function that has nothing to load is made again at once. If making it fails, it pauses too.
    fn reload(&self, panics: u32) -> Option<BatchFunction<I, O>> {
        let is_loading = self.shared.rules.loads;
        let mut failures = if is_loading { panics - 1 } else { 0 };
        loop {
            if failures > 0 && self.shared.pauses(back_off(failures)) {
                return None;
            }
            let loaded = if is_loading {
                self.load_again()
            } else {
                self.load()
            };
            match loaded {
                Ok(function) => {
                    if is_loading {
                        self.shared.note_reload();
                        info!(
                            "the batch function `{}` has loaded again after a panic",
                            self.name()
                        );
                    }
                    return Some(function);
                }
                Err(error) => {
                    error!(
                        "the batch function `{}` could not load again: {error}",
                        self.name()
                    );
                    failures += 1;
                }
            }
            if self.shared.is_stopping() {
                return None;
            }
        }
    }
}

/// The pause before loading again: 0.1 s, twice as long each time, at most 30 s.
fn back_off(failures: u32) -> Duration {
    let doubled = 1_u32
        .checked_shl(failures.saturating_sub(1))
        .unwrap_or(u32::MAX);
    FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
}

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl<I, O> fmt::Debug for BatchMaker<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BatchMaker")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_a_limit() {
        let pauses: Vec<u128> = [1, 2, 3, 9, 10, 40, u32::MAX]
            .map(|failures| back_off(failures).as_millis())
            .into();
        assert_eq!(pauses, [100, 200, 400, 25_600, 30_000, 30_000, 30_000]);
    }
}

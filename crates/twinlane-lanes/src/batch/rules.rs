//! The rules of a batch function.

use std::time::Duration;

/// The rules by which batches are formed and run.
///
/// ```
/// use std::time::Duration;
///
/// use twinlane_lanes::BatchRules;
///
/// let mut rules = BatchRules::new("embed");
/// rules.max_wait = Duration::from_millis(5);
/// assert_eq!((rules.max_size, rules.queue, rules.threads), (32, 256, 1));
/// assert!(rules.mistakes().is_empty());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BatchRules {
    /// The name of the function, for the log.
    pub name: String,
    /// The maximum number of items in a batch. 32 by default.
    pub max_size: usize,
    /// The maximum time that the first item of a batch waits for others while a thread is free. Zero by default.
    pub max_wait: Duration,
    /// The maximum number of items that wait. A further item is refused with [`Full`](crate::Unanswered::Full). 256 by default.
    pub queue: usize,
    /// The time after which a caller gets [`Deadline`](crate::Unanswered::Deadline). None by default.
    ///
    /// [`BatchQueue::within`](crate::BatchQueue::within) replaces it.
    pub deadline: Option<Duration>,
    /// The number of batches that run at a time, each in its own thread. 1 by default.
    pub threads: usize,
    /// True if the function keeps a processor busy. False by default.
    ///
    /// Each of its batches then needs one of the cores that all such functions share.
    pub computes: bool,
    /// True if the function has something to load, such as a model. False by default.
    ///
    /// After several panics in a row, it is loaded again only after a pause.
    pub loads: bool,
}

impl BatchRules {
    /// Makes the default rules: at most 32 items, no wait, 256 in the queue, one thread.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            max_size: 32,
            max_wait: Duration::ZERO,
            queue: 256,
            deadline: None,
            threads: 1,
            computes: false,
            loads: false,
        }
    }

    /// Returns the invalid rules, each with the text to write instead. Empty if there are none.
    pub fn mistakes(&self) -> Vec<String> {
        let Self {
            max_size,
            queue,
            threads,
            ..
        } = *self;
        let mut mistakes = Vec::new();
        if max_size == 0 {
            mistakes.push("`max_size = 0` runs nothing: write `max_size = 1` or more".to_owned());
        }
        if queue < max_size {
            mistakes.push(format!(
                "`queue = {queue}` has no room for a batch of `max_size = {max_size}`: write `queue = {max_size}` or more"
            ));
        }
        if threads == 0 {
            mistakes.push("with no thread nothing runs: write `threads = 1` or more".to_owned());
        }
        if threads > Self::MOST_THREADS {
            let most = Self::MOST_THREADS;
            mistakes.push(format!(
                "`{threads}` threads are too many: write {most} or fewer"
            ));
        }
        if self.deadline == Some(Duration::ZERO) {
            mistakes.push("with a `deadline` of nothing there is never a result: leave it out, or write `deadline = Duration::from_secs(10)`".to_owned());
        }
        mistakes
    }

    /// The most threads of one function.
    pub const MOST_THREADS: usize = 1024;
}

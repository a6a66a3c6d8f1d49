//! The cost of batches, and their speed.

use std::time::Duration;

use crate::figures::Spent;

/// The cost of the batches of a function since its start.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BatchUsage {
    /// The number of batches that have run.
    pub batches: u64,
    /// The number of their items.
    pub items: u64,
    /// The number of batches that were as large as they may be.
    pub full: u64,
    /// The number of batches that had waited for more, and ran with fewer than `max_size`.
    pub waited_in_vain: u64,
    /// The most items of one batch.
    pub largest: usize,
    /// The time that the items have waited.
    pub queued: Spent,
    /// The time that the batches have run.
    pub ran: Spent,
    /// The number of items that were refused because too many waited.
    pub refused: u64,
    /// The number of callers whose deadline was over.
    pub late: u64,
    /// The number of items whose callers had gone before they ran.
    pub left_out: u64,
    /// The number of batches that panicked.
    pub panicked: u64,
    /// The number of times that something was loaded again after a panic.
    pub reloads: u64,
    /// The number of items that wait now.
    pub waiting: usize,
}

impl BatchUsage {
    pub(super) fn add_batch(&mut self, size: usize, max_size: usize, ran: Duration) {
        self.batches += 1;
        self.items += size as u64;
        self.largest = self.largest.max(size);
        self.full += u64::from(size == max_size);
        add(&mut self.ran, ran);
    }

    pub(super) fn add_queued(&mut self, waited: Duration) {
        add(&mut self.queued, waited);
    }

    /// The mean number of items of a batch; `None` before the first.
    pub fn mean_size(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a mean for people")]
        (self.batches > 0).then(|| self.items as f64 / self.batches as f64)
    }
}

fn add(spent: &mut Spent, time: Duration) {
    spent.total += time;
    spent.longest = spent.longest.max(time);
}

/// The speed of late: moving averages.
#[derive(Debug, Default)]
pub(super) struct Speed {
    /// The seconds that a batch runs, with its number of items.
    usual: Option<(f64, f64)>,
}

impl Speed {
    pub(super) fn note(&mut self, size: usize, ran: Duration) {
        #[expect(clippy::cast_precision_loss, reason = "a batch is small")]
        let (ran, size) = (ran.as_secs_f64(), size as f64);
        self.usual = Some(match self.usual {
            None => (ran, size),
            Some((usual, items)) => (usual + (ran - usual) / 8., items + (size - items) / 8.),
        });
    }

    /// The time until one who comes now would have its turn, if all who wait are served at the speed of late.
    ///
    /// `size`: the number of items of the batches to come; `None`: as of late.
    pub(super) fn expected_wait(
        &self,
        waiting: usize,
        size: Option<usize>,
        threads: usize,
    ) -> Duration {
        let Some((ran, items)) = self.usual else {
            return Duration::ZERO;
        };
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let (waiting, size, threads) = (
            waiting as f64,
            size.map_or(items, |size| size as f64).max(1.),
            threads as f64,
        );
        let batches = (waiting / size).ceil().max(1.);
        let seconds = ran * (batches / threads).ceil();
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }
}

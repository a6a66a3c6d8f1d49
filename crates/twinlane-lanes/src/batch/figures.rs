//! The cost of batches, and their speed.

use std::time::Duration;

use crate::figures::Spent;

/// The cost of the batches of a function since its start.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BatchUsage {
    /// The number of batches that have run.
    pub batches: u64,
    /// The number of items in these batches.
    pub items: u64,
    /// The number of batches that reached `max_size`.
    pub full: u64,
    /// The number of batches that ran with fewer than `max_size` items after a free thread had waited all of `max_wait`.
    pub waited_in_vain: u64,
    /// The number of items in the largest batch.
    pub largest: usize,
    /// The time that items have waited.
    pub queued: Spent,
    /// The time that batches have run.
    pub ran: Spent,
    /// The number of refused items: the queue was full, or no thread could run them.
    pub refused: u64,
    /// The number of callers whose deadline expired.
    pub late: u64,
    /// The number of items that did not run because their callers had gone.
    pub left_out: u64,
    /// The number of batches that panicked.
    pub panicked: u64,
    /// The number of times that a thread loaded its function again after a panic.
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

    /// Returns the mean number of items in a batch, or `None` before the first batch.
    pub fn mean_size(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a mean for people")]
        (self.batches > 0).then(|| self.items as f64 / self.batches as f64)
    }
}

fn add(spent: &mut Spent, time: Duration) {
    spent.total += time;
    spent.longest = spent.longest.max(time);
}

/// Recent run times, as moving averages: the run time of a batch is a constant and a part for each item.
#[derive(Debug, Default)]
pub(super) struct Speed {
    usual: Option<Usual>,
}

/// The usual batch.
#[derive(Debug, Clone, Copy)]
struct Usual {
    /// The seconds that it runs.
    ran: f64,
    /// The number of its items.
    items: f64,
    /// The averages of the square of that number, and of its product with the seconds.
    square: f64,
    product: f64,
}

impl Speed {
    pub(super) fn note(&mut self, size: usize, ran: Duration) {
        #[expect(clippy::cast_precision_loss, reason = "a batch is small")]
        let (ran, items) = (ran.as_secs_f64(), size as f64);
        let now = Usual {
            ran,
            items,
            square: items * items,
            product: items * ran,
        };
        self.usual = Some(self.usual.map_or(now, |usual| usual.moved_to(now)));
    }

    /// The estimated delay until a further item runs, from the waiting items and recent run times.
    ///
    /// `size` is the number of items in the next batches; `None` for the recent number.
    pub(super) fn expected_wait(
        &self,
        waiting: usize,
        size: Option<usize>,
        threads: usize,
    ) -> Duration {
        let Some(usual) = self.usual else {
            return Duration::ZERO;
        };
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let (waiting, size, threads) = (
            waiting as f64,
            size.map_or(usual.items, |size| size as f64).max(1.),
            threads as f64,
        );
        let size = size.min(waiting.max(1.));
        let batches = (waiting / size).ceil().max(1.);
        let seconds = usual.seconds(size) * (batches / threads).ceil();
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }
}

impl Usual {
    fn moved_to(self, now: Self) -> Self {
        let moved = |usual: f64, now: f64| usual + (now - usual) / 8.;
        Self {
            ran: moved(self.ran, now.ran),
            items: moved(self.items, now.items),
            square: moved(self.square, now.square),
            product: moved(self.product, now.product),
        }
    }

    /// The seconds that a batch of this size runs. While all have had one size, each item is taken to cost the same.
    fn seconds(self, size: f64) -> f64 {
        let items = self.items.max(1.);
        let alone = self.ran / items;
        let spread = self.square - self.items * self.items;
        let each = if spread > items * items / 1000. {
            ((self.product - self.items * self.ran) / spread).clamp(0., alone)
        } else {
            alone
        };
        (self.ran - each * items) + each * size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(size: u32) -> Duration {
        Duration::from_millis(10) + Duration::from_millis(2) * size
    }

    fn seen(sizes: impl IntoIterator<Item = u32>) -> Speed {
        let mut speed = Speed::default();
        for size in sizes {
            speed.note(size as usize, cost(size));
        }
        speed
    }

    #[test]
    fn the_wait_is_that_of_the_batches_to_come() {
        let speed = seen([1, 2, 1, 3, 2, 1, 4]);
        let wait = speed.expected_wait(64, Some(32), 1);
        assert_eq!(wait.as_millis().div_ceil(2) * 2, (cost(32) * 2).as_millis());
        assert_eq!(
            speed.expected_wait(64, Some(32), 2).as_millis().div_ceil(2) * 2,
            cost(32).as_millis()
        );
    }

    /// The estimate is too long rather than too short.
    #[test]
    fn batches_of_one_size_tell_no_more_than_the_cost_of_an_item() {
        let speed = seen([1; 20]);
        let wait = speed.expected_wait(32, Some(32), 1);
        assert_eq!(wait.as_millis().div_ceil(2) * 2, (cost(1) * 32).as_millis());
    }

    #[test]
    fn nothing_is_promised_before_the_first_batch() {
        assert_eq!(seen([]).expected_wait(10, Some(2), 1), Duration::ZERO);
    }
}

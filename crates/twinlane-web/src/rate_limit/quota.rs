//! A quota, and what is left of it.

use std::num::NonZeroU32;
use std::time::Duration;

/// A number of requests per time window. They may come all at once; each becomes available again after its share of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    limit: NonZeroU32,
    window: Duration,
}

/// The longest window: what can be counted in nanoseconds, and is no mistake of units.
const LONGEST: Duration = Duration::from_hours(24 * 366);

impl Quota {
    /// Allows `limit` requests in each `window`.
    ///
    /// # Errors
    ///
    /// If the limit is 0, the window is 0 or longer than a year, or the window has less than one nanosecond per request.
    pub fn new(limit: u32, window: Duration) -> Result<Self, String> {
        let Some(limit) = NonZeroU32::new(limit) else {
            return Err("a limit of 0 refuses every request".to_owned());
        };
        if window > LONGEST || window.as_nanos() < u128::from(limit.get()) {
            return Err(format!("{limit} requests in {window:?} cannot be counted"));
        }
        Ok(Self { limit, window })
    }

    /// The number of requests in each window.
    pub fn limit(&self) -> u32 {
        self.limit.get()
    }

    /// The length of the window.
    pub fn window(&self) -> Duration {
        self.window
    }

    /// The share of one request, rounded up to nanoseconds, so that no more than the limit fits into [`whole`](Self::whole).
    pub(super) fn interval(&self) -> Duration {
        let limit = self.limit.get();
        let share = self.window / limit;
        share + Duration::from_nanos(u64::from(share * limit < self.window))
    }

    /// The shares of all requests.
    pub(super) fn whole(&self) -> Duration {
        self.interval() * self.limit.get()
    }
}

/// The decision on one request, and the rest of the quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimitDecision {
    retry_after: Option<Duration>,
    remaining: u32,
    full_after: Duration,
}

impl RateLimitDecision {
    /// The request passes.
    ///
    /// - `remaining`: the number of requests that may follow it now
    /// - `full_after`: the time after which the whole quota is there again
    pub fn passed(remaining: u32, full_after: Duration) -> Self {
        Self {
            retry_after: None,
            remaining,
            full_after,
        }
    }

    /// The request exceeds the quota.
    ///
    /// - `retry_after`: the time after which the next request may pass
    /// - `full_after`: the time after which the whole quota is there again
    pub fn refused(retry_after: Duration, full_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            remaining: 0,
            full_after,
        }
    }

    /// The time after which the next request may pass. `None`: this request passes.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The number of requests that may follow now.
    pub fn remaining(&self) -> u32 {
        self.remaining
    }

    /// The time after which the whole quota is there again.
    pub fn full_after(&self) -> Duration {
        self.full_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_can_be_counted() {
        assert!(Quota::new(0, Duration::from_secs(1)).is_err());
        assert!(Quota::new(1, Duration::ZERO).is_err());
        assert!(Quota::new(2, Duration::from_nanos(1)).is_err());
        assert!(Quota::new(1, Duration::MAX).is_err());
        let quota = Quota::new(100, Duration::from_mins(1)).unwrap();
        assert_eq!(quota.interval(), Duration::from_millis(600));
        let uneven = Quota::new(999_999, Duration::from_secs(1)).unwrap();
        assert_eq!(uneven.interval(), Duration::from_nanos(1_001));
    }
}

//! Lines of the log that clients could cause without end: one now and then.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Limits a log line that clients could cause without end: one line every ten seconds.
///
/// ```
/// # use twinlane_lanes::LinePace;
/// let pace = LinePace::default();
/// assert!(pace.is_due());
/// assert!(!pace.is_due());
/// ```
#[derive(Debug, Default)]
pub struct LinePace(Mutex<Option<Instant>>);

impl LinePace {
    /// A pace at which no line has been written yet.
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// True if a line may be written now. The next one is then due in ten seconds.
    pub fn is_due(&self) -> bool {
        let now = Instant::now();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| now - last >= BETWEEN_LINES);
        if is_due {
            *last = Some(now);
        }
        is_due
    }
}

const BETWEEN_LINES: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_line_is_due_every_ten_seconds() {
        let pace = LinePace::default();
        assert!(pace.is_due());
        for (seconds, is_due) in [(0, false), (9, false), (1, true), (5, false), (5, true)] {
            tokio::time::advance(Duration::from_secs(seconds)).await;
            assert_eq!(pace.is_due(), is_due);
        }
    }
}

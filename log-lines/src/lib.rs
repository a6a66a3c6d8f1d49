//! The log of a test, whatever other tests of the process do at the same time.
//!
//! `tracing` remembers for each place in the code if anybody wants its events. While it knows of one subscriber, it does not ask that
//! subscriber, but the default of the thread that comes to the place first. If that thread belongs to a test without a log, the events are off
//! for the test that has one. From two subscribers on it asks all of them. So every log of a test begins with [`ask_every_subscriber`].

use std::io;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use tracing::level_filters::LevelFilter;
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Subscriber};

/// Has `tracing` ask every subscriber about the events of a place, from now on.
///
/// It is called before the process has a subscriber: until then `tracing` remembers nothing.
pub fn ask_every_subscriber() {
    // They want no level, so no place is looked at until there are two; and they stay.
    static TWO: LazyLock<[Dispatch; 2]> =
        LazyLock::new(|| [(); 2].map(|()| Dispatch::new(NoSubscriber::new())));
    LazyLock::force(&TWO);
}

/// The log of this thread, until the guard is dropped.
pub fn set_default(log: impl Subscriber + Send + Sync + 'static) -> DefaultGuard {
    ask_every_subscriber();
    #[expect(clippy::disallowed_methods, reason = "every subscriber is asked")]
    tracing::subscriber::set_default(log)
}

/// Lines of a log. What is written to a clone is written to it.
#[derive(Debug, Clone, Default)]
pub struct LogLines(Arc<Mutex<Vec<u8>>>);

impl LogLines {
    /// Keeps what this thread logs down to this level, until the guard is dropped.
    pub fn keep(level: LevelFilter) -> (Self, DefaultGuard) {
        let lines = Self::default();
        let writer = lines.clone();
        let log = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (lines, set_default(log))
    }

    /// All lines so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    /// All lines so far, which are not kept any longer.
    pub fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.bytes());
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl io::Write for LogLines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// Fails if another test of this process has a subscriber, too: it is the only one.
    #[test]
    fn an_event_that_another_thread_has_met_first_is_kept() {
        let event = || tracing::error!("met");
        let (lines, log) = LogLines::keep(LevelFilter::ERROR);
        thread::scope(|threads| threads.spawn(event).join()).unwrap();
        event();
        assert_eq!(lines.take().lines().count(), 1);
        drop(log);
        event();
        assert_eq!(lines.text(), "");
    }
}

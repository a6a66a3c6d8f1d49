//! What an application remembers of what has happened, and the operation that tells it.

use std::sync::Mutex;
use std::time::Duration;

use twinlane::prelude::*;

/// What has happened.
#[derive(Default)]
pub(crate) struct Log(Mutex<Vec<String>>);

impl Log {
    /// One more thing has happened.
    pub(crate) fn add(&self, line: impl Into<String>) {
        self.lines().push(line.into());
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

// A doc comment would be in the document, and FastAPI's has none.
#[get("/log")]
pub(crate) fn read_log(log: State<Log>) -> Vec<String> {
    std::thread::sleep(Duration::from_millis(50));
    std::mem::take(&mut *log.lines())
}

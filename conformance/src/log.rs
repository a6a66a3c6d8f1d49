//! The log of an application, and the operation that reads it.

use std::sync::Mutex;
use std::time::Duration;

use twinlane::prelude::*;

/// The lines that are logged and not read yet.
#[derive(Default)]
pub(crate) struct Log(Mutex<Vec<String>>);

impl Log {
    /// Adds a line.
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

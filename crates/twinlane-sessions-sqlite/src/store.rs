//! The store.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::Connection;
use twinlane::lanes::ThreadLane;
use twinlane::{Result, SessionStore};

use crate::error::OpenError;
use crate::file::SessionFile;
use crate::statements::{self, Saving};

/// Sessions in a file of SQLite, which the processes of one machine may share.
///
/// It keeps a million at most. If one more comes, those that would expire first make room. Each new one deletes some that have expired, so
/// that no request waits for all of them. SQLite is called in threads of its own, never on the event loop, and reads sessions while others are
/// written.
///
/// A change that was answered stays: after a crash of the process, and after a power cut. Stop the service before you delete, move or replace the
/// file: connections that are open keep the old one.
#[derive(Debug)]
pub struct SqliteSessions {
    file: Arc<SessionFile>,
    readers: ThreadLane,
    /// Of one thread: SQLite lets one write at a time, and the others take turns here.
    writer: ThreadLane,
    max: i64,
}

/// The connections that read at once.
const READERS: usize = 8;

impl SqliteSessions {
    /// The sessions of this file. It is made if it is not there, for its owner alone, and gets the tables of this version.
    ///
    /// This blocks: call it before the application starts.
    ///
    /// # Errors
    ///
    /// The file cannot be written, or is another database.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Ok(Self {
            file: Arc::new(SessionFile::open(path.as_ref())?),
            readers: ThreadLane::new(READERS),
            writer: ThreadLane::new(1),
            max: 1_000_000,
        })
    }

    /// Keeps this many sessions at most, at least one.
    #[must_use]
    pub fn max(mut self, max: u32) -> Self {
        self.max = i64::from(max.max(1));
        self
    }

    /// Writes in a thread.
    async fn write<T: Send + 'static>(
        &self,
        statement: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let file = Arc::clone(&self.file);
        let written = self.writer.run(move || file.with(statement)).await;
        Ok(written??)
    }
}

impl SessionStore for SqliteSessions {
    async fn load(&self, id: &str) -> Result<Option<String>> {
        let (file, id) = (Arc::clone(&self.file), id.to_owned());
        let load = move || file.with(|connection| statements::load(connection, &id, now()));
        Ok(self.readers.run(load).await??)
    }

    async fn create(&self, id: &str, content: &str, expires_in: Duration) -> Result<()> {
        let (saving, max) = (saving(id, content, expires_in), self.max);
        self.write(move |connection| statements::create(connection, &saving, max))
            .await
    }

    async fn update(&self, id: &str, content: &str, expires_in: Duration) -> Result<bool> {
        let saving = saving(id, content, expires_in);
        self.write(move |connection| statements::update(connection, &saving))
            .await
    }

    async fn delete(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.write(move |connection| statements::delete(connection, &id))
            .await
    }
}

fn saving(id: &str, content: &str, expires_in: Duration) -> Saving {
    let now = now();
    let seconds = i64::try_from(expires_in.as_secs()).unwrap_or(i64::MAX);
    Saving {
        id: id.to_owned(),
        content: content.to_owned(),
        expires: now.saturating_add(seconds),
        now,
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

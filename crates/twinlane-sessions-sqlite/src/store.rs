//! The store.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::Connection;
use twinlane::Result;
use twinlane::lanes::{LinePace, ThreadLane};
use twinlane::sessions::SessionStore;

use crate::error::OpenError;
use crate::file::{Deadline, LEAST_PATIENCE, MOST_PATIENCE, PATIENCE, SessionFile};
use crate::statements::{self, Saving};

/// Stores sessions in an SQLite file, which several processes on one machine may share.
///
/// It keeps at most a million sessions by default. A further session replaces the session that would expire first. The browser of
/// the replaced session is logged out, even though the request that started or renewed the session was successful. The log then
/// has an `info` line, at most one in ten seconds.
///
/// Each new session deletes some expired ones, so that no request waits for the deletion of all. SQLite is called in threads,
/// never on the event loop, and reads sessions during writes.
///
/// A change is durable once its request has a response: it survives a crash of the process and a power cut. Stop the service
/// before you delete, move or replace the file, because open connections keep the old file.
#[derive(Debug)]
pub struct SqliteSessions {
    file: Arc<SessionFile>,
    readers: ThreadLane,
    /// A lane of one thread: SQLite lets one write at a time, and the others take turns here.
    writer: ThreadLane,
    max: i64,
    patience: Duration,
    room_lines: LinePace,
}

/// The connections that read at once.
const READERS: usize = 8;

impl SqliteSessions {
    /// Opens the sessions of this file.
    ///
    /// A missing file is created, readable only for its owner. The tables are brought to the version of this crate. This function
    /// blocks: call it before the application starts.
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
            patience: PATIENCE,
            room_lines: LinePace::new(),
        })
    }

    /// Sets the maximum number of sessions. A million by default, at least one.
    #[must_use]
    pub fn max_sessions(mut self, max: u32) -> Self {
        self.max = i64::from(max.max(1));
        self
    }

    /// Sets the time limit for waiting until other writers, in this process and in others, are done.
    ///
    /// 5 s by default, at least 100 ms, at most 24 days. After it the request gets a 500 response.
    #[must_use]
    pub fn busy_timeout(mut self, patience: Duration) -> Self {
        self.patience = patience.clamp(LEAST_PATIENCE, MOST_PATIENCE);
        self
    }

    /// Writes in a thread.
    async fn write<T: Send + 'static>(
        &self,
        statement: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        // The time in line counts: many that wait for one process are all told of it when the first is.
        let deadline = Deadline::after(self.patience);
        let file = Arc::clone(&self.file);
        let written = self
            .writer
            .run(move || file.with(deadline, statement))
            .await;
        Ok(written??)
    }
}

impl SessionStore for SqliteSessions {
    async fn load(&self, id: &str) -> Result<Option<String>> {
        let (file, id) = (Arc::clone(&self.file), id.to_owned());
        let deadline = Deadline::after(self.patience);
        let load = move || {
            file.with(deadline, |connection| {
                statements::load(connection, &id, now())
            })
        };
        Ok(self.readers.run(load).await??)
    }

    async fn create(&self, id: &str, content: &str, expires_in: Duration) -> Result<()> {
        let (saving, max) = (saving(id, content, expires_in), self.max);
        let create = move |connection: &mut _| statements::create(connection, &saving, max);
        let is_full = self.write(create).await?;
        if is_full && self.room_lines.is_due() {
            tracing::info!(
                "a session that had not expired has made room for a new one: `SqliteSessions` keeps {max} at most"
            );
        }
        Ok(())
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

    async fn replace(
        &self,
        old: &str,
        id: &str,
        content: &str,
        expires_in: Duration,
    ) -> Result<bool> {
        let (old, saving) = (old.to_owned(), saving(id, content, expires_in));
        self.write(move |connection| statements::replace(connection, &old, &saving))
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn the_time_in_line_counts() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteSessions::open(folder.path().join("sessions.sqlite")).unwrap();
        let patience = LEAST_PATIENCE;
        let store = store.busy_timeout(patience);
        let (end, ended) = mpsc::channel::<()>();
        let before = store.writer.clone();
        let before = tokio::spawn(before.run(move || ended.recv()));
        tokio::task::yield_now().await;
        let mut late = Box::pin(store.create("late", "{}", Duration::from_mins(1)));
        assert!(
            std::future::poll_fn(|cx| std::task::Poll::Ready(late.as_mut().poll(cx)))
                .await
                .is_pending()
        );
        let begun = std::time::Instant::now();
        while begun.elapsed() <= patience {
            std::hint::spin_loop();
        }
        end.send(()).unwrap();
        let error = late.await.unwrap_err();
        assert!(
            error
                .to_string()
                .contains("others have had their turns for 100ms"),
            "{error}"
        );
        before.await.unwrap().unwrap().unwrap();
        let store = store.busy_timeout(PATIENCE);
        store
            .create("next", "{}", Duration::from_mins(1))
            .await
            .unwrap();
        assert_eq!(store.load("late").await.unwrap(), None);
    }
}

//! The file, and the connections to it.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use crate::error::{Cause, OpenError};
use crate::migrations::migrate;

/// The time that one waits for others that write.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// A thread may take as long to begin what nobody else is in the way of.
pub(crate) const LEAST_PATIENCE: Duration = Duration::from_millis(100);

/// SQLite counts no more milliseconds: 24 days.
pub(crate) const MOST_PATIENCE: Duration = Duration::from_millis(i32::MAX as u64);

/// A file with the tables, and the connections to it that nobody uses.
#[derive(Debug)]
pub(crate) struct SessionFile {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl SessionFile {
    /// The file with its tables. If it is not there, it is made, for its owner alone.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let told = |cause| OpenError::new(path, cause);
        // Absolute: `:memory:` is a file too, and the folder of the process may change.
        let absolute = std::path::absolute(path).map_err(|error| told(error.into()))?;
        let file = Self {
            path: absolute,
            idle: Mutex::default(),
        };
        file.prepare().map_err(told)?;
        Ok(file)
    }

    fn prepare(&self) -> Result<(), Cause> {
        make_private(&self.path)?;
        let mut connection = self.connect()?;
        migrate(&mut connection)?;
        // A reader does not wait for a writer. While another process has the file open, SQLite refuses to switch without waiting.
        patiently(|| connection.pragma_update(None, "journal_mode", "WAL"))?;
        self.give_back(connection);
        Ok(())
    }

    /// Runs `use_it` with a connection, and returns its result. One that has failed is closed, which undoes what it has begun.
    ///
    /// The call waits for other writers until the deadline, and does not begin after it.
    pub(crate) fn with<T>(
        &self,
        deadline: Deadline,
        use_it: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let left = deadline.left()?;
        let idle = self.lock().pop();
        let mut connection = idle.map_or_else(|| self.connect(), Ok)?;
        connection.busy_timeout(left)?;
        let made = use_it(&mut connection)?;
        self.give_back(connection);
        Ok(made)
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        // Without `CREATE`: SQLite would make a file without tables where one was deleted.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        // A logout that was answered is not undone by a power cut.
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        self.lock().push(connection);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The moment until which one waits for others: in line, and for another process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    begun: Instant,
    patience: Duration,
}

impl Deadline {
    /// The end of this time, which begins now.
    pub(crate) fn after(patience: Duration) -> Self {
        Self {
            begun: Instant::now(),
            patience,
        }
    }

    /// The time that is left. An error, as SQLite has it, if there is none.
    fn left(self) -> rusqlite::Result<Duration> {
        let left = self.patience.checked_sub(self.begun.elapsed());
        left.ok_or_else(|| {
            let busy = ffi::Error::new(ffi::SQLITE_BUSY);
            let problem = format!("others have had their turns for {:?}", self.patience);
            rusqlite::Error::SqliteFailure(busy, Some(problem))
        })
    }
}

/// Tries again while another process is in the way.
fn patiently<T>(mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let begun = Instant::now();
    loop {
        let result = attempt();
        let is_busy = result.as_ref().is_err_and(|error| {
            let code = error.sqlite_error_code();
            matches!(
                code,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
            )
        });
        if !is_busy || begun.elapsed() > PATIENCE {
            return result;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Makes an empty file that no other user reads. SQLite gives its companions the same permissions.
///
/// One that is there is not opened: whoever closes a file gives up all locks that its process has on it, SQLite's too.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
    }

    #[test]
    fn a_file_that_another_process_holds_is_tried_again() {
        let mut results = [
            Err(failure(ffi::SQLITE_BUSY)),
            Err(failure(ffi::SQLITE_LOCKED)),
            Ok(3),
        ]
        .into_iter();
        assert_eq!(patiently(|| results.next().unwrap()).unwrap(), 3);
    }

    #[test]
    fn nothing_is_begun_after_its_deadline() {
        let folder = tempfile::tempdir().unwrap();
        let file = SessionFile::open(&folder.path().join("sessions.sqlite")).unwrap();
        let late = Deadline {
            begun: Instant::now(),
            patience: Duration::ZERO,
        };
        while late.begun.elapsed().is_zero() {
            std::hint::spin_loop();
        }
        let mut is_begun = false;
        let result = file.with(late, |_| {
            is_begun = true;
            Ok(())
        });
        let error = result.unwrap_err();
        assert_eq!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy));
        assert!(!is_begun);
        file.with(Deadline::after(PATIENCE), |_| Ok(())).unwrap();
    }

    #[test]
    fn another_failure_is_told_at_once() {
        let mut attempts = 0;
        let failed: rusqlite::Result<()> = patiently(|| {
            attempts += 1;
            Err(failure(ffi::SQLITE_FULL))
        });
        assert!(failed.is_err());
        assert_eq!(attempts, 1);
    }
}

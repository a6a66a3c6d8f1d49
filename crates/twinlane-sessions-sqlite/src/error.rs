//! The reasons against a file as the store.

use std::fmt;
use std::path::{Path, PathBuf};

/// The error for a file that cannot hold sessions, with the reason.
#[derive(Debug)]
pub struct OpenError {
    path: PathBuf,
    cause: Cause,
}

#[derive(Debug)]
pub(crate) enum Cause {
    Io(std::io::Error),
    Sqlite(rusqlite::Error),
    /// The file is a database, and none of sessions: it has another `application_id`.
    AnotherDatabase,
    /// The file was made by a later version of this crate.
    LaterVersion(i64),
}

impl OpenError {
    pub(crate) fn new(path: &Path, cause: impl Into<Cause>) -> Self {
        Self {
            path: path.to_owned(),
            cause: cause.into(),
        }
    }
}

impl From<std::io::Error> for Cause {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<rusqlite::Error> for Cause {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sessions cannot be kept in {}", self.path.display())?;
        match &self.cause {
            // The source of the error tells these.
            Cause::Io(_) | Cause::Sqlite(_) => Ok(()),
            Cause::AnotherDatabase => {
                f.write_str(": it is another database. Give sessions a file of their own")
            }
            Cause::LaterVersion(version) => write!(
                f,
                ": its tables are of version {version}, which a later twinlane-sessions-sqlite has made. Update this one, or use another file"
            ),
        }
    }
}

impl std::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Io(error) => Some(error),
            Cause::Sqlite(error) => Some(error),
            Cause::AnotherDatabase | Cause::LaterVersion(_) => None,
        }
    }
}

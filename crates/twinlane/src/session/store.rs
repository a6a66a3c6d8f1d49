//! Sessions that the server keeps.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::error::Result;

/// A place where the server keeps sessions, each by an id that nobody can guess. The browser has the id alone.
///
/// [`MemorySessions`](super::MemorySessions) keeps them in this process. Another is a few lines for the database that is there:
///
/// ```
/// use std::time::Duration;
/// use twinlane::{Result, SessionStore};
/// # struct Database;
/// # impl Database {
/// #     async fn one(&self, _: &str, _: &str) -> Result<Option<String>> { Ok(None) }
/// #     async fn run(&self, _: &str, _: &[&str], _: u64) -> Result<()> { Ok(()) }
/// # }
///
/// struct InDatabase(Database);
///
/// impl SessionStore for InDatabase {
///     async fn load(&self, id: &str) -> Result<Option<String>> {
///         self.0.one("SELECT content FROM sessions WHERE id = ? AND expires > now()", id).await
///     }
///
///     async fn save(&self, id: &str, content: &str, expires_in: Duration) -> Result<()> {
///         self.0.run("REPLACE INTO sessions VALUES (?, ?, now() + ?)", &[id, content], expires_in.as_secs()).await
///     }
///
///     async fn delete(&self, id: &str) -> Result<()> {
///         self.0.run("DELETE FROM sessions WHERE id = ?", &[id], 0).await
///     }
/// }
/// ```
///
/// An error of it is answered with 500, and logged.
pub trait SessionStore: Send + Sync + 'static {
    /// The content that was saved by this id, if it has not expired.
    ///
    /// # Errors
    ///
    /// The store does not say.
    fn load(&self, id: &str) -> impl Future<Output = Result<Option<String>>> + Send;

    /// Keeps a content, an object of JSON, in the place of the earlier one.
    ///
    /// # Errors
    ///
    /// The store does not keep it.
    fn save(
        &self,
        id: &str,
        content: &str,
        expires_in: Duration,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Forgets a session. One that is not there is no error.
    ///
    /// # Errors
    ///
    /// The store may still have it.
    fn delete(&self, id: &str) -> impl Future<Output = Result<()>> + Send;
}

/// A store of any type.
pub(crate) trait AnyStore: Send + Sync {
    fn load<'s>(&'s self, id: &'s str) -> Pending<'s, Option<String>>;
    fn save<'s>(&'s self, id: &'s str, content: &'s str, expires_in: Duration) -> Pending<'s, ()>;
    fn delete<'s>(&'s self, id: &'s str) -> Pending<'s, ()>;
}

pub(super) type Pending<'s, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 's>>;

impl<S: SessionStore> AnyStore for S {
    fn load<'s>(&'s self, id: &'s str) -> Pending<'s, Option<String>> {
        Box::pin(SessionStore::load(self, id))
    }

    fn save<'s>(&'s self, id: &'s str, content: &'s str, expires_in: Duration) -> Pending<'s, ()> {
        Box::pin(SessionStore::save(self, id, content, expires_in))
    }

    fn delete<'s>(&'s self, id: &'s str) -> Pending<'s, ()> {
        Box::pin(SessionStore::delete(self, id))
    }
}

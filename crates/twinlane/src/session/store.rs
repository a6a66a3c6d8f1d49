//! Sessions that the server keeps.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::errors::Result;

/// A place where the server keeps sessions, each by an id that nobody can guess. The browser has the id alone.
///
/// [`MemorySessions`](super::MemorySessions) keeps them in this process. Another is a few lines for the database that is there:
///
/// ```
/// use std::time::Duration;
/// use twinlane::sessions::SessionStore;
/// use twinlane::Result;
/// # struct Database;
/// # impl Database {
/// #     async fn one(&self, _: &str, _: &str) -> Result<Option<String>> { Ok(None) }
/// #     async fn run(&self, _: &str, _: &[&str], _: u64) -> Result<u64> { Ok(0) }
/// # }
///
/// struct InDatabase(Database);
///
/// impl SessionStore for InDatabase {
///     async fn load(&self, id: &str) -> Result<Option<String>> {
///         self.0.one("SELECT content FROM sessions WHERE id = ? AND expires > now()", id).await
///     }
///
///     async fn create(&self, id: &str, content: &str, expires_in: Duration) -> Result<()> {
///         let insert = "INSERT INTO sessions VALUES (?, ?, now() + ?)";
///         self.0.run(insert, &[id, content], expires_in.as_secs()).await?;
///         Ok(())
///     }
///
///     async fn update(&self, id: &str, content: &str, expires_in: Duration) -> Result<bool> {
///         let update = "UPDATE sessions SET content = ?2, expires = now() + ?3 WHERE id = ?1 AND expires > now()";
///         Ok(self.0.run(update, &[id, content], expires_in.as_secs()).await? > 0)
///     }
///
///     async fn delete(&self, id: &str) -> Result<bool> {
///         Ok(self.0.run("DELETE FROM sessions WHERE id = ?", &[id], 0).await? > 0)
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

    /// Keeps a new session: its content is an object of JSON.
    ///
    /// # Errors
    ///
    /// The store does not keep it.
    fn create(
        &self,
        id: &str,
        content: &str,
        expires_in: Duration,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Keeps another content of a session that is there. False: it is not there any more, because it has expired or another request has
    /// ended it, and **it must not be there again**: a request that was begun before a logout would undo it.
    ///
    /// # Errors
    ///
    /// The store does not keep it.
    fn update(
        &self,
        id: &str,
        content: &str,
        expires_in: Duration,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Forgets a session. False: it was not there any more. Of two calls at once one alone gets `true`: a session that is renewed while
    /// another request ends it must not live on by its new id.
    ///
    /// # Errors
    ///
    /// The store may still have it.
    fn delete(&self, id: &str) -> impl Future<Output = Result<bool>> + Send;
}

/// A store of any type.
pub(crate) trait AnyStore: Send + Sync {
    fn load<'s>(&'s self, id: &'s str) -> Pending<'s, Option<String>>;
    fn create<'s>(&'s self, id: &'s str, content: &'s str, expires_in: Duration)
    -> Pending<'s, ()>;
    fn update<'s>(
        &'s self,
        id: &'s str,
        content: &'s str,
        expires_in: Duration,
    ) -> Pending<'s, bool>;
    fn delete<'s>(&'s self, id: &'s str) -> Pending<'s, bool>;
}

pub(super) type Pending<'s, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 's>>;

impl<S: SessionStore> AnyStore for S {
    fn load<'s>(&'s self, id: &'s str) -> Pending<'s, Option<String>> {
        Box::pin(SessionStore::load(self, id))
    }

    fn create<'s>(
        &'s self,
        id: &'s str,
        content: &'s str,
        expires_in: Duration,
    ) -> Pending<'s, ()> {
        Box::pin(SessionStore::create(self, id, content, expires_in))
    }

    fn update<'s>(
        &'s self,
        id: &'s str,
        content: &'s str,
        expires_in: Duration,
    ) -> Pending<'s, bool> {
        Box::pin(SessionStore::update(self, id, content, expires_in))
    }

    fn delete<'s>(&'s self, id: &'s str) -> Pending<'s, bool> {
        Box::pin(SessionStore::delete(self, id))
    }
}

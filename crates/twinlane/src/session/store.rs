//! Sessions that the server keeps.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::errors::Result;

/// Keeps sessions on the server, each under a secret random id. The browser has the id alone.
///
/// [`MemorySessions`](super::MemorySessions) keeps them in this process. A store in a database needs a few lines:
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
/// An error of the store is a 500, and is logged.
pub trait SessionStore: Send + Sync + 'static {
    /// The content saved under this id, if it has not expired.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    fn load(&self, id: &str) -> impl Future<Output = Result<Option<String>>> + Send;

    /// Saves a new session. Its content is a JSON object.
    ///
    /// # Errors
    ///
    /// The store cannot save it.
    fn create(
        &self,
        id: &str,
        content: &str,
        expires_in: Duration,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Saves new content of an existing session. Returns `false` if the session no longer exists, because it has expired or another request has ended
    /// it.
    ///
    /// In this case **the store must not create the session again**: a request that began before a logout would undo the logout.
    ///
    /// # Errors
    ///
    /// The store cannot save it.
    fn update(
        &self,
        id: &str,
        content: &str,
        expires_in: Duration,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Deletes a session. Returns `false` if the session did not exist any more.
    ///
    /// Of two calls at the same time only one gets `true`. Otherwise a session that one request renews, while another request ends it, would live on
    /// under its new id.
    ///
    /// # Errors
    ///
    /// The store may still have the session.
    fn delete(&self, id: &str) -> impl Future<Output = Result<bool>> + Send;

    /// Moves a session to a new id, as at a login. Returns `false` if the old session did not exist any more; then the new one is not kept either.
    ///
    /// By default it [creates](Self::create) the new session, and then [deletes](Self::delete) the old one. A store with a limited number of sessions
    /// has to do both in one step. Otherwise the new session could push out the old one, which would look as if another request had ended it.
    ///
    /// # Errors
    ///
    /// The store may have either session, or both.
    fn replace(
        &self,
        old: &str,
        id: &str,
        content: &str,
        expires_in: Duration,
    ) -> impl Future<Output = Result<bool>> + Send {
        async move {
            // The old one is there until the new one is: the client may go in between.
            self.create(id, content, expires_in).await?;
            let was_there = self.delete(old).await?;
            if !was_there {
                self.delete(id).await?;
            }
            Ok(was_there)
        }
    }
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
    fn replace<'s>(
        &'s self,
        old: &'s str,
        id: &'s str,
        content: &'s str,
        expires_in: Duration,
    ) -> Pending<'s, bool>;
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

    fn replace<'s>(
        &'s self,
        old: &'s str,
        id: &'s str,
        content: &'s str,
        expires_in: Duration,
    ) -> Pending<'s, bool> {
        Box::pin(SessionStore::replace(self, old, id, content, expires_in))
    }
}

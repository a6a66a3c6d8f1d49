//! Sessions in the memory of this process.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use twinlane_lanes::LinePace;

use super::SessionStore;
use crate::errors::Result;

/// Keeps sessions in the memory of this process. They are lost at a stop, and other processes do not see them.
///
/// By default it keeps at most 100,000 sessions. A further session replaces the one that would expire first. Expired sessions are dropped when
/// others are saved.
///
/// The user of a replaced session is logged out, although the request that created or renewed the session succeeded. The log has an `info` line, at
/// most one in ten seconds.
pub struct MemorySessions {
    max: usize,
    kept: Mutex<Kept>,
    room_lines: LinePace,
}

#[derive(Default)]
struct Kept {
    by_id: HashMap<String, (String, Instant)>,
    by_expiry: BTreeSet<(Instant, String)>,
}

/// Expired sessions that one more makes it forget. It adds one, so that they become fewer, and no request waits for all of them.
const SWEPT: usize = 16;

impl MemorySessions {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self {
            max: 100_000,
            kept: Mutex::default(),
            room_lines: LinePace::new(),
        }
    }

    /// Sets the largest number of sessions, at least one; 100,000 by default.
    #[must_use]
    pub fn max_sessions(mut self, max: usize) -> Self {
        self.max = max.max(1);
        self
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemorySessions {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemorySessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySessions")
            .field("max", &self.max)
            .finish_non_exhaustive()
    }
}

impl Kept {
    fn is_there(&self, id: &str, now: Instant) -> bool {
        let found = self.by_id.get(id);
        found.is_some_and(|(_, expiry)| *expiry > now)
    }

    /// Keeps a session in the place of the earlier one, and no more than the most. True: another has made room, though it had not expired.
    fn keep(&mut self, id: &str, content: &str, expires_in: Duration, max: usize) -> bool {
        let now = Instant::now();
        // Beyond what an `Instant` can say, it is kept for a year.
        let expiry = now.checked_add(expires_in);
        let expiry = expiry.unwrap_or(now + Duration::from_hours(365 * 24));
        self.forget(id);
        let is_full = self.make_room(max, now);
        self.by_expiry.insert((expiry, id.to_owned()));
        self.by_id
            .insert(id.to_owned(), (content.to_owned(), expiry));
        is_full
    }

    /// False: there was none.
    fn forget(&mut self, id: &str) -> bool {
        let Some((_, expiry)) = self.by_id.remove(id) else {
            return false;
        };
        self.by_expiry.remove(&(expiry, id.to_owned()))
    }

    /// Forgets a few that have expired, and the one that expires first if there is no room for one more. True: that one had not expired.
    fn make_room(&mut self, max: usize, now: Instant) -> bool {
        let mut is_full = false;
        for _ in 0..SWEPT {
            if let Some((expiry, _)) = self.by_expiry.first()
                && (*expiry <= now || self.by_id.len() >= max)
                && let Some((expiry, id)) = self.by_expiry.pop_first()
            {
                self.by_id.remove(&id);
                is_full |= expiry > now;
            }
        }
        is_full
    }
}

impl SessionStore for MemorySessions {
    async fn load(&self, id: &str) -> Result<Option<String>> {
        let kept = self.lock();
        let found = kept.by_id.get(id);
        let found = found.filter(|(_, expiry)| *expiry > Instant::now());
        Ok(found.map(|(content, _)| content.clone()))
    }

    async fn create(&self, id: &str, content: &str, expires_in: Duration) -> Result<()> {
        let is_full = self.lock().keep(id, content, expires_in, self.max);
        if is_full && self.room_lines.is_due() {
            tracing::info!(
                "a session that had not expired has made room for a new one: `MemorySessions` keeps {} at most",
                self.max
            );
        }
        Ok(())
    }

    async fn update(&self, id: &str, content: &str, expires_in: Duration) -> Result<bool> {
        let mut kept = self.lock();
        let is_there = kept.is_there(id, Instant::now());
        if is_there {
            kept.keep(id, content, expires_in, self.max);
        }
        Ok(is_there)
    }

    async fn delete(&self, id: &str) -> Result<bool> {
        Ok(self.lock().forget(id))
    }

    async fn replace(
        &self,
        old: &str,
        id: &str,
        content: &str,
        expires_in: Duration,
    ) -> Result<bool> {
        let mut kept = self.lock();
        // One that has expired meanwhile does not come back by another id.
        let was_there = kept.is_there(old, Instant::now());
        kept.forget(old);
        if was_there {
            kept.keep(id, content, expires_in, self.max);
        }
        Ok(was_there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    #[tokio::test]
    async fn what_was_saved_is_there_until_it_expires_or_is_deleted() {
        let store = MemorySessions::new();
        store.create("a", "{}", DAY).await.unwrap();
        store.create("b", "{}", Duration::ZERO).await.unwrap();
        store.create("c", "{}", Duration::MAX).await.unwrap();
        assert_eq!(store.load("a").await.unwrap().as_deref(), Some("{}"));
        assert_eq!(store.load("b").await.unwrap(), None);
        assert!(store.load("c").await.unwrap().is_some());
        assert!(store.update("a", "[]", DAY).await.unwrap());
        assert_eq!(store.load("a").await.unwrap().as_deref(), Some("[]"));
        assert!(!store.update("b", "[]", DAY).await.unwrap());
        assert_eq!(store.load("b").await.unwrap(), None);
        assert!(store.delete("a").await.unwrap());
        assert!(!store.update("a", "[]", DAY).await.unwrap());
        assert!(!store.delete("a").await.unwrap());
        assert_eq!(store.load("a").await.unwrap(), None);
    }

    #[tokio::test]
    async fn each_new_session_makes_it_forget_a_few_that_have_expired() {
        let store = MemorySessions::new();
        let now = Instant::now();
        for id in 0..40 {
            let mut kept = store.lock();
            kept.by_expiry.insert((now, id.to_string()));
            kept.by_id.insert(id.to_string(), ("{}".to_owned(), now));
        }
        for (id, left) in [("a", 40 - 16 + 1), ("b", 40 - 32 + 2), ("c", 3), ("d", 4)] {
            store.create(id, "{}", DAY).await.unwrap();
            let kept = store.lock();
            assert_eq!((kept.by_id.len(), kept.by_expiry.len()), (left, left));
        }
    }

    #[tokio::test]
    async fn there_are_never_more_than_the_most() {
        let store = MemorySessions::new().max_sessions(2);
        store.create("long", "1", DAY * 3).await.unwrap();
        store.create("short", "1", DAY).await.unwrap();
        store.update("long", "2", DAY * 3).await.unwrap();
        assert!(store.load("short").await.unwrap().is_some());
        store.create("middle", "1", DAY * 2).await.unwrap();
        assert_eq!(store.load("short").await.unwrap(), None);
        assert_eq!(store.load("long").await.unwrap().as_deref(), Some("2"));
        for id in 0..100 {
            store
                .create(&id.to_string(), "1", Duration::ZERO)
                .await
                .unwrap();
        }
        let kept = store.lock();
        assert!(kept.by_id.len() <= 2 && kept.by_id.len() == kept.by_expiry.len());
    }

    #[tokio::test]
    async fn a_session_with_another_id_takes_its_own_room() {
        let store = MemorySessions::new().max_sessions(2);
        store.create("short", "1", DAY).await.unwrap();
        store.create("long", "1", DAY * 2).await.unwrap();
        assert!(store.replace("short", "renewed", "2", DAY).await.unwrap());
        let kept = ["short", "renewed", "long"].map(|id| store.lock().by_id.contains_key(id));
        assert_eq!(kept, [false, true, true]);
        assert!(!store.replace("short", "again", "3", DAY).await.unwrap());
        assert_eq!(store.load("again").await.unwrap(), None);
        assert_eq!(store.load("renewed").await.unwrap().as_deref(), Some("2"));
    }

    #[tokio::test]
    async fn a_session_that_has_expired_does_not_come_back_by_another_id() {
        let store = MemorySessions::new();
        store.create("old", "1", Duration::ZERO).await.unwrap();
        assert!(!store.replace("old", "renewed", "2", DAY).await.unwrap());
        assert_eq!(store.load("renewed").await.unwrap(), None);
    }

    #[test]
    fn it_is_told_if_one_makes_room_that_has_not_expired() {
        let store = MemorySessions::new();
        let mut kept = store.lock();
        assert!(!kept.keep("first", "1", DAY, 1), "there is room");
        assert!(
            kept.keep("second", "1", Duration::ZERO, 1),
            "`first` has not expired"
        );
        assert!(!kept.keep("third", "1", DAY, 1), "`second` has expired");
        assert!(!kept.keep("third", "2", DAY, 1), "it is there already");
    }
}

//! Counts in this process.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::RateLimitStore;
use super::quota::{Quota, RateLimitDecision};
use crate::BoxError;

/// Counts requests in this process. Each process has counts of its own, which end with it.
///
/// The algorithm is the generic cell rate algorithm (GCRA): the store keeps one moment for each client, at which its quota is whole again.
/// It keeps about `capacity` clients, 100,000 by default, in about 50 bytes each. A client with a whole quota is forgotten. If there are
/// still too many clients, the one whose quota is whole soonest is forgotten. So many clients with one request each do not erase
/// the count of a client with many requests.
pub struct MemoryStore {
    start: Instant,
    hashers: [RandomState; 2],
    shards: Box<[Mutex<Shard>]>,
    most: usize,
}

/// A client: two hashes of its key, which nobody outside can foresee.
type Client = [u64; 2];

#[derive(Default)]
struct Shard {
    /// The moment at which the quota of a client is whole again, in nanoseconds since the start.
    clients: HashMap<Client, u64>,
    /// The number of clients at which those with a whole quota are forgotten.
    sweep_at: usize,
}

const SHARDS: usize = 16;
const FIRST_SWEEP: usize = 64;

impl MemoryStore {
    /// Creates a store for about this many clients, and for at least one.
    pub fn new(capacity: usize) -> Self {
        Self {
            start: Instant::now(),
            hashers: [RandomState::new(), RandomState::new()],
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            most: capacity.div_ceil(SHARDS).max(1),
        }
    }

    fn take_at(&self, key: &str, quota: &Quota, now: Duration) -> RateLimitDecision {
        let client = [0, 1].map(|which| self.hashers[which].hash_one(key));
        let shard = usize::try_from(client[0] % SHARDS as u64).unwrap_or_default();
        let shard = &self.shards[shard];
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shard.clients.get(&client).copied();
        let (decision, whole_at) = decide(quota, known, now);
        if let Some(whole_at) = whole_at {
            if known.is_none() {
                shard.make_room(self.most, nanoseconds(now));
            }
            shard.clients.insert(client, whole_at);
        }
        decision
    }
}

impl Shard {
    /// Forgets clients until there is room for one more.
    fn make_room(&mut self, most: usize, now: u64) {
        let sweep_at = self.sweep_at.max(FIRST_SWEEP).min(most);
        if self.clients.len() < sweep_at {
            return;
        }
        self.clients.retain(|_, whole_at| *whole_at > now);
        if self.clients.len() >= most
            && let Some((&client, _)) = self.clients.iter().min_by_key(|(_, whole_at)| **whole_at)
        {
            self.clients.remove(&client);
        }
        self.sweep_at = self.clients.len() * 2;
    }
}

/// The verdict, and the new moment at which the quota is whole; `None` if the request takes nothing.
fn decide(quota: &Quota, known: Option<u64>, now: Duration) -> (RateLimitDecision, Option<u64>) {
    let whole_at = known.map_or(now, Duration::from_nanos);
    let whole_after = whole_at.saturating_sub(now);
    let used = whole_after + quota.interval();
    let too_much = used.saturating_sub(quota.whole());
    if !too_much.is_zero() {
        return (RateLimitDecision::refused(too_much, whole_after), None);
    }
    let unused = quota.whole().saturating_sub(used);
    let left = unused.as_nanos() / quota.interval().as_nanos();
    let left = u32::try_from(left).unwrap_or(u32::MAX);
    let decision = RateLimitDecision::passed(left, used);
    (decision, Some(nanoseconds(now + used)))
}

/// 584 years of them.
fn nanoseconds(moment: Duration) -> u64 {
    u64::try_from(moment.as_nanos()).unwrap_or(u64::MAX)
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new(100_000)
    }
}

impl RateLimitStore for MemoryStore {
    async fn take(&self, key: &str, quota: &Quota) -> Result<RateLimitDecision, BoxError> {
        Ok(self.take_at(key, quota, self.start.elapsed()))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn quota(limit: u32, seconds: u64) -> Quota {
        Quota::new(limit, SECOND * u32::try_from(seconds).unwrap()).unwrap()
    }

    fn clients(store: &MemoryStore) -> usize {
        store
            .shards
            .iter()
            .map(|shard| shard.lock().unwrap().clients.len())
            .sum()
    }

    /// The entry of the only client.
    fn known(store: &MemoryStore) -> Option<u64> {
        store
            .shards
            .iter()
            .find_map(|shard| shard.lock().unwrap().clients.values().next().copied())
    }

    #[test]
    fn a_quota_may_be_used_at_once_and_comes_back_bit_by_bit() {
        let (store, quota) = (MemoryStore::default(), quota(3, 6));
        let take = |seconds| store.take_at("a", &quota, SECOND * seconds);
        assert_eq!(take(0), RateLimitDecision::passed(2, SECOND * 2));
        assert_eq!(take(0), RateLimitDecision::passed(1, SECOND * 4));
        assert_eq!(take(0), RateLimitDecision::passed(0, SECOND * 6));
        assert_eq!(take(0), RateLimitDecision::refused(SECOND * 2, SECOND * 6));
        assert_eq!(take(1), RateLimitDecision::refused(SECOND, SECOND * 5));
        assert_eq!(take(2), RateLimitDecision::passed(0, SECOND * 6));
        assert_eq!(take(100), RateLimitDecision::passed(2, SECOND * 2));
    }

    #[test]
    fn clients_have_quotas_of_their_own() {
        let (store, quota) = (MemoryStore::default(), quota(1, 1));
        for key in ["a", "b", ""] {
            assert_eq!(store.take_at(key, &quota, SECOND).retry_after(), None);
            assert_eq!(
                store.take_at(key, &quota, SECOND).retry_after(),
                Some(SECOND)
            );
        }
    }

    #[test]
    fn a_client_cannot_make_it_keep_more_than_its_capacity() {
        let (store, quota) = (MemoryStore::new(1_600), quota(100, 60));
        for _ in 0..50 {
            store.take_at("busy", &quota, SECOND);
        }
        for number in 0..20_000 {
            let key = format!("{number}{}", "x".repeat(100));
            store.take_at(&key, &quota, SECOND);
            assert!(clients(&store) <= 1_600);
        }
        // The one that has used most is still counted.
        assert_eq!(store.take_at("busy", &quota, SECOND).remaining(), 49);
    }

    #[test]
    fn clients_with_a_whole_quota_are_forgotten() {
        let (store, quota) = (MemoryStore::default(), quota(1, 1));
        for second in 0..50 {
            for number in 0..1_000 {
                store.take_at(&format!("{second} {number}"), &quota, SECOND * (2 * second));
            }
        }
        assert!(clients(&store) < 5_000, "{}", clients(&store));
    }

    #[test]
    fn the_smallest_store_counts_one_client_a_shard() {
        let (store, quota) = (MemoryStore::new(0), quota(1, 1));
        store.take_at("a", &quota, SECOND);
        assert!(store.take_at("a", &quota, SECOND).retry_after().is_some());
    }

    proptest! {
        /// Never more than the limit at once, nor more than the limit and its share of any time.
        #[test]
        fn no_time_sees_more_than_its_share(
            limit in 1_u32..20,
            window in 1_u64..100,
            waits in prop::collection::vec(0_u64..5_000, 1..200),
        ) {
            let (store, quota) = (MemoryStore::default(), quota(limit, window));
            let mut now = Duration::ZERO;
            let mut passed = Vec::new();
            for wait in waits {
                now += Duration::from_millis(wait);
                let decision = store.take_at("a", &quota, now);
                match decision.retry_after() {
                    None => passed.push(now),
                    Some(wait) => {
                        prop_assert!(wait > Duration::ZERO && wait <= quota.interval());
                        // Whoever waits so long passes, and nobody earlier.
                        let known = known(&store);
                        prop_assert!(decide(&quota, known, now + wait).1.is_some());
                        let early = (now + wait).saturating_sub(Duration::from_nanos(1));
                        prop_assert!(decide(&quota, known, early).1.is_none());
                    }
                }
            }
            for (first, from) in passed.iter().enumerate() {
                for (count, to) in passed[first..].iter().enumerate() {
                    let share = to.saturating_sub(*from).as_nanos() / quota.interval().as_nanos();
                    prop_assert!(u128::try_from(count).unwrap() < share + u128::from(limit));
                }
            }
        }
    }
}

//! The keys of the items that wait. Items of equal keys have one [`KeyRef`], which is found when the item comes: a key's hash, its comparison and
//! its end are code of the application, and no lock is held where they run.

use std::any::Any;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, PoisonError, Weak};

use crate::sync::{Mutex, MutexGuard};

/// A key: items of equal keys run together.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a batch function",
    label = "not a key",
    note = "only items of equal keys run together: a key is `Eq`, `Hash`, `Send` and `Sync`, as a number or a text, and owns what it has",
    note = "derive `PartialEq`, `Eq` and `Hash` for a type of your own; round a float to an integer"
)]
pub trait BatchKey: Eq + Hash + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<K: Eq + Hash + Send + Sync + 'static> BatchKey for K {}

/// The key of an item that waits: the same one for all items of equal keys.
pub(super) type KeyRef = Arc<dyn Any + Send + Sync>;

/// The identity of a key.
pub(super) fn address(key: &KeyRef) -> usize {
    Arc::as_ptr(key).addr()
}

/// The keys of the items that wait.
pub(super) struct Keys<K> {
    hasher: RandomState,
    /// The keys of waiting items, by their hashes.
    waiting: Mutex<HashMap<u64, Vec<Weak<WaitingKey<K>>>>>,
}

/// A key until the last item that has it is dropped.
struct WaitingKey<K> {
    key: K,
    hash: u64,
    keys: Arc<Keys<K>>,
}

impl<K: BatchKey> Keys<K> {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            hasher: RandomState::new(),
            waiting: Mutex::default(),
        })
    }

    /// The one that all items of an equal key have.
    pub(super) fn find(self: &Arc<Self>, key: K) -> KeyRef {
        let hash = self.hasher.hash_one(&key);
        let mut compared: Vec<Arc<WaitingKey<K>>> = Vec::new();
        loop {
            let mut waiting = self.lock();
            let of_hash = waiting.entry(hash).or_default();
            let is_new = |other: &Arc<_>| !compared.iter().any(|known| Arc::ptr_eq(known, other));
            let others = of_hash.iter().filter_map(Weak::upgrade).filter(is_new);
            let others: Vec<Arc<WaitingKey<K>>> = others.collect();
            if others.is_empty() {
                let key = Arc::new(WaitingKey {
                    key,
                    hash,
                    keys: Arc::clone(self),
                });
                of_hash.push(Arc::downgrade(&key));
                return key;
            }
            drop(waiting);
            if let Some(equal) = others.iter().find(|other| other.key == key) {
                return Arc::clone(equal) as KeyRef;
            }
            compared.extend(others);
        }
    }
}

impl<K> Keys<K> {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Vec<Weak<WaitingKey<K>>>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K> Drop for WaitingKey<K> {
    fn drop(&mut self) {
        let mut waiting = self.keys.lock();
        if let Some(of_hash) = waiting.get_mut(&self.hash) {
            of_hash.retain(|key| key.strong_count() > 0);
            if of_hash.is_empty() {
                waiting.remove(&self.hash);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher;

    use super::*;

    /// All of one hash.
    #[derive(PartialEq, Eq)]
    struct Colliding(u32);

    impl Hash for Colliding {
        fn hash<H: Hasher>(&self, _: &mut H) {}
    }

    #[test]
    fn equal_keys_are_one_and_a_key_goes_with_its_last_item() {
        let keys = Keys::new();
        let found: Vec<KeyRef> = [1, 2, 1].map(|key| keys.find(Colliding(key))).into();
        let addresses: Vec<usize> = found.iter().map(address).collect();
        assert_eq!(addresses[0], addresses[2]);
        assert_ne!(addresses[0], addresses[1]);
        assert_eq!(keys.lock().values().map(Vec::len).sum::<usize>(), 2);
        drop(found);
        assert!(keys.lock().is_empty());
    }
}

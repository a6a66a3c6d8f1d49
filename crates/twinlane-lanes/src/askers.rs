//! The batch functions that wait for what runs here. One of them that is asked here would wait for itself.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::sync::thread_local;

/// A batch function, as those know it that it waits for.
#[derive(Clone, Debug)]
struct Asker {
    id: u64,
    name: Arc<str>,
}

/// The batch functions that wait for what runs here: first the one whose batch it is.
#[derive(Clone, Debug)]
pub(crate) struct Askers(Arc<Vec<Asker>>);

thread_local! {
    static HERE: RefCell<Option<Askers>> = const { RefCell::new(None) };
}

impl Askers {
    /// A function that nobody waits for yet.
    pub(crate) fn of_function(name: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(Arc::new(vec![Asker {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            name: name.into(),
        }]))
    }

    /// This function with those that wait for the items of its batch.
    pub(crate) fn with<'a>(&self, of_items: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = self.clone();
        for others in of_items {
            for other in &*others.0 {
                if all.0.iter().all(|known| known.id != other.id) {
                    Arc::make_mut(&mut all.0).push(other.clone());
                }
            }
        }
        all
    }

    /// The batch functions that wait for the code that runs here.
    pub(crate) fn here() -> Option<Self> {
        HERE.with(|here| here.borrow().clone())
    }

    /// The name of this function, and of the one whose batch asks it, if it waits for that.
    pub(crate) fn circle<'a>(&'a self, here: &'a Self) -> Option<(&'a str, &'a str)> {
        let (function, by) = (self.0.first()?, here.0.first()?);
        let waits = here.0.iter().any(|waits| waits.id == function.id);
        waits.then_some((&*function.name, &*by.name))
    }

    /// Calls a function for which these wait.
    pub(crate) fn enter<T>(&self, function: impl FnOnce() -> T) -> T {
        let _before = Before(replace(Some(self.clone())));
        function()
    }

    /// Calls a function that no batch function waits for, whatever waits for what else runs here.
    pub(crate) fn leave<T>(function: impl FnOnce() -> T) -> T {
        let _before = replace(None).map(|before| Before(Some(before)));
        function()
    }
}

fn replace(askers: Option<Askers>) -> Option<Askers> {
    HERE.with(|here| here.replace(askers))
}

/// Restores the former askers when it is dropped.
struct Before(Option<Askers>);

impl Drop for Before {
    fn drop(&mut self) {
        replace(self.0.take());
    }
}

//! The start of a batch function, with what the macro has read from its attribute.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use twinlane_lanes::{
    BatchFunction as Function, BatchKey, BatchMaker, BatchQueue, BatchRules, LoadError,
};

use super::caller::BatchOf;
use super::owner::Owner;
use crate::batch_entry::BatchEntry;
use crate::dependencies::{
    KeptInputs, LifespanCall, LifespanDependency, LifespanDescription, LifespanInputs,
    LifespanValue, ReturnCase, lifespan_supplier_of,
};
use crate::errors::{Error, InternalError, Result};

/// A batch function that is about to start.
pub struct BatchStart<I, T, E> {
    rules: BatchRules,
    maker: BatchMaker<I, Result<T, E>>,
    start: Box<StartFunction<I, T, E>>,
    /// Divides items into those that may run together.
    together: Box<Together<I>>,
}

type Together<I> = dyn Fn(Vec<I>) -> Vec<Vec<I>> + Send + Sync;

type StartFunction<I, T, E> =
    dyn FnOnce(BatchRules, BatchMaker<I, Result<T, E>>) -> Starting<I, T, E> + Send;

type Starting<I, T, E> =
    Pin<Box<dyn Future<Output = Result<BatchQueue<I, Result<T, E>>, LoadError>> + Send>>;

impl<I, T, E> BatchStart<I, T, E>
where
    I: Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    /// A function that all threads share. `None`: one of its arguments is not there, which the start has made sure of.
    pub fn new(
        rules: BatchRules,
        function: impl Fn(Vec<I>) -> Option<Vec<Result<T, E>>> + Send + Sync + 'static,
    ) -> Self {
        Self::of_maker(
            rules,
            BatchMaker::of_function(move |items| function(items).unwrap_or_default()),
        )
    }

    /// A function with a model that each thread loads for itself. `first`: the place of the owner's arguments among those that are kept.
    pub fn of_owner<A, M: 'static>(
        rules: BatchRules,
        (kept, first): (KeptInputs, usize),
        owner: impl Owner<A, M>,
        function: impl Fn(&LifespanInputs<'_>, &mut M, Vec<I>) -> Option<Vec<Result<T, E>>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let (kept, function) = (Arc::new(kept), Arc::new(function));
        let maker = BatchMaker::new(move || {
            let loaded = owner.load(&kept.inputs(), first);
            let mut model = loaded
                .unwrap_or_else(|| Err(Error::msg("one of its arguments is not there")))
                .map_err(Error::into_boxed)?;
            let (kept, function) = (Arc::clone(&kept), Arc::clone(&function));
            Ok(Box::new(move |items| {
                function(&kept.inputs(), &mut model, items).unwrap_or_default()
            }) as Function<_, _>)
        });
        Self::of_maker(rules, maker)
    }

    fn of_maker(rules: BatchRules, maker: BatchMaker<I, Result<T, E>>) -> Self {
        Self {
            rules,
            maker,
            start: Box::new(|rules, maker| Box::pin(BatchQueue::start(rules, maker))),
            together: Box::new(|items| vec![items]),
        }
    }

    /// Runs only items of equal keys together.
    #[must_use]
    pub fn key<K: BatchKey>(self, key: impl Fn(&I) -> K + Send + Sync + 'static) -> Self {
        let key = Arc::new(key);
        let of_item = Arc::clone(&key);
        Self {
            start: Box::new(move |rules, maker| {
                Box::pin(BatchQueue::start_with_key(
                    rules,
                    move |item: &I| key(item),
                    maker,
                ))
            }),
            together: Box::new(move |items| by_key(items, &*of_item)),
            ..self
        }
    }

    /// Runs these items before the application is ready: once, or after each load if something is loaded.
    #[must_use]
    pub fn warm_up(self, items: impl Fn() -> Vec<I> + Send + Sync + 'static) -> Self
    where
        E: InternalError,
    {
        let Self {
            rules,
            maker,
            start,
            together,
        } = self;
        let (is_each, max_size) = (rules.loads, rules.max_size.max(1));
        let is_done = AtomicBool::new(false);
        let maker = BatchMaker::new(move || {
            let mut function = maker.make()?;
            if is_each || !is_done.swap(true, Ordering::Relaxed) {
                for items in together(items()) {
                    warm_up(&mut function, items, max_size)?;
                }
            }
            Ok(function)
        });
        Self {
            rules,
            maker,
            start,
            together: Box::new(|items| vec![items]),
        }
    }

    /// The call by which it starts as a lifespan dependency.
    pub fn call(self) -> LifespanCall {
        let Self {
            rules,
            maker,
            start,
            ..
        } = self;
        LifespanCall::on_loop(start(rules, maker), |started| {
            let queue = started.map_err(Error::from_boxed)?;
            let (stops, counts) = (queue.clone(), queue.clone());
            let entry = BatchEntry::new(queue.rules().clone(), move || counts.usage());
            let mut value = LifespanValue::of_shared(Arc::new(BatchOf { queue }));
            value.batch = Some(entry);
            Ok(value.undone_by(move || async move {
                stops.stop().await;
                Ok(())
            }))
        })
    }
}

/// The items of each key, in the order of the first of them.
fn by_key<I, K: BatchKey>(items: Vec<I>, key: &dyn Fn(&I) -> K) -> Vec<Vec<I>> {
    let mut places = HashMap::new();
    let mut together: Vec<Vec<I>> = Vec::new();
    for item in items {
        let place = *places.entry(key(&item)).or_insert(together.len());
        if place == together.len() {
            together.push(Vec::new());
        }
        together[place].push(item);
    }
    together
}

/// Runs items whose values nobody needs, in batches that are no larger than those to come.
fn warm_up<I, T, E: InternalError>(
    function: &mut Function<I, Result<T, E>>,
    items: Vec<I>,
    max_size: usize,
) -> Result<(), LoadError> {
    let mut items = items.into_iter();
    loop {
        let batch: Vec<I> = items.by_ref().take(max_size).collect();
        if batch.is_empty() {
            return Ok(());
        }
        warm_up_once(function, batch)?;
    }
}

fn warm_up_once<I, T, E: InternalError>(
    function: &mut Function<I, Result<T, E>>,
    items: Vec<I>,
) -> Result<(), LoadError> {
    let number = items.len();
    let results = function(items);
    if results.len() != number {
        let had = results.len();
        return Err(format!("the warm-up had {had} results for {number} items").into());
    }
    let mut errors = results.into_iter().filter_map(Result::err);
    errors.next().map_or(Ok(()), |error| {
        let error = error.into_error();
        Err(format!("the warm-up failed: {error}").into())
    })
}

/// The description of a batch function, which is a lifespan dependency.
///
/// `mistakes`: those of its rules.
pub fn batch_description<B, I, T, E>(mistakes: fn() -> Vec<String>) -> LifespanDescription
where
    B: LifespanDependency,
    BatchOf<I, T, E>: Send + Sync + 'static,
{
    let supplier = lifespan_supplier_of::<ReturnCase<false, false>, BatchOf<I, T, E>>();
    supplier.description::<B>().with_mistakes(mistakes)
}

impl<I, T, E> fmt::Debug for BatchStart<I, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchStart")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

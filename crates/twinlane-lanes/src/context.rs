//! The context that a function or a task takes along to another lane: the span, and the task-locals that are carried.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{OnceLock, PoisonError, RwLock};
use std::task::{Context as TaskContext, Poll};

use pin_project_lite::pin_project;
use tokio::task::LocalKey;
use tracing::Span;

#[cfg(feature = "batches")]
use crate::askers::Askers;

/// Passes the value of a [task-local](tokio::task_local) on to functions in other lanes and to [spawned](crate::spawn) tasks.
///
/// Call it once for each key, before the first request: tokio has no list of task-locals. If the key has no value, the other side
/// has none either. The value is cloned, so changes on the other side are not seen here.
///
/// ```
/// use twinlane_lanes::{RuntimeBuilder, carry, threads};
///
/// tokio::task_local! {
///     static TENANT: String;
/// }
///
/// carry(&TENANT);
/// let runtime = RuntimeBuilder::new().workers(1).build()?;
/// let seen = runtime.block_on(async {
///     TENANT.scope("acme".to_owned(), async { threads(|| TENANT.get()).await }).await
/// });
/// assert_eq!(seen, Ok("acme".to_owned()));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn carry<T: Clone + Send + 'static>(key: &'static LocalKey<T>) {
    let capture = move || -> Option<Entering> {
        let value = key.try_with(T::clone).ok()?;
        Some(Box::new(move |inner| {
            key.sync_scope(value.clone(), &mut *inner);
        }))
    };
    let carried = CARRIED.get_or_init(RwLock::default);
    let mut carried = carried.write().unwrap_or_else(PoisonError::into_inner);
    let address = std::ptr::from_ref(key).addr();
    if carried.iter().all(|(known, _)| *known != address) {
        carried.push((address, Box::new(capture)));
    }
}

/// Runs what it is given with one task-local set.
type Entering = Box<dyn Fn(&mut dyn FnMut()) + Send>;
type Capture = Box<dyn Fn() -> Option<Entering> + Send + Sync>;

/// The keys by their addresses. Unset in the programs, most of all, that carry nothing.
static CARRIED: OnceLock<RwLock<Vec<(usize, Capture)>>> = OnceLock::new();

/// The span and the values, on their way.
pub(crate) struct Context {
    span: Span,
    locals: Vec<Entering>,
    /// The batch functions that wait for it.
    #[cfg(feature = "batches")]
    askers: Option<Askers>,
    /// True if no batch function waits for it, whatever it is polled within.
    #[cfg(feature = "batches")]
    is_detached: bool,
}

impl Context {
    /// The context of the current task or thread.
    pub(crate) fn current() -> Self {
        let carried = CARRIED.get().map(|carried| {
            let carried = carried.read().unwrap_or_else(PoisonError::into_inner);
            carried
                .iter()
                .filter_map(|(_, capture)| capture())
                .collect()
        });
        Self {
            span: Span::current(),
            locals: carried.unwrap_or_default(),
            #[cfg(feature = "batches")]
            askers: Askers::here(),
            #[cfg(feature = "batches")]
            is_detached: false,
        }
    }

    /// The same context for work that nobody waits for.
    #[cfg(feature = "batches")]
    fn detached(self) -> Self {
        Self {
            askers: None,
            is_detached: true,
            ..self
        }
    }

    #[cfg(not(feature = "batches"))]
    fn detached(self) -> Self {
        self
    }

    /// Calls the function within it.
    pub(crate) fn enter<T>(&self, function: impl FnOnce() -> T) -> T {
        // A disabled span has nothing to be entered, and asking is cheaper.
        let _span = (!self.span.is_disabled()).then(|| self.span.enter());
        #[cfg(feature = "batches")]
        let function = || match &self.askers {
            None if self.is_detached => Askers::leave(function),
            None => function(),
            Some(askers) => askers.enter(function),
        };
        if self.locals.is_empty() {
            return function();
        }
        let (mut function, mut output) = (Some(function), None);
        enter_all(&self.locals, &mut || {
            output = function.take().map(|function| function());
        });
        output.expect("each scope calls what it is given")
    }
}

fn enter_all(locals: &[Entering], inner: &mut dyn FnMut()) {
    match locals.split_first() {
        Some((first, rest)) => first(&mut || enter_all(rest, inner)),
        None => inner(),
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("span", &self.span)
            .field("locals", &self.locals.len())
            .finish_non_exhaustive()
    }
}

/// Wraps `future` in the current context.
pub(crate) fn in_context<F: Future>(future: F) -> InContext<F> {
    InContext {
        context: Context::current(),
        future,
    }
}

/// Wraps a future that nobody waits for in the current context.
pub(crate) fn detached_in_context<F: Future>(future: F) -> InContext<F> {
    InContext {
        context: Context::current().detached(),
        future,
    }
}

pin_project! {
    /// The future of [`in_context`].
    #[derive(Debug)]
    pub(crate) struct InContext<F> {
        context: Context,
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for InContext<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        let future = this.future;
        this.context.enter(|| future.poll(cx))
    }
}
